using System.Collections.Immutable;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Arrays.Consolidated;

/// <summary>
/// Zarr-consolidated metadata: many documents of a Zarr hierarchy in one, a v2 <c>.zmetadata</c> or the member
/// <c>consolidated_metadata</c> of a v3 group's <c>zarr.json</c>. They are hints and no more: copies that are written
/// once and not when a document below changes, so they go stale, and a reader that trusts them does not see the
/// children that were added since (zarr-python#2921). What they say is good for knowing beforehand which documents to
/// ask for, above all where a store cannot be listed; what counts is the documents themselves, and
/// <see cref="Compare"/> says where the two disagree.
/// </summary>
public sealed record ConsolidatedMetadata
{
    /// <summary>How many diagnostics a reading keeps unless the caller says otherwise: 100.</summary>
    public const int DefaultMaxDiagnostics = 100;

    internal ConsolidatedMetadata()
    {
    }

    /// <summary>2 or 3.</summary>
    public int ZarrFormat { get; internal init; }

    /// <summary>
    /// True when it has a form that is known; single entries may be left out all the same. When false there is no
    /// document, which says nothing about the hierarchy.
    /// </summary>
    public bool Usable { get; internal init; }

    /// <summary>
    /// The copies by the Zarr key of what they copy, relative to the group (<c>0/.zarray</c>, <c>0/zarr.json</c>), in
    /// ordinal order. All are objects, and no key goes up or is absolute. A v3 group does not hold itself.
    /// </summary>
    public ImmutableSortedDictionary<string, RawJson> Documents { get; internal init; } =
        ImmutableSortedDictionary.Create<string, RawJson>(StringComparer.Ordinal);

    /// <summary>What is malformed, and therefore left out: warnings of the rule <c>consolidated-invalid</c>.</summary>
    public EquatableArray<Diagnostic> Diagnostics { get; internal init; }

    /// <summary>Reads a v2 <c>.zmetadata</c>. Whatever it holds, this does not fail.</summary>
    /// <param name="document">The document.</param>
    /// <param name="maxDiagnostics">How many diagnostics are kept; one more then counts the others.</param>
    public static ConsolidatedMetadata ReadV2(RawJson document, int maxDiagnostics = DefaultMaxDiagnostics)
    {
        ArgumentNullException.ThrowIfNull(document);
        return new ConsolidatedReader(zarrFormat: 2, maxDiagnostics).Read(document)!;
    }

    /// <summary>Reads what the <c>zarr.json</c> of a v3 group holds. Whatever it is, this does not fail.</summary>
    /// <param name="groupDocument">The group's own document.</param>
    /// <param name="maxDiagnostics">How many diagnostics are kept; one more then counts the others.</param>
    /// <returns>Null when the member is absent or JSON's null, which says that nothing is consolidated.</returns>
    public static ConsolidatedMetadata? ReadV3(RawJson groupDocument, int maxDiagnostics = DefaultMaxDiagnostics)
    {
        ArgumentNullException.ThrowIfNull(groupDocument);
        return new ConsolidatedReader(zarrFormat: 3, maxDiagnostics).Read(groupDocument);
    }

    /// <summary>
    /// Where these copies and the documents disagree. Documents are the same when they mean the same: the order of
    /// members, defaults that one leaves out, and further consolidated metadata in a copied group do not count.
    /// </summary>
    /// <param name="read">
    /// The documents that were looked for, by their Zarr key relative to the group; null for one that is not there.
    /// Keys that are not in it are not compared, nor are those of the other Zarr format.
    /// </param>
    /// <returns>The differences in the order of their keys; none when the metadata is not usable.</returns>
    public EquatableArray<ConsolidatedDifference> Compare(IReadOnlyDictionary<string, RawJson?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return Usable ? ConsolidatedComparison.Compare(this, read) : [];
    }
}
