using OmeNgff.Tests.Support.S3;

namespace OmeNgff.Zarr.Tests.Stores;

/// <summary>A test with a bucket; skipped where no S3 server is.</summary>
public sealed class FactWithS3Attribute : FactAttribute
{
    /// <summary>Says why it is skipped.</summary>
    public FactWithS3Attribute() => Skip = S3Server.Missing;
}
