using System.Globalization;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Bench.Writes;

/// <summary>Images of four axes with levels of half the size each, as a light-sheet microscope writes them.</summary>
internal static class SampleImages
{
    /// <summary>An image with its arrays.</summary>
    public static (ImageRecord Image, List<ArrayRecord> Arrays) Create(string id, int levels)
    {
        var arrays = Enumerable.Range(0, levels).Select(level => Array(id, level)).ToList();
        return (
            new ImageRecord
            {
                Id = id,
                Name = $"specimen {id}",
                Tags = ["light-sheet", "brain"],
                Location = new Location("file:///data/bench/", $"{id}.ome.zarr"),
                Levels = arrays.Select((array, level) => new ImageLevel
                {
                    Path = level.ToString(CultureInfo.InvariantCulture),
                    Array = array.Id,
                }).ToEquatableArray(),
                Omero = RawJson.Parse(
                    """
                    {"channels":[{"label":"DAPI","color":"0000FF","window":{"start":0,"end":4095,"min":0,"max":65535}},
                     {"label":"GFP","color":"00FF00","window":{"start":0,"end":2047,"min":0,"max":65535}}]}
                    """),
            },
            arrays);
    }

    /// <summary>The changes that register it.</summary>
    public static List<RecordChange> Changes(string id, int levels)
    {
        var (image, arrays) = Create(id, levels);
        return [.. arrays.Select(array => RecordChange.Put(array, 0, "created")), RecordChange.Put(image, 0, "created")];
    }

    private static ArrayRecord Array(string id, int level)
    {
        var factor = 1 << level;
        return new ArrayRecord
        {
            Id = $"{id}-{level}",
            Location = new Location("file:///data/bench/", $"{id}.ome.zarr/{level}"),
            Zarr = RawJson.Parse(
                $$"""
                {"zarr_format":3,"node_type":"array","shape":[2,{{512 / factor}},{{2048 / factor}},{{2048 / factor}}],
                 "data_type":"uint16","fill_value":0,
                 "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1,64,64,64]} },
                 "chunk_key_encoding":{"name":"default","configuration":{"separator":"/"} },
                 "codecs":[{"name":"bytes","configuration":{"endian":"little"} },{"name":"zstd","configuration":{"level":3,"checksum":false} }],
                 "dimension_names":["c","z","y","x"]}
                """),
            Axes =
            [
                new Axis("c", "channel"), new Axis("z", "space", "micrometer"), new Axis("y", "space", "micrometer"),
                new Axis("x", "space", "micrometer"),
            ],
            CoordinateTransformations =
            [
                TransformationComposition.FromScaleAndTranslation(
                    [1, 2.0 * factor, 0.65 * factor, 0.65 * factor],
                    [0, (factor - 1) * 1.0, (factor - 1) * 0.325, (factor - 1) * 0.325]),
            ],
        };
    }
}
