using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Silo.Records;

/// <summary>What answers say of those that refer to an array.</summary>
internal static class ArrayHolders
{
    /// <summary>The array with the names of its holders: the ids of images, and references to others.</summary>
    internal static ArrayRecord HeldBy(this ArrayRecord array, IEnumerable<RecordReference> holders) => array with
    {
        ReferencedBy = holders.Select(holder => holder.Kind == RecordKind.Image ? holder.Id : holder.ToString())
            .ToEquatableArray(),
    };
}
