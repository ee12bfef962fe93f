namespace OmeNgff.Zarr.Stores;

/// <summary>How buckets are read: where the service is, and who asks. It holds no secret, only where one is found.
/// </summary>
public sealed record S3Access
{
    /// <summary>The address of the service, without a path; null for Amazon's own in the region.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The region that requests are signed for. Default: <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>
    /// Whether the bucket is the first segment of the path, or of the host's name. Default: of the path where there is
    /// an endpoint, else of the name.
    /// </summary>
    public bool PathStyle { get; init; }

    /// <summary>Who asks.</summary>
    public S3Identity Identity { get; init; } = new S3Identity.Anonymous();
}

/// <summary>Who asks for objects of a bucket.</summary>
public abstract record S3Identity
{
    private S3Identity()
    {
    }

    /// <summary>Nobody: requests are not signed.</summary>
    public sealed record Anonymous : S3Identity;

    /// <summary>Whom the AWS SDK finds in its usual places: environment, profiles, the roles of containers and machines.
    /// </summary>
    public sealed record Chain : S3Identity;

    /// <summary>Whose keys are in environment variables of these names.</summary>
    /// <param name="AccessKey">The variable of the access key's id.</param>
    /// <param name="SecretKey">The variable of the secret key.</param>
    /// <param name="SessionToken">The variable of the session's token, or null.</param>
    public sealed record Variables(string AccessKey, string SecretKey, string? SessionToken) : S3Identity;
}
