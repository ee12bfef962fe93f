using System.Collections.Immutable;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Writeback;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Versions;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Writeback;

/// <summary>One writeback as it is carried out: what is to be written, and what was.</summary>
internal sealed class WritebackJob(
    DocumentWriter writer, StoreFactory stores, Location location, ViewRoot root, StoreLimits limits)
{
    private const string Consolidated = ".zmetadata";

    private readonly List<WrittenPath> _written = [];
    private readonly List<WrittenPath> _removed = [];
    private readonly List<string> _stale = [];
    private ImmutableArray<PlannedDocument> _documents = [];
    private ImmutableArray<AboveDocument> _above = [];
    private bool _removesConsolidated;

    /// <summary>Adds what holds copies of the documents, and looks whether all can be written.</summary>
    /// <exception cref="StoreException">A document cannot be written.</exception>
    internal async Task Prepare(ImmutableArray<PlannedDocument> documents, CancellationToken cancellationToken)
    {
        var format = OmeVersions.TryParse(root.Ome, out var version) ? version.ZarrFormat() : 0;
        _documents = format == 2
            ? await WithConsolidated(documents, cancellationToken)
            :
            [
                .. documents.Select(document =>
                    document.Key == "zarr.json" ? WithCopies(document, documents) : document),
            ];
        _above = await ConsolidatedCopies.Above(stores, location, format, _documents, limits, cancellationToken);
        foreach (var document in _documents.Where(document => document.IsChanged))
        {
            writer.Check(location.Key(document.Key));
        }

        // What a dry run says; carrying the plan out says it anew.
        _written.AddRange(_documents.Where(document => document.IsChanged)
            .Concat(_above.Select(document => document.Planned)).Select(document => new WrittenPath(document.Key)));
        _removed.AddRange(_removesConsolidated ? [new WrittenPath(Consolidated)] : []);
    }

    /// <summary>Writes everything.</summary>
    /// <param name="at">The time in the names of the old documents.</param>
    /// <exception cref="ProblemException">409: a document could not be written; the detail says which were.</exception>
    internal void Carry(DateTimeOffset at)
    {
        _written.Clear();
        _removed.Clear();
        try
        {
            foreach (var document in _documents.Where(document => document.IsChanged))
            {
                var written = writer.Write(location.Key(document.Key), document.Bytes(), at);
                _written.Add(new WrittenPath(document.Key) { Kept = Relative(written.Kept) });
            }

            if (_removesConsolidated && writer.Remove(location.Key(Consolidated), at) is { } removed)
            {
                _removed.Add(new WrittenPath(Consolidated) { Kept = Relative(removed.Kept) });
            }
        }
        catch (StoreException failure)
        {
            var done = string.Join(", ", _written.Select(document => document.Path));
            throw WritebackRefusals.Of(failure, _written.Count == 0
                ? " Nothing was written."
                : $" Written before, with the old documents kept beside: {done}.");
        }

        foreach (var document in _above)
        {
            WriteAbove(document, at);
        }
    }

    /// <summary>What was written; before it is carried out, what would be.</summary>
    internal WritebackAnswer Answer() => new()
    {
        Ome = root.Ome,
        Layout = root.Distributed ? "distributed" : "consolidated",
        Written = _written.ToEquatableArray(),
        Unchanged = _documents.Where(document => !document.IsChanged).Select(document => document.Key)
            .Order(StringComparer.Ordinal).ToEquatableArray(),
        Removed = _removed.ToEquatableArray(),
        Stale = _stale.ToEquatableArray(),
    };

    /// <summary>A group above is not the image's: where it cannot be written, that is said and no more.</summary>
    private void WriteAbove(AboveDocument document, DateTimeOffset at)
    {
        try
        {
            var written = stores.OpenForWriting(document.Store)
                .Write(document.Key, document.Planned.Bytes(), at);
            _written.Add(new WrittenPath(document.Planned.Key)
            {
                Kept = written.Kept is null ? null : document.Up + written.Kept,
            });
        }
        catch (StoreException)
        {
            _stale.Add(document.Planned.Key);
        }
    }

    private async Task<ImmutableArray<PlannedDocument>> WithConsolidated(
        ImmutableArray<PlannedDocument> documents, CancellationToken cancellationToken)
    {
        var stored = new StoredDocuments(writer.Store, location.Key, limits);
        var existing = await stored.Read(Consolidated, cancellationToken);
        if (existing is not null && ConsolidatedCopies.Updated(existing, 2, "", documents) is { } updated)
        {
            return documents.Add(new PlannedDocument(Consolidated, updated, existing));
        }

        _removesConsolidated = existing is not null
            || await writer.Store.ReadBytes(location.Key(Consolidated), limits, cancellationToken) is not null;
        return documents;
    }

    /// <summary>The group's own document with its copies made true, or without those that are malformed.</summary>
    private static PlannedDocument WithCopies(PlannedDocument group, ImmutableArray<PlannedDocument> documents) =>
        group with
        {
            Content = ConsolidatedCopies.Updated(group.Content, 3, "", documents)
                ?? ConsolidatedCopies.Dropped(group.Content),
        };

    private string? Relative(string? key) =>
        key is null || location.Path.Length == 0 ? key : key[(location.Path.Length + 1)..];
}
