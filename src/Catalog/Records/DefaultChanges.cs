using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>The alignments among changes whose default version becomes another one: the views of the images at their ends
/// change with it.</summary>
internal sealed class DefaultChanges
{
    /// <summary>Compares what changes with what stands.</summary>
    /// <param name="members">All that changes.</param>
    /// <param name="before">An alignment as it stands, or null.</param>
    internal DefaultChanges(CommitMembers members, Func<RecordReference, AlignmentRecord?> before) => ByImage =
        AlignmentsOf(members).SelectMany(reference =>
            {
                var (old, now) = (before(reference), (AlignmentRecord?)members.ChangeOf(reference)!.Record);
                return old?.DefaultVersion != now?.DefaultVersion && (now ?? old) is { } alignment
                    ? DefaultVersions.ImageEnds(alignment.Source, alignment.Target).Select(image => (image, reference))
                    : [];
            })
            .ToLookup(pair => pair.image, pair => pair.reference, StringComparer.Ordinal);

    /// <summary>The alignments by the images that are their ends.</summary>
    internal ILookup<string, RecordReference> ByImage { get; }

    /// <summary>The images at their ends.</summary>
    internal IEnumerable<string> Images => ByImage.Select(pair => pair.Key);

    /// <summary>The alignments that stand, change, and may have an image for an end.</summary>
    internal static string[] ToRead(CommitMembers members) =>
    [
        .. AlignmentsOf(members).Where(reference => members.ChangeOf(reference) is { ExpectedVersion: > 0 } change
            && (change.Record is not AlignmentRecord alignment
                || DefaultVersions.ImageEnds(alignment.Source, alignment.Target).Any())).Select(reference => reference.Id),
    ];

    /// <summary>The statement that reads alignments.</summary>
    internal static NpgsqlBatchCommand Statement(string[] alignments) => new(
        """
        select held.id, held.body from unnest($1) as wanted (id) cross join lateral (
            select id, body from records
            where records.kind = 'alignment' and records.id = wanted.id collate "C" offset 0) held
        """)
    {
        Parameters = { new() { Value = alignments } },
    };

    /// <summary>Reads what <see cref="Statement"/> answers.</summary>
    internal static async Task<ImmutableDictionary<RecordReference, AlignmentRecord>> Read(
        NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var alignments = ImmutableDictionary.CreateBuilder<RecordReference, AlignmentRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            alignments[new RecordReference(RecordKind.Alignment, reader.GetString(0))] =
                (AlignmentRecord)RecordJson.Read(RecordKind.Alignment, reader.GetString(1));
        }

        await reader.NextResultAsync(cancellationToken);
        return alignments.ToImmutable();
    }

    private static IEnumerable<RecordReference> AlignmentsOf(CommitMembers members) =>
        members.Changes.Keys.Where(reference => reference.Kind == RecordKind.Alignment);
}
