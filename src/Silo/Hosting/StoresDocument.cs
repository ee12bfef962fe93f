using OmeNgff.Ngff;

namespace OmeNgff.Silo.Hosting;

/// <summary>The JSON of a file of stores (<see cref="StoresFile"/>), as it is written.</summary>
internal sealed record StoresDocument
{
    /// <summary>The addresses below which stores may be opened.</summary>
    public EquatableArray<StoreEntry> Stores { get; init; }
}

/// <summary>One entry of a file of stores.</summary>
internal sealed record StoreEntry
{
    /// <summary><c>https://host/folder/</c>, <c>s3://bucket/folder/</c>, or a folder that may be read.</summary>
    public string? Address { get; init; }

    /// <summary><c>redirect</c> or <c>proxy</c>; if absent, <c>redirect</c>, and <c>proxy</c> for folders.</summary>
    public string? Chunks { get; init; }

    /// <summary>Where viewers reach the same bytes.</summary>
    public string? PublicAddress { get; init; }

    /// <summary>Whether the server's name may lead into a private network.</summary>
    public bool? PrivateNetwork { get; init; }

    /// <summary>Whether pages that came by https are sent to plain http too.</summary>
    public bool? InsecureRedirect { get; init; }

    /// <summary>The S3 service, <c>https://s3.example.org</c>; if absent, Amazon's.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The region that requests are signed for.</summary>
    public string? Region { get; init; }

    /// <summary><c>path</c> or <c>virtual-host</c>: where the bucket stands; if absent, <c>path</c> with an endpoint.</summary>
    public string? Addressing { get; init; }

    /// <summary><c>anonymous</c> or <c>chain</c>, the usual places of the AWS SDK; if absent, anonymous.</summary>
    public string? Credentials { get; init; }

    /// <summary>Instead of <see cref="Credentials"/>, the environment variable with the id of the access key.</summary>
    public string? AccessKeyVariable { get; init; }

    /// <summary>The environment variable with the secret key.</summary>
    public string? SecretKeyVariable { get; init; }

    /// <summary>The environment variable with the session's token, of temporary keys.</summary>
    public string? SessionTokenVariable { get; init; }

    /// <summary>How many seconds a presigned address is good for: 1 to 604 800.</summary>
    public int? PresignedSeconds { get; init; }
}
