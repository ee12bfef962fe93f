using OmeNgff.Client.Problems;
using OmeNgff.Ngff;
using OmeNgff.Silo.Http;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Hosting;

/// <summary>
/// The file of stores that an operator names: which addresses beyond folders may be opened, and how the chunks of all of
/// them reach viewers. What is amiss in it stops the start, with the field and the rule.
/// </summary>
public static class StoresFile
{
    private const int MaxPresignedSeconds = 604_800;

    /// <summary>Reads the file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="roots">The folders that may be read: those of the entries lie in them.</param>
    /// <exception cref="StartException">It cannot be read, or an entry breaks a rule.</exception>
    public static EquatableArray<StorePrefix> Read(string path, EquatableArray<string> roots)
    {
        try
        {
            var json = JsonDocuments.Parse(path, File.ReadAllBytes(path), new StoreLimits());
            return Prefixes(RequestBodies.Bind<StoresDocument>(json), roots);
        }
        catch (ProblemException refusal) when (!refusal.Problem.Errors.IsEmpty)
        {
            var error = refusal.Problem.Errors[0];
            throw new StartException($"{path}, {error.Pointer}: {error.Message} ({error.Rule})", refusal);
        }
        catch (StoreException refusal)
        {
            throw new StartException($"{path}: {refusal.Message} ({refusal.Rule})", refusal);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The file of stores {path} cannot be read: {failure.Message}", failure);
        }
    }

    private static EquatableArray<StorePrefix> Prefixes(StoresDocument document, EquatableArray<string> roots)
    {
        var prefixes = new List<StorePrefix>();
        for (var i = 0; i < document.Stores.Count; i++)
        {
            var prefix = new EntryReading(document.Stores[i], $"/stores/{i}", roots).Prefix();
            if (prefixes.Any(other => other.Address == prefix.Address))
            {
                throw ProblemException.Invalid(
                    $"/stores/{i}/address", "address-duplicate", "Another entry has the same address.");
            }

            prefixes.Add(prefix);
        }

        return prefixes.ToEquatableArray();
    }

    /// <summary>One entry as it is checked.</summary>
    private sealed class EntryReading(StoreEntry entry, string pointer, EquatableArray<string> roots)
    {
        public StorePrefix Prefix()
        {
            var address = Canonical("address", entry.Address
                ?? throw Refusal("address", "address-missing", "Every entry has an address."));
            var (isFile, isS3) = (IsOf(address, "file"), IsOf(address, "s3"));
            if (isFile)
            {
                CheckRoot(address);
            }
            else if (!isS3)
            {
                CheckServer("address", address);
            }

            CheckPlace(isFile, isS3);
            var publicAddress = PublicAddress();
            var chunks = Choice("chunks", entry.Chunks, "redirect", "proxy") switch
            {
                "redirect" => ChunkDelivery.Redirect,
                "proxy" => ChunkDelivery.Proxy,
                _ when isFile && publicAddress is null => ChunkDelivery.Proxy,
                _ => ChunkDelivery.Redirect,
            };
            if (isFile && chunks == ChunkDelivery.Redirect && publicAddress is null)
            {
                throw Refusal("publicAddress", "public-address-missing",
                    "Viewers reach no folder by itself: name the address of the web server that serves it.");
            }

            return new StorePrefix
            {
                Address = address,
                S3 = isS3 ? Access() : null,
                PrivateNetwork = entry.PrivateNetwork ?? false,
                InsecureRedirect = entry.InsecureRedirect ?? false,
                Chunks = chunks,
                PublicAddress = publicAddress,
                PresignedFor = TimeSpan.FromSeconds(entry.PresignedSeconds switch
                {
                    null => 3600,
                    > 0 and <= MaxPresignedSeconds and var seconds => seconds,
                    _ => throw Refusal("presignedSeconds", "presigned-seconds-range",
                        $"A presigned address is good for 1 to {MaxPresignedSeconds} seconds."),
                }),
            };
        }

        private string Canonical(string field, string address)
        {
            var colon = address.IndexOf("://", StringComparison.Ordinal);
            var scheme = colon < 0 ? "" : address[..colon].ToLowerInvariant();
            if (scheme is not ("file" or "http" or "https" or "s3"))
            {
                throw Refusal(field, "address-scheme", "An address begins with file://, http://, https:// or s3://.");
            }

            try
            {
                return StoreAddress.Canonical(address);
            }
            catch (StoreException refusal)
            {
                throw Refusal(field, refusal.Rule, refusal.Message);
            }
        }

        private void CheckServer(string field, string address)
        {
            if (StorePrefix.IsUnreachable(new Uri(address)))
            {
                throw Refusal(field, "address-unreachable",
                    "Link-local addresses are never connected to: cloud providers hand out credentials there.");
            }
        }

        private void CheckRoot(string address)
        {
            if (!roots.Any(root => address.StartsWith(
                StoreAddress.WithoutLinks(Path.GetFullPath(root)), StringComparison.Ordinal)))
            {
                throw Refusal("address", "file-outside-roots",
                    "The folder lies in none that may be read (--root, --writable-root).");
            }
        }

        /// <summary>Refuses what has no meaning for an address of this kind.</summary>
        private void CheckPlace(bool isFile, bool isS3)
        {
            (string Field, object? Value)[] ofS3 =
            [
                ("endpoint", entry.Endpoint), ("region", entry.Region), ("addressing", entry.Addressing),
                ("credentials", entry.Credentials), ("accessKeyVariable", entry.AccessKeyVariable),
                ("secretKeyVariable", entry.SecretKeyVariable), ("sessionTokenVariable", entry.SessionTokenVariable),
                ("presignedSeconds", entry.PresignedSeconds),
            ];
            if (!isS3 && ofS3.FirstOrDefault(member => member.Value is not null) is { Field: { } field })
            {
                throw Refusal(field, "s3-only", "Only an s3: address has this.");
            }

            if (isFile && entry.PrivateNetwork is not null)
            {
                throw Refusal("privateNetwork", "server-only", "A folder is on no network.");
            }
        }

        private string? PublicAddress()
        {
            if (entry.PublicAddress is not { } address)
            {
                return null;
            }

            var canonical = Canonical("publicAddress", address);
            return IsOf(canonical, "http") || IsOf(canonical, "https")
                ? canonical
                : throw Refusal("publicAddress", "address-scheme", "A public address begins with http:// or https://.");
        }

        private S3Access Access()
        {
            if (entry.Endpoint is { } endpoint)
            {
                if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
                    || url.PathAndQuery != "/" || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
                {
                    throw Refusal("endpoint", "endpoint-invalid",
                        "An endpoint is http:// or https:// with a host and perhaps a port, and no more.");
                }

                CheckServer("endpoint", endpoint);
            }

            var region = entry.Region ?? "us-east-1";
            if (region.Length == 0 || !region.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            {
                throw Refusal("region", "region-invalid", "A region has letters, digits and '-'.");
            }

            return new S3Access
            {
                Endpoint = entry.Endpoint,
                Region = region,
                PathStyle = Choice("addressing", entry.Addressing, "path", "virtual-host") switch
                {
                    "path" => true,
                    "virtual-host" => false,
                    _ => entry.Endpoint is not null,
                },
                Identity = Identity(),
            };
        }

        private S3Identity Identity()
        {
            var credentials = Choice("credentials", entry.Credentials, "anonymous", "chain");
            if (entry is { AccessKeyVariable: null, SecretKeyVariable: null, SessionTokenVariable: null })
            {
                return credentials == "chain" ? new S3Identity.Chain() : new S3Identity.Anonymous();
            }

            if (credentials is not null)
            {
                throw Refusal("credentials", "credentials-ambiguous",
                    "Name either whose credentials are used or the variables that have the keys.");
            }

            return new S3Identity.Variables(
                Variable("accessKeyVariable", entry.AccessKeyVariable),
                Variable("secretKeyVariable", entry.SecretKeyVariable),
                entry.SessionTokenVariable is null
                    ? null
                    : Variable("sessionTokenVariable", entry.SessionTokenVariable));
        }

        private string Variable(string field, string? name) =>
            string.IsNullOrEmpty(name) || name.Contains('=', StringComparison.Ordinal)
            || name.Contains('\0', StringComparison.Ordinal)
                ? throw Refusal(field, "credentials-incomplete",
                    "Both accessKeyVariable and secretKeyVariable name environment variables.")
            : string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))
                ? throw Refusal(field, "variable-missing", "The environment variable of this name is not set.")
                : name;

        private string? Choice(string field, string? value, string one, string other) =>
            value is null || value == one || value == other
                ? value
                : throw Refusal(field, $"{field}-unknown", $"This is either \"{one}\" or \"{other}\".");

        private static bool IsOf(string address, string scheme) =>
            address.StartsWith(scheme + "://", StringComparison.Ordinal);

        private ProblemException Refusal(string field, string rule, string message) =>
            ProblemException.Invalid($"{pointer}/{field}", rule, message);
    }
}
