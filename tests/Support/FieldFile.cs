using System.Buffers.Binary;
using System.Globalization;

namespace OmeNgff.Tests.Support;

/// <summary>Writes fields of vectors as they lie in stores: groups of 0.6 with one level of doubles in one chunk.</summary>
public static class FieldFile
{
    /// <summary>Writes a field.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="type"><c>displacement</c> or <c>coordinate</c>.</param>
    /// <param name="size">The samples along each axis; the vectors come last.</param>
    /// <param name="spacing">How far samples are apart.</param>
    /// <param name="start">Where the first one is, along all axes.</param>
    /// <param name="vector">The vector at a place.</param>
    /// <returns>Its address.</returns>
    public static string Write(
        string folder, string type, int[] size, double spacing, double start, Func<double[], double[]> vector)
    {
        ArgumentNullException.ThrowIfNull(size);
        ArgumentNullException.ThrowIfNull(vector);
        var count = size.Aggregate(1, (left, right) => left * right);
        double[][] vectors = [.. Enumerable.Range(0, count).Select(number => vector(Place(number, size, spacing, start)))];
        string[] axes = [.. size.Select((_, axis) => $$"""{"name":"a{{axis}}","type":"space"}""")];
        Directory.CreateDirectory(Path.Join([folder, "0", "c", .. size.Select(_ => "0")]));
        File.WriteAllText(Path.Join(folder, "zarr.json"), $$$"""
            {"zarr_format":3,"node_type":"group","attributes":{"ome":{"version":"0.6","multiscales":[{
              "coordinateSystems":[{"name":"physical","axes":[{{{string.Join(',', axes)}}},
                {"name":"v","type":"{{{type}}}","discrete":true}]}],
              "datasets":[{"path":"0","coordinateTransformations":[{"type":"sequence","input":{"path":"0"},
                "output":{"name":"physical"},"transformations":[
                  {"type":"scale","scale":[{{{Repeated(spacing, size.Length)}}},1]},
                  {"type":"translation","translation":[{{{Repeated(start, size.Length)}}},0]}]}]}]}]} } }
            """);
        var shape = $"{string.Join(',', size)},{vectors[0].Length.ToString(CultureInfo.InvariantCulture)}";
        File.WriteAllText(Path.Join(folder, "0", "zarr.json"), $$$"""
            {"zarr_format":3,"node_type":"array","shape":[{{{shape}}}],"data_type":"float64","fill_value":0,
             "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[{{{shape}}}]}},
             "chunk_key_encoding":{"name":"default"},
             "codecs":[{"name":"bytes","configuration":{"endian":"little"}}]}
            """);
        var bytes = new byte[8 * count * vectors[0].Length];
        foreach (var (at, number) in vectors.SelectMany(numbers => numbers).Index())
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * at), number);
        }

        File.WriteAllBytes(Path.Join([folder, "0", "c", .. size.Select(_ => "0"), "0"]), bytes);
        return $"file://{folder}";
    }

    private static double[] Place(int number, int[] size, double spacing, double start)
    {
        var place = new double[size.Length];
        for (var axis = size.Length - 1; axis >= 0; axis--)
        {
            (number, var index) = Math.DivRem(number, size[axis]);
            place[axis] = start + (index * spacing);
        }

        return place;
    }

    private static string Repeated(double number, int count) =>
        string.Join(',', Enumerable.Repeat(number.ToString("R", CultureInfo.InvariantCulture), count));
}
