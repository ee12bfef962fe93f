using System.Text.Json;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests;

/// <summary>Arrays for groups that come without any.</summary>
internal static class SyntheticArrays
{
    public static Dictionary<string, ZarrArrayDocument> For(OmeGroup group)
    {
        var arrays = new Dictionary<string, ZarrArrayDocument>();
        foreach (var multiscale in group.Multiscales)
        {
            var length = 1024L;
            foreach (var dataset in multiscale.Datasets)
            {
                var axes = multiscale.Axes ?? [];
                var names = axes.Select(axis => axis.Name).ToEquatableArray();
                var attributes = $$"""{"_ARRAY_DIMENSIONS":{{JsonSerializer.Serialize(names)}}}""";
                arrays[dataset.Path] = Make(group.Version, [.. axes.Select(_ => length)], names, attributes);
                length /= 2;
            }
        }

        return arrays;
    }

    public static ZarrArrayDocument Make(
        OmeVersion version,
        EquatableArray<long> shape,
        EquatableArray<string> names,
        string attributes = "{}",
        string? dataType = null)
    {
        var shapeText = JsonSerializer.Serialize(shape);
        var chunkText = JsonSerializer.Serialize(shape.Select(_ => 64));
        return version.ZarrFormat() == 2
            ? ZarrArrayDocument.Parse(
                2,
                RawJson.Parse(
                    $$"""
                    {"zarr_format":2,"shape":{{shapeText}},"chunks":{{chunkText}},"dtype":"{{dataType ?? "<u2"}}",
                     "compressor":null,"fill_value":0,"order":"C","filters":null,"dimension_separator":"/"}
                    """),
                RawJson.Parse(attributes))
            : ZarrArrayDocument.Parse(
                3,
                RawJson.Parse(
                    $$"""
                    {"zarr_format":3,"node_type":"array","shape":{{shapeText}},"data_type":"{{dataType ?? "uint16"}}",
                     "chunk_grid":{"name":"regular","configuration":{"chunk_shape":{{chunkText}} } },
                     "chunk_key_encoding":{"name":"default"},"fill_value":0,
                     "codecs":[{"name":"bytes","configuration":{"endian":"little"} }],
                     "dimension_names":{{JsonSerializer.Serialize(names)}},"attributes":{{attributes}} }
                    """));
    }
}
