using System.Collections.Immutable;
using OmeNgff.Catalog.Records;

namespace OmeNgff.Silo.Records;

/// <summary>What a request asks of one record.</summary>
/// <param name="Change">The change of the record.</param>
/// <param name="Arrays">The arrays that an image brings along; new records of their own.</param>
public sealed record RequestedChange(RecordChange Change, ImmutableArray<InlineArray> Arrays)
{
    /// <summary>All changes that are to be committed together.</summary>
    public ImmutableArray<RecordChange> All => [.. Arrays.Select(array => array.Change), Change];
}

/// <summary>An array that stands inline in a level of an image.</summary>
/// <param name="Pointer">The JSON Pointer of it in the image.</param>
/// <param name="Change">The change that creates it.</param>
public sealed record InlineArray(string Pointer, RecordChange Change);
