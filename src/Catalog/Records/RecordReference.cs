using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>Which record: <c>array:{id}</c>. Ordered as commits lock: by the kind's text, then bytewise by id.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Id">The id.</param>
public readonly record struct RecordReference(RecordKind Kind, string Id) : IComparable<RecordReference>
{
    /// <inheritdoc/>
    public int CompareTo(RecordReference other)
    {
        var byKind = string.CompareOrdinal(Kind.Text(), other.Kind.Text());
        return byKind != 0 ? byKind : string.CompareOrdinal(Id, other.Id);
    }

    /// <summary>The reference as text.</summary>
    public override string ToString() => $"{Kind.Text()}:{Id}";

    /// <summary>Orders as commits lock.</summary>
    public static bool operator <(RecordReference left, RecordReference right) => left.CompareTo(right) < 0;

    /// <summary>Orders as commits lock.</summary>
    public static bool operator >(RecordReference left, RecordReference right) => left.CompareTo(right) > 0;

    /// <summary>Orders as commits lock.</summary>
    public static bool operator <=(RecordReference left, RecordReference right) => left.CompareTo(right) <= 0;

    /// <summary>Orders as commits lock.</summary>
    public static bool operator >=(RecordReference left, RecordReference right) => left.CompareTo(right) >= 0;
}
