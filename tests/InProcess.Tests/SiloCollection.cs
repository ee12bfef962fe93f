namespace OmeNgff.InProcess.Tests;

/// <summary>The tests that share one silo; each uses grains of its own.</summary>
[CollectionDefinition(Name)]
public sealed class SiloCollection : ICollectionFixture<TestSilo>
{
    public const string Name = "One silo";
}
