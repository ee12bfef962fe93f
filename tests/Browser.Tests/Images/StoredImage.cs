using System.Text.Json.Nodes;

namespace OmeNgff.Browser.Tests.Images;

/// <summary>An image of the demo as its files say it; read without any code of the catalog.</summary>
/// <param name="Id">Its id in the catalog.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Folder">The folder of its group.</param>
/// <param name="ZarrFormat">2 or 3.</param>
/// <param name="Axes">Its axes: name, type, unit.</param>
/// <param name="Levels">Its levels, the finest first.</param>
internal sealed record StoredImage(
    string Id, string Name, string Folder, int ZarrFormat, IReadOnlyList<StoredAxis> Axes, IReadOnlyList<StoredLevel> Levels)
{
    /// <summary>True for a label image.</summary>
    public bool IsLabel { get; private init; }

    /// <summary>True where a part of an object of the store is read: such an array is none of Zarr v2.</summary>
    public bool IsSharded { get; private init; }

    /// <summary>True where a level is compressed with zlib, which Zarr v3 does not have.</summary>
    public bool UsesZlib { get; private init; }

    /// <summary>The shape of the first level.</summary>
    public IReadOnlyList<long> Shape { get; private init; } = [];

    /// <summary>The image of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="localPath">Where the address of a store is on disk.</param>
    public static StoredImage Read(JsonNode record, Func<Uri, string> localPath)
    {
        var store = new Uri((string)record["location"]!["store"]!);
        var folder = Path.Join(localPath(store), (string)record["location"]!["path"]!);
        var isV3 = File.Exists(Path.Join(folder, "zarr.json"));
        var group = Json(Path.Join(folder, isV3 ? "zarr.json" : ".zattrs"));
        var multiscale = (isV3 ? group["attributes"]!["ome"]! : group)["multiscales"]![0]!;
        var (axes, levels) = Levelled(multiscale);
        var first = Json(Path.Join(folder, levels[0].Path, isV3 ? "zarr.json" : ".zarray"));
        return new StoredImage((string)record["id"]!, (string)record["name"]!, folder, isV3 ? 3 : 2, axes, levels)
        {
            IsLabel = record["labelOf"] is not null,
            IsSharded = first["codecs"]?.AsArray().Any(codec => (string)codec!["name"]! == "sharding_indexed") == true,
            UsesZlib = !isV3 && levels.Any(level =>
                (string?)Json(Path.Join(folder, level.Path, ".zarray"))["compressor"]?["id"] == "zlib"),
            Shape = [.. first["shape"]!.AsArray().Select(length => (long)length!)],
        };
    }

    /// <summary>The axes and levels of a <c>multiscales</c> entry, transformations of all levels multiplied in.</summary>
    public static (IReadOnlyList<StoredAxis> Axes, IReadOnlyList<StoredLevel> Levels) Levelled(JsonNode multiscale)
    {
        var axes = multiscale["axes"]!.AsArray().Select(axis => new StoredAxis(
            (string)axis!["name"]!, (string?)axis["type"], (string?)axis["unit"])).ToList();
        var whole = multiscale["coordinateTransformations"]?.AsArray() ?? [];
        var levels = multiscale["datasets"]!.AsArray().Select(dataset =>
        {
            var scale = Enumerable.Repeat(1.0, axes.Count).ToArray();
            var translation = new double[axes.Count];
            foreach (var step in dataset!["coordinateTransformations"]!.AsArray().Concat(whole))
            {
                for (var axis = 0; axis < axes.Count; axis++)
                {
                    var factor = (double?)step!["scale"]?[axis] ?? 1;
                    scale[axis] *= factor;
                    translation[axis] = (translation[axis] * factor) + ((double?)step["translation"]?[axis] ?? 0);
                }
            }

            return new StoredLevel((string)dataset["path"]!, scale, translation);
        }).ToList();
        return (axes, levels);
    }

    private static JsonNode Json(string file) => JsonNode.Parse(File.ReadAllText(file))!;
}

/// <summary>An axis as a document says it.</summary>
internal sealed record StoredAxis(string Name, string? Type, string? Unit)
{
    /// <summary>How many metres or seconds its unit is; 1 without one.</summary>
    public double UnitSize => Unit switch
    {
        null => 1,
        "nanometer" => 1e-9,
        "micrometer" => 1e-6,
        "millimeter" => 1e-3,
        "meter" or "second" => 1,
        "millisecond" => 1e-3,
        "minute" => 60,
        _ => throw new NotSupportedException($"The tests do not know the unit {Unit}."),
    };
}

/// <summary>A level as a document says it.</summary>
internal sealed record StoredLevel(string Path, double[] Scale, double[] Translation);
