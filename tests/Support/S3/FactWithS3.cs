namespace OmeNgff.Tests.Support.S3;

/// <summary>A test with a bucket; skipped where no S3 server is.</summary>
public sealed class FactWithS3Attribute : Xunit.FactAttribute
{
    /// <summary>Says why it is skipped.</summary>
    public FactWithS3Attribute() => Skip = S3Server.Missing;
}

/// <summary>Tests with a bucket; skipped where no S3 server is.</summary>
public sealed class TheoryWithS3Attribute : Xunit.TheoryAttribute
{
    /// <summary>Says why they are skipped.</summary>
    public TheoryWithS3Attribute() => Skip = S3Server.Missing;
}
