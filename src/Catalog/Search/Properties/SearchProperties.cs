using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Search.Properties;

/// <summary>All properties that can be searched: those with a name of their own, and those of axes, attributes and quality
/// numbers, whose names have a part that the records decide.</summary>
public static class SearchProperties
{
    private static readonly ImmutableArray<RecordKind> Images = [RecordKind.Image];
    private static readonly ImmutableArray<RecordKind> Arrays = [RecordKind.Image, RecordKind.Array];
    private static readonly ImmutableArray<RecordKind> Alignments = [RecordKind.Alignment, RecordKind.AlignmentVersion];

    // A member of a well, and the well's place on its plate.
    private static readonly string OfWell =
        $"""
        exists (select from record_references field join plate_wells place on place.well = field.id
            where field.target_kind = 'image' and field.target_id = s.id and s.kind = 'image'
                and field.kind = 'collection' and field.role = {(short)ReferenceRole.Member} and {"{0}"})
        """;

    private static readonly string OfCollection =
        $"""
        exists (select from record_references field
            where field.target_kind = s.kind and field.target_id = s.id
                and field.kind = 'collection' and field.role = {(short)ReferenceRole.Member} and {"{0}"})
        """;

    private const string OfAlignment =
        """
        exists (select from unnest(s.alignments) as own (id)
            join search_index_others a on a.kind = 'alignment' and a.id = own.id collate "C" where {0})
        """;

    private static readonly (RecordKind, string) Collection = (RecordKind.Collection, "field.id");
    private static readonly (RecordKind, string) Plate = (RecordKind.Collection, "place.plate");
    private static readonly (RecordKind, string) Alignment = (RecordKind.Alignment, "a.id");

    private static readonly ImmutableArray<SearchProperty> Fixed =
    [
        Text("id", "s.id", "The id.", term: null),
        Text("kind", "s.kind", "What the record is.", term: null) with
        {
            Values = [.. Enum.GetValues<RecordKind>().Select(kind => kind.Text())],
        },
        Text("name", "s.name", "The name; the id where there is none.", term: null),
        Text("description",
            "(select r.body ->> 'description' from records r where r.kind = s.kind and r.id = s.id)",
            "The description.", term: null),
        Text("dataset", "s.dataset", "The id of the dataset."),
        List("tags", "s.tags", "The tags."),
        Text("address", "s.address", "The address of the group or array.", term: null),
        new("createdAt", PropertyType.Time, "s.created_at") { Description = "When the record was made." },
        new("updatedAt", PropertyType.Time, "s.updated_at") { Description = "When the record was changed last." },
        Text("createdBy", "s.created_by", "Who made it."),
        Text("updatedBy", "s.updated_by", "Who changed it last."),
        Text("collection", "field.id", "The ids of the collections that it is a member of.", term: null) with
        {
            Related = OfCollection, Ways = [Collection],
        },
        Text("omeVersion", "s.ome_version", "The OME-NGFF version of the source.") with { Kinds = Images },
        Text("dataType", "s.data_type", "The data type by its Zarr v3 name; of an image that of its first level.") with
        {
            Kinds = Arrays,
        },
        List("axes", "s.axes", "The names of the axes, in order.") with
        {
            Kinds = [RecordKind.Image, RecordKind.Array, RecordKind.Space],
        },
        Number("axes.count", "cardinality(s.axes)", "The number of axes.") with
        {
            Kinds = [RecordKind.Image, RecordKind.Array, RecordKind.Space],
        },
        List("codecs", "s.codecs", "The codecs of the arrays, by the names that their documents have.") with { Kinds = Arrays },
        Number("level.count", "s.level_count", "The number of resolution levels.") with { Kinds = Images },
        Text("pyramid.kind", "s.pyramid_kind", "Whether the levels are exact fractions of the first.") with
        {
            Kinds = Images, Values = ["discrete", "continuous"],
        },
        List("pyramid.factors", "s.factors", "Per level its factors to the first one, as 1,2,2.") with { Kinds = Images },
        List("channels", "s.channels", "The labels of the channels.") with { Kinds = Images },
        Number("label.count", "s.label_count", "The number of label images.") with { Kinds = Images },
        Text("labelOf", "s.label_of", "The id of the image that it labels.") with { Kinds = Images },
        List("diagnostics", "s.diagnostics", "The rules that the image breaks.") with
        {
            Kinds = Images,

            // Which alignment a rule is about, it does not say.
            SeenValue =
                $"""
                (case when exists (select from unnest(s.alignments) own (id) where not {"{alignment}"})
                    then array_remove(s.diagnostics, '{DefaultVersions.Outdated}') else s.diagnostics end)
                """,
        },
        Text("plate", "place.plate", "The ids of the plates that it is a field of.", term: null) with
        {
            Kinds = Images, Related = OfWell, Ways = [Collection, Plate],
        },
        Text("well", "place.\"row\" || '/' || place.\"column\"", "Its well, as A/1.", term: null) with
        {
            Kinds = Images, Related = OfWell, Ways = [Collection, Plate],
        },
        List("alignments", "s.alignments", "The ids of the alignments that place it by their default versions.") with
        {
            Kinds = Images,
            SeenValue = "array(select own.id from unnest(s.alignments) own (id) where {alignment})",
        },
        Text("alignment.name", "a.name", "The names of these.", term: null) with
        {
            Kinds = Images, Related = OfAlignment, Ways = [Alignment],
        },
        Text("alignment.status", "a.details ->> 'status'", "The status of their default versions.", term: null) with
        {
            Kinds = Images,
            Related = OfAlignment,
            Ways = [Alignment],
            Values = ["draft", "published", "deprecated", "retracted"],
        },
        new("spaces", PropertyType.Spaces, "")
        {
            Description = "The ids of the spaces that it can be carried to.", Kinds = Images,
        },
        new("extent", PropertyType.Box, "")
        {
            Description = "Where it lies: in the space of the search; without one in its own, x, y, z and t in metres and "
                + "seconds.",
            Kinds = Images,
        },
        Detail("status", PropertyType.Text, Alignments, "The status, of an alignment that of its default version."),
        Detail("source", PropertyType.Text, Alignments, "The coordinate space that it leads from."),
        Detail("target", PropertyType.Text, Alignments, "The coordinate space that it leads to."),
        Detail("method", PropertyType.Text, Alignments, "How it was made."),
        Detail("software", PropertyType.Text, Alignments, "What it was made with."),
        Detail("rank", PropertyType.Number, [RecordKind.Alignment], "Which of several is preferred; lower is better."),
        Detail("versions", PropertyType.Number, [RecordKind.Alignment], "The number of its versions."),
        Detail("alignment", PropertyType.Text, [RecordKind.AlignmentVersion], "The id of its alignment."),
        Detail("collectionKind", PropertyType.Text, [RecordKind.Collection], "What the collection is."),
        Detail("members", PropertyType.Number, [RecordKind.Collection, RecordKind.Viewpoint], "The number of members."),
        Detail("space", PropertyType.Text, [RecordKind.Viewpoint], "The id of the space that all is seen in."),
        Detail("owner", PropertyType.Text, [RecordKind.Dataset], "Who answers for it."),
        Detail("licence", PropertyType.Text, [RecordKind.Dataset], "The licence of the data."),
        Detail("visibility", PropertyType.Text, [RecordKind.Dataset], "Who may see it."),
    ];

    private static readonly Dictionary<string, SearchProperty> ByName = Fixed.ToDictionary(
        queryable => queryable.Name, StringComparer.Ordinal);

    /// <summary>Those of which a part of the name is the record's: <c>*</c> stands for it.</summary>
    private static readonly ImmutableArray<(string Prefix, string Suffix, Func<string, SearchProperty> Make, SearchProperty Shown)> Open =
    [
        OfAxis("axes.", ".unit", "s.units", PropertyType.Text, "The unit of an axis.", term: true),
        OfAxis("voxelSize.", "", "s.voxel_size", PropertyType.Number,
            "The size of a pixel of the first level, in metres or seconds."),
        OfAxis("extent.", ".min", "s.extent_min", PropertyType.Number,
            "The least edge in the image's own space, in metres or seconds."),
        OfAxis("extent.", ".max", "s.extent_max", PropertyType.Number, "The greatest edge."),
        OfAxis("extent.", "", "s.extent_max{0} - s.extent_min", PropertyType.Number, "The distance of both."),
        OfAxis("shape.", "", "s.shape", PropertyType.Number, "The number of pixels of the first level."),
        OfAxis("chunk.", "", "s.chunk_shape", PropertyType.Number, "The size of a chunk in pixels."),
        OfAxis("shard.", "", "s.shard_shape", PropertyType.Number, "The size of a shard in pixels."),
        OfPath("attributes.", "s.attributes", "attributes", related: null, [], "A free attribute, by its path."),
        OfPath("quality.", "s.details -> 'quality'", "details.quality", related: null, Alignments,
            "A quality number, of an alignment that of its default version."),
        OfPath("alignment.quality.", "a.details -> 'quality'", term: null, OfAlignment, Images,
            "A quality number of the alignments that place the image."),
        (Prefix: "in.", Suffix: "", Make: part => Box(part), Shown: Box("*")),
    ];

    /// <summary>All of them, for people: <c>*</c> stands for the name of an axis, a path or a space.</summary>
    public static ImmutableArray<SearchProperty> All => [.. Fixed, .. Open.Select(open => open.Shown)];

    /// <summary>Finds a property by its name.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out SearchProperty? queryable)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (ByName.TryGetValue(name, out queryable))
        {
            return true;
        }

        foreach (var (prefix, suffix, make, _) in Open)
        {
            if (name.Length > prefix.Length + suffix.Length && name.StartsWith(prefix, StringComparison.Ordinal)
                && name.EndsWith(suffix, StringComparison.Ordinal))
            {
                queryable = make(name[prefix.Length..^suffix.Length]);
                return true;
            }
        }

        return false;
    }

    private static SearchProperty Text(string name, string value, string description, string? term = "") =>
        new(name, PropertyType.Text, value) { Description = description, Term = term is null ? null : name };

    private static SearchProperty Number(string name, string value, string description) =>
        new(name, PropertyType.Number, value) { Description = description };

    private static SearchProperty List(string name, string value, string description) =>
        new(name, PropertyType.TextList, value) { Description = description, Term = name };

    private static SearchProperty Detail(
        string name, PropertyType type, ImmutableArray<RecordKind> kinds, string description) => new(
            name, type, type == PropertyType.Number ? $"(s.details ->> '{name}')::double precision" : $"s.details ->> '{name}'")
        {
            Description = description,
            Kinds = kinds,
            Term = type == PropertyType.Text ? $"details.{name}" : null,
        };

    private static SearchProperty Box(string space) => new($"in.{space}", PropertyType.Box, "")
    {
        Part = space,
        Description = "Where an image lies in a space, in the order and the units of its axes.",
        Kinds = Images,
    };

    /// <summary>A value per axis. The name of the axis is put where <c>{axis}</c> stands, which is a parameter.</summary>
    private static (string, string, Func<string, SearchProperty>, SearchProperty) OfAxis(
        string prefix, string suffix, string column, PropertyType type, string description, bool term = false)
    {
        const string Subscript = "[array_position(s.axes, {axis})]";
        var value = column.Contains("{0}", StringComparison.Ordinal)
            ? column.Replace("{0}", Subscript, StringComparison.Ordinal) + Subscript
            : column + Subscript;
        return (prefix, suffix, Make, Make("*"));

        SearchProperty Make(string axis) => new(
            $"{prefix}{axis}{suffix}", type, type == PropertyType.Text ? $"nullif({value}, '')" : value)
        {
            Part = axis,
            Term = term ? $"{prefix}{axis}{suffix}" : null,
            Description = description,
            Kinds = Arrays,
        };
    }

    private static (string, string, Func<string, SearchProperty>, SearchProperty) OfPath(
        string prefix, string column, string? term, string? related, ImmutableArray<RecordKind> kinds, string description)
    {
        return (prefix, "", Make, Make("*"));

        SearchProperty Make(string path) => new(prefix + path, PropertyType.Json, $"({column} #> {{path}})")
        {
            Part = path,
            Term = term is null ? null : $"{term}.{path}",
            Related = related,
            Ways = related is null ? [] : [Alignment],
            Description = description,
            Kinds = kinds,
        };
    }
}
