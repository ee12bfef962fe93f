using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;

namespace OmeNgff.Grains.Records;

/// <summary>Names of operations, as commits carry them.</summary>
internal static class OperationNames
{
    /// <summary>The operation of a caller, or null where it has no name.</summary>
    internal static NamedOperation? By(this OperationName? name, string caller) =>
        name is null ? null : new NamedOperation(caller, name.Key, name.Digest);
}
