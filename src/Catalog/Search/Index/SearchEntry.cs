using System.Text.Json;
using System.Text.Json.Serialization;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Search.Index;

/// <summary>
/// What the index keeps of one record: a row of <c>search_index</c>, a column a member. Lists per axis are in the order of
/// <see cref="Axes"/>; lengths are in metres and durations in seconds, null where the axis has no known unit.
/// </summary>
internal sealed record SearchEntry
{
    /// <summary>Rises when entries come to hold something else, so that an upgrade writes all of them anew.</summary>
    internal const int Format = 1;

    private static readonly JsonSerializerOptions Columns = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 1000,
    };

    /// <summary>The kind as text.</summary>
    public required string Kind { get; init; }

    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The dataset's id.</summary>
    public required string Dataset { get; init; }

    /// <summary>The name to show and to search.</summary>
    public required string Name { get; init; }

    /// <summary>When the record was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who changed it last.</summary>
    public required string UpdatedBy { get; init; }

    /// <summary>All that is searched as words; the index keeps the words alone.</summary>
    public required string Text { get; init; }

    /// <summary>Facts that are searched by equality; see <see cref="SearchTerms"/>.</summary>
    public string[] Terms { get; init; } = [];

    /// <summary>The canonical address, or null.</summary>
    public string? Address { get; init; }

    /// <summary>The tags.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>Free attributes, or null.</summary>
    public RawJson? Attributes { get; init; }

    /// <summary>What only some kinds have; see <see cref="SearchDetails"/>.</summary>
    public RawJson? Details { get; init; }

    /// <summary>The OME version of the source.</summary>
    public string? OmeVersion { get; init; }

    /// <summary>The data type of the array, or of the first level.</summary>
    public string? DataType { get; init; }

    /// <summary>The names of the axes.</summary>
    public string[] Axes { get; init; } = [];

    /// <summary>Their units; empty where there is none.</summary>
    public string[] Units { get; init; } = [];

    /// <summary>The number of pixels per axis, of the first level.</summary>
    public long[] Shape { get; init; } = [];

    /// <summary>The size of a chunk.</summary>
    public long[] ChunkShape { get; init; } = [];

    /// <summary>The size of a shard, or null.</summary>
    public long[]? ShardShape { get; init; }

    /// <summary>The size of a pixel of the first level; empty where it is more than scaled and translated.</summary>
    public double?[] VoxelSize { get; init; } = [];

    /// <summary>The least edge in the intrinsic space.</summary>
    public double?[] ExtentMin { get; init; } = [];

    /// <summary>The greatest edge in the intrinsic space.</summary>
    public double?[] ExtentMax { get; init; } = [];

    /// <summary>The codecs of all levels, each once.</summary>
    public string[] Codecs { get; init; } = [];

    /// <summary>The labels of the channels.</summary>
    public string[] Channels { get; init; } = [];

    /// <summary><c>discrete</c> or <c>continuous</c>.</summary>
    public string? PyramidKind { get; init; }

    /// <summary>Per level its factors to the first one, as <c>2,2,1</c>.</summary>
    public string[] Factors { get; init; } = [];

    /// <summary>The rules that the diagnostics name, each once.</summary>
    public string[] Diagnostics { get; init; } = [];

    /// <summary>The number of levels.</summary>
    public int? LevelCount { get; init; }

    /// <summary>The number of label images.</summary>
    public int? LabelCount { get; init; }

    /// <summary>The image that this one labels, or null.</summary>
    public string? LabelOf { get; init; }

    /// <summary>The alignments with a default version that end at the image.</summary>
    public string[] Alignments { get; init; } = [];

    /// <summary>The columns as a JSON object.</summary>
    internal string Json => JsonSerializer.Serialize(this, Columns);

    /// <summary>The entry of a record that is no image.</summary>
    /// <param name="record">The record.</param>
    /// <param name="version">Of an alignment its default version, or null.</param>
    internal static SearchEntry Of(CatalogRecord record, AlignmentVersionRecord? version = null)
    {
        var details = SearchDetails.Of(record, version);
        var entry = Common(record) with { Details = details };
        if (record is SpaceRecord space)
        {
            entry = entry with
            {
                Axes = [.. space.Axes.Select(axis => axis.Name)],
                Units = [.. space.Axes.Select(axis => axis.Unit ?? "")],
            };
        }
        else if (record is ArrayRecord array)
        {
            entry = entry with
            {
                DataType = array.DataType,
                Axes = [.. array.Axes.Select(axis => axis.Name)],
                Units = [.. array.Axes.Select(axis => axis.Unit ?? "")],
                Shape = [.. array.Shape],
                ChunkShape = [.. array.ChunkShape],
                ShardShape = array.ShardShape is { } shard ? [.. shard] : null,
                VoxelSize = InSi(
                    array.CoordinateTransformations.Count == 1
                        ? array.CoordinateTransformations[0].AsScaleAndTranslation(array.Axes.Count)?.Scale : null,
                    array.Axes),
                Codecs = ArrayCodecs.Of([array]),
            };
        }

        return entry.WithTerms();
    }

    /// <summary>The entry of an image.</summary>
    internal static SearchEntry Of(ImageDerivation derivation)
    {
        var (image, arrays, axes) = (derivation.Image, derivation.Arrays, derivation.Consolidated.Axes);
        var pyramid = derivation.Pyramid;
        var entry = Common(image) with
        {
            OmeVersion = image.OmeVersion,
            DataType = arrays[0].DataType,
            Axes = [.. axes.Select(axis => axis.Name)],
            Units = [.. axes.Select(axis => axis.Unit ?? "")],
            Shape = [.. arrays[0].Shape],
            ChunkShape = [.. arrays[0].ChunkShape],
            ShardShape = arrays[0].ShardShape is { } shard ? [.. shard] : null,
            VoxelSize = InSi(derivation.VoxelSize, axes),
            ExtentMin = InSi(derivation.Extent.Min, axes),
            ExtentMax = InSi(derivation.Extent.Max, axes),
            Codecs = ArrayCodecs.Of(arrays),
            Channels = [.. RecordJson.ChannelLabels(image)],
            PyramidKind = pyramid.Kind == Ngff.Pyramids.PyramidKind.Discrete ? "discrete" : "continuous",
            Factors = [.. pyramid.Levels.Select(level => string.Join(',', level.Factors))],
            Diagnostics =
            [
                .. derivation.Diagnostics.Select(diagnostic => diagnostic.Rule)
                    .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ],
            LevelCount = image.Levels.Count,
            LabelCount = image.Labels.Count,
            LabelOf = image.LabelOf,
            Alignments =
            [
                .. derivation.Defaults.Select(version => version.Alignment)
                    .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ],
        };
        return entry.WithTerms();
    }

    private static SearchEntry Common(CatalogRecord record) => new()
    {
        Kind = record.Kind.Text(),
        Id = record.Id,
        Dataset = record.Dataset,
        Name = record.DisplayName,
        CreatedAt = record.CreatedAt,
        CreatedBy = record.CreatedBy,
        UpdatedAt = record.UpdatedAt,
        UpdatedBy = record.UpdatedBy,
        Text = RecordJson.SearchText(record),
        Address = RecordJson.AddressOf(record),
        Tags = [.. RecordJson.TagsOf(record)],
        Attributes = SearchableJson.Of(record.Attributes),
    };

    private static double?[] InSi(EquatableArray<double>? values, EquatableArray<Axis> axes) => values is { } known
        ?
        [
            .. known.Select((value, axis) =>
                Ngff.Axes.Units.TryToSi(value, axes[axis].Unit, out var si) && double.IsFinite(si) ? si : (double?)null),
        ]
        : [];

    private SearchEntry WithTerms() => this with
    {
        Terms = [.. AllTerms().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
    };

    private IEnumerable<string> AllTerms()
    {
        yield return SearchTerms.Of("dataset", Dataset);
        yield return SearchTerms.Of("createdBy", CreatedBy);
        yield return SearchTerms.Of("updatedBy", UpdatedBy);
        foreach (var (path, value) in new[]
        {
            ("omeVersion", OmeVersion), ("dataType", DataType), ("pyramid.kind", PyramidKind), ("labelOf", LabelOf),
        })
        {
            if (value is not null)
            {
                yield return SearchTerms.Of(path, value);
            }
        }

        foreach (var (path, values) in new[]
        {
            ("tags", Tags), ("axes", Axes), ("codecs", Codecs), ("channels", Channels), ("pyramid.factors", Factors),
            ("diagnostics", Diagnostics), ("alignments", Alignments),
        })
        {
            foreach (var value in values)
            {
                yield return SearchTerms.Contained(path, value);
            }
        }

        for (var axis = 0; axis < Axes.Length; axis++)
        {
            if (Units[axis].Length > 0)
            {
                yield return SearchTerms.Of($"axes.{Axes[axis]}.unit", Units[axis]);
            }
        }

        foreach (var (path, json) in new[] { ("attributes", Attributes), ("details", Details) })
        {
            foreach (var term in json is null ? [] : SearchTerms.OfJson(path, json.Element))
            {
                yield return term;
            }
        }
    }
}
