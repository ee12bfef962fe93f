namespace OmeNgff.Catalog.Search.Filters;

/// <summary>
/// A node of the syntax tree of a filter. Two nodes are equal when they mean the same, wherever they stand: the place
/// takes no part in equality.
/// </summary>
public abstract record FilterNode
{
    /// <summary>Where the node begins.</summary>
    public FilterPlace Place { get; init; } = FilterPlace.Unknown;

    /// <summary>The offset in a filter in CQL2 Text, in UTF-16 characters from 0; -1 where there is none.</summary>
    public int Position => Place.Position;

    /// <summary>JSON Pointer (RFC 6901) into a filter in CQL2 JSON; empty in CQL2 Text.</summary>
    public string Pointer => Place.Pointer;

    /// <summary>The nodes right below this one.</summary>
    internal virtual IEnumerable<FilterNode> Children => [];

    /// <inheritdoc/>
    public virtual bool Equals(FilterNode? other) => other is not null && EqualityContract == other.EqualityContract;

    /// <inheritdoc/>
    public override int GetHashCode() => EqualityContract.GetHashCode();
}
