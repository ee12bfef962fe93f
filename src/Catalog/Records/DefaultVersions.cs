using Npgsql;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Catalog.Records;

/// <summary>
/// The default versions of the alignments that end at images, and what they say of these: an image that was calibrated
/// since one was made is diagnosed with <see cref="Outdated"/>.
/// </summary>
internal static class DefaultVersions
{
    /// <summary>The rule: the image does not lie where it lay when the default version of an alignment was made.</summary>
    internal const string Outdated = "alignment-outdated";

    /// <summary>The tables that a statement asks, for each <c>image.id</c>; <c>version.body</c> is what they answer. Asked
    /// one after the other (<c>offset 0</c>), each by its index, whatever the planner expects.</summary>
    internal const string Joins =
        """
        cross join lateral (
            select id from record_references
            where target_kind = 'image' and target_id = image.id collate "C" and kind = 'alignment' offset 0) alignment
        cross join lateral (
            select target_id from record_references
            where kind = 'alignment' and id = alignment.id and target_kind = 'alignmentVersion' offset 0) chosen
        cross join lateral (
            select id, body from records
            where kind = 'alignmentVersion' and records.id = chosen.target_id offset 0) version
        """;

    /// <summary>The statement that reads them, as kind, id and body, for images and for those that they label as they stand;
    /// a version with two such ends twice.</summary>
    internal static NpgsqlBatchCommand Statement(string[] images) => new(
        $"""
        select 'alignmentVersion', version.id, version.body from (
            select id from unnest($1) as viewed (id)
            union
            select labelled.label_of from unnest($1) as viewed (id) cross join lateral (
                select label_of from search_index_images
                where kind = 'image' and id = viewed.id collate "C" and label_of is not null offset 0) labelled) as image (id)
        {Joins}
        """)
    {
        Parameters = { new() { Value = images } },
    };

    /// <summary>The statement that reads versions by their ids, as kind, id and body.</summary>
    internal static NpgsqlBatchCommand Chosen(string[] versions) => new(
        """
        select 'alignmentVersion', version.id, version.body from unnest($1) as wanted (id) cross join lateral (
            select id, body from records
            where kind = 'alignmentVersion' and records.id = wanted.id collate "C" offset 0) version
        """)
    {
        Parameters = { new() { Value = versions } },
    };

    /// <summary>Reads those of some images, by image.</summary>
    internal static async Task<ILookup<string, AlignmentVersionRecord>> Read(
        NpgsqlConnection connection, string[] images, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Statement(images) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var versions = new List<AlignmentVersionRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            versions.Add((AlignmentVersionRecord)RecordJson.Read(RecordKind.AlignmentVersion, reader.GetString(2)));
        }

        return ByImage(versions);
    }

    /// <summary>Versions by the images that are their ends.</summary>
    internal static ILookup<string, AlignmentVersionRecord> ByImage(IEnumerable<AlignmentVersionRecord> versions) =>
        versions.DistinctBy(version => version.Id)
            .SelectMany(version => ImageEnds(version.Source, version.Target).Select(image => (image, version)))
            .ToLookup(pair => pair.image, pair => pair.version, StringComparer.Ordinal);

    /// <summary>The ids of the images among the ends of an alignment or of a version.</summary>
    internal static IEnumerable<string> ImageEnds(params IEnumerable<string> ends)
    {
        foreach (var end in ends)
        {
            if (SpaceReference.TryParse(end, out var space) && space.Kind == RecordKind.Image)
            {
                yield return space.Id;
            }
        }
    }

    /// <summary>A diagnostic for each version that was made when the image lay elsewhere. One that kept no place, as those
    /// of earlier releases, says nothing.</summary>
    /// <param name="image">The image.</param>
    /// <param name="first">The array of its first level.</param>
    /// <param name="defaults">The default versions of the alignments that end at it.</param>
    internal static IEnumerable<Diagnostic> Diagnose(
        ImageRecord image, ArrayRecord first, IEnumerable<AlignmentVersionRecord> defaults)
    {
        var own = new SpaceReference(RecordKind.Image, image.Id).ToString();
        foreach (var version in defaults.OrderBy(version => version.Id, StringComparer.Ordinal))
        {
            var (kept, axes) = version.Source == own
                ? (version.SourcePlacement, version.SourceAxes)
                : (version.TargetPlacement, version.TargetAxes);
            if (kept is not null && !ImagePlacement.Agree(kept, axes, ImagePlacement.Of(image, first), first.Axes))
            {
                yield return new Diagnostic(Outdated, Severity.Warning, "",
                    $"The image was calibrated since {version.Id}, the default version of the alignment "
                    + $"'{version.Alignment}', was made. Add a version that fits the image as it is now, and make it the "
                    + "default; until then the alignment leads to where the image was.");
            }
        }
    }
}
