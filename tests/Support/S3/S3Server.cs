using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace OmeNgff.Tests.Support.S3;

/// <summary>
/// A real S3 server in a process of its own, with one bucket. It checks the signatures of signed requests and takes
/// unsigned ones too. <c>tests/Support/S3/install</c> installs it.
/// </summary>
public sealed class S3Server : IAsyncDisposable
{
    /// <summary>The bucket that is there.</summary>
    public const string Bucket = "images";

    /// <summary>Both the id of the one access key and its secret.</summary>
    public const string Key = "S3RVER";

    private readonly Process _process;
    private readonly AmazonS3Client _client;

    private S3Server(Process process, string address)
    {
        _process = process;
        Address = address;
        _client = new AmazonS3Client(
            new BasicAWSCredentials(Key, Key),
            new AmazonS3Config { ServiceURL = address, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
    }

    /// <summary>Why there is none; null where it can be started.</summary>
    public static string? Missing { get; } = Installed() is null
        ? "the S3 server is not installed (tests/Support/S3/install)"
        : null;

    /// <summary>The address of the service.</summary>
    public string Address { get; }

    /// <summary>Starts one that keeps its objects in a folder.</summary>
    public static async Task<S3Server> Start(string folder)
    {
        var installed = Installed() ?? throw new InvalidOperationException(Missing);
        var process = Process.Start(new ProcessStartInfo("node", ["serve.cjs", folder, Bucket])
        {
            WorkingDirectory = installed,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var address = await process.StandardOutput.ReadLineAsync();
        return address is not null
            ? new S3Server(process, address)
            : throw new InvalidOperationException("The S3 server ended before it began.");
    }

    /// <summary>Writes an object.</summary>
    public Task Put(string key, byte[] content, string? encoding = null)
    {
        var request = new PutObjectRequest
        {
            BucketName = Bucket,
            Key = key,
            InputStream = new MemoryStream(content),
            UseChunkEncoding = false,
        };
        if (encoding is not null)
        {
            request.Headers.ContentEncoding = encoding;
        }

        return _client.PutObjectAsync(request);
    }

    /// <summary>Writes all files below a folder, their keys beginning with <paramref name="prefix"/>.</summary>
    public async Task PutFolder(string folder, string prefix)
    {
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (var file in Directory.EnumerateFiles(folder, "*", all))
        {
            await Put(prefix + Path.GetRelativePath(folder, file), await File.ReadAllBytesAsync(file));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string? Installed()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Join(folder.FullName, "artifacts", "s3");
            if (File.Exists(Path.Join(candidate, "installed.json")))
            {
                return candidate;
            }
        }

        return null;
    }
}
