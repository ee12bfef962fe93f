namespace OmeNgff.Ngff.Arrays.Consolidated;

/// <summary>How Zarr-consolidated metadata and the hierarchy disagree.</summary>
public enum ConsolidatedDifferenceKind
{
    /// <summary>The copy says something else than the document.</summary>
    Differs,

    /// <summary>There is a copy, but no document: a reader that trusts the copy sees what is gone.</summary>
    Missing,

    /// <summary>There is a document, but no copy: a reader that trusts the copies does not see it.</summary>
    Hidden,
}

/// <summary>One document in which Zarr-consolidated metadata and the hierarchy disagree.</summary>
/// <param name="Key">Its Zarr key, relative to the group that is consolidated: <c>0/.zarray</c>.</param>
/// <param name="Kind">How.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record ConsolidatedDifference(string Key, ConsolidatedDifferenceKind Kind, string Message);
