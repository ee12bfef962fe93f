using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Versions;
using OmeNgff.Zarr.Hierarchies;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Imports;

/// <summary>One image group as it lies in a store, read and checked, with a digest of all that was read.</summary>
/// <param name="Location">Where the group lies.</param>
/// <param name="Version">The OME version that it is written in.</param>
/// <param name="Reading">The image: the group and its levels.</param>
/// <param name="Digest">SHA-256 of its documents, in hexadecimal.</param>
internal sealed record SourceImage(Location Location, OmeVersion Version, ImageReading Reading, string Digest)
{
    /// <summary>The identity of the source.</summary>
    internal string Address => Location.Address;

    /// <summary>Reads the images of one Zarr group. What cannot be used is reported and left out.</summary>
    internal static async Task<ImmutableArray<SourceImage>> Read(
        IZarrStore store,
        ZarrNode node,
        OmeReading reading,
        string path,
        StoreLimits limits,
        Action<ImportError> report,
        CancellationToken cancellationToken)
    {
        var location = new Location(store.Address, path);
        var prefix = location.Address;
        if (reading.Group is not { } group)
        {
            Report(prefix, MainDocument(node), reading.Diagnostics, report);
            return [];
        }

        var nodes = new SortedDictionary<string, ZarrNode>(StringComparer.Ordinal) { [""] = node };
        var arrays = new Dictionary<string, ZarrArrayDocument>(StringComparer.Ordinal);
        foreach (var level in group.Multiscales.SelectMany(image => image.Datasets)
            .Select(dataset => dataset.Path).Distinct(StringComparer.Ordinal))
        {
            try
            {
                if (await ZarrHierarchy.ReadNode(store, location.Key(level), limits, cancellationToken)
                    is { Kind: ZarrNodeKind.Array, Document: { } document } array)
                {
                    nodes[level] = array;
                    arrays[level] = ZarrArrayDocument.Parse(
                        array.ZarrFormat, document, array.ZarrFormat == 2 ? array.Attributes : null);
                }
            }
            catch (StoreException refusal)
            {
                report(ImportErrors.Of(refusal));
                return [];
            }
            catch (NgffException refusal)
            {
                Report($"{prefix}{level}/", MainDocument(group.Version), refusal.Diagnostics, report);
                return [];
            }
        }

        var images = ImmutableArray.CreateBuilder<SourceImage>();
        foreach (var image in ImageAssembly.Assemble(group, arrays))
        {
            var diagnostics = reading.Diagnostics.Concat(image.Diagnostics).ToEquatableArray();
            if (image.Group is null)
            {
                Report(prefix, MainDocument(node), diagnostics, report);
                continue;
            }

            images.Add(new SourceImage(
                location, group.Version, image with { Diagnostics = diagnostics }, DigestOf(nodes)));
        }

        return images.ToImmutable();
    }

    private static void Report(
        string prefix, string document, EquatableArray<Diagnostic> diagnostics, Action<ImportError> report)
    {
        foreach (var diagnostic in diagnostics.Where(diagnostic => diagnostic.Refuses))
        {
            report(ImportErrors.Of(prefix, diagnostic with { Path = diagnostic.Path ?? document }));
        }
    }

    /// <summary>The document that holds a group's attributes.</summary>
    private static string MainDocument(ZarrNode node) => node.ZarrFormat == 2 ? ".zattrs" : "zarr.json";

    private static string MainDocument(OmeVersion version) => version.ZarrFormat() == 2 ? ".zarray" : "zarr.json";

    private static string DigestOf(SortedDictionary<string, ZarrNode> nodes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, node) in nodes)
        {
            Append(path);
            Append(node.Document?.ToString() ?? "");
            Append(node.Attributes?.ToString() ?? "");
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData([0]);
        }
    }
}
