using OmeNgff.Tests.Support;

namespace OmeNgff.Client.Tests;

/// <summary>The tests that share one silo, one after the other; each uses records and folders of its own.</summary>
[CollectionDefinition(Name)]
public sealed class SiloCollection : ICollectionFixture<RunningSilo>
{
    public const string Name = "One silo";
}
