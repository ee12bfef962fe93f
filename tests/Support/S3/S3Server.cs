using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace OmeNgff.Tests.Support.S3;

/// <summary>
/// A real S3 service in a process of its own, with one bucket: OpenStack Swift, which is Debian's package
/// <c>python3-swift</c>. It checks the signatures of signed requests, and takes unsigned ones for what everybody may read.
/// </summary>
public sealed class S3Server : IAsyncDisposable
{
    /// <summary>The bucket that is there; everybody may list it.</summary>
    public const string Bucket = "images";

    /// <summary>The id of the access key of whom everything belongs to.</summary>
    public const string AccessKey = "test:owner";

    /// <summary>Its secret.</summary>
    public const string SecretKey = "owner-secret";

    /// <summary>How many keys a page of a listing has.</summary>
    public const int ListedAtOnce = 10;

    private static readonly Lazy<string?> Interpreter = new(() =>
        Array.Find(["/usr/bin/python3", "python3"], HasSwift));

    private readonly Process _process;
    private readonly AmazonS3Client _client;

    private S3Server(Process process, string address)
    {
        _process = process;
        Address = address;
        _client = new AmazonS3Client(
            new BasicAWSCredentials(AccessKey, SecretKey),
            new AmazonS3Config { ServiceURL = address, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
    }

    /// <summary>Why there is none; null where it can be started.</summary>
    public static string? Missing => Interpreter.Value is null ? "python3-swift is not here" : null;

    /// <summary>The address of the service.</summary>
    public string Address { get; }

    /// <summary>Starts one that keeps its objects in an empty folder, whose file system has extended attributes.</summary>
    public static async Task<S3Server> Start(string folder)
    {
        var process = Process.Start(new ProcessStartInfo(
            Interpreter.Value ?? throw new InvalidOperationException(Missing),
            [Path.Join(AppContext.BaseDirectory, "S3", "serve.py"), folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var address = await process.StandardOutput.ReadLineAsync();
        var server = address is not null
            ? new S3Server(process, address)
            : throw new InvalidOperationException("The S3 server ended before it began.");
        await server._client.PutBucketAsync(
            new PutBucketRequest { BucketName = Bucket, CannedACL = S3CannedACL.PublicRead });
        return server;
    }

    /// <summary>Writes an object.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="forAll">Whether everybody may read it.</param>
    public Task Put(string key, byte[] content, bool forAll = false) => _client.PutObjectAsync(new PutObjectRequest
    {
        BucketName = Bucket,
        Key = key,
        InputStream = new MemoryStream(content),
        UseChunkEncoding = false,
        CannedACL = forAll ? S3CannedACL.PublicRead : S3CannedACL.Private,
    });

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

    private static bool HasSwift(string interpreter)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                interpreter, ["-c", "import swift.common.middleware.s3api.s3api"])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            _ = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
