namespace OmeNgff.Silo.Tests.Viewers.Remote;

/// <summary>The tests that share one silo with remote stores, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class RemoteCollection : ICollectionFixture<RemoteStores>
{
    public const string Name = "One silo with remote stores";
}
