using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmeNgff.Silo.Demo;

/// <summary>Writes Zarr v3 arrays of three or four axes in gzip chunks, and groups.</summary>
internal static class SampleArray
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The keys of all chunks of an array; chunks divide the shape.</summary>
    public static IEnumerable<string> ChunkKeys(int[] shape, int[] chunk)
    {
        IEnumerable<string> keys = ["c"];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var count = shape[axis] / chunk[axis];
            keys = keys.SelectMany(
                key => Enumerable.Range(0, count).Select(index => FormattableString.Invariant($"{key}/{index}")));
        }

        return keys;
    }

    /// <summary>Writes an array, its document last.</summary>
    /// <param name="folder">The array's folder.</param>
    /// <param name="shape">(c), z, y, x.</param>
    /// <param name="chunk">The shape of a chunk: 1 along c, and a divisor along the others.</param>
    /// <param name="values">The voxels, x fastest.</param>
    /// <param name="dataType"><c>uint16</c> or, for values up to 255, <c>uint8</c>.</param>
    /// <param name="ct">Stops the writing.</param>
    public static void Write(
        string folder, int[] shape, int[] chunk, ushort[] values, string dataType, CancellationToken ct)
    {
        foreach (var key in ChunkKeys(shape, chunk))
        {
            ct.ThrowIfCancellationRequested();
            var at = key.Split('/').Skip(1).Select(index => int.Parse(index, CultureInfo.InvariantCulture)).ToArray();
            var file = Path.Combine(folder, key);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using var gzip = new GZipStream(File.Create(file), CompressionLevel.Optimal);
            WriteChunk(gzip, values, shape, chunk, shape.Length == 3 ? [0, .. at] : at, dataType == "uint8");
        }

        WriteDocument(folder, SampleDocuments.Array(shape, chunk, dataType));
    }

    /// <summary>Writes the document of a group.</summary>
    public static void WriteGroup(string folder, JsonObject attributes) => WriteDocument(
        folder, new() { ["zarr_format"] = 3, ["node_type"] = "group", ["attributes"] = attributes });

    private static void WriteChunk(Stream stream, ushort[] values, int[] shape, int[] chunk, int[] at, bool isByte)
    {
        var size = isByte ? sizeof(byte) : sizeof(ushort);
        var row = new byte[chunk[^1] * size];
        for (var z = 0; z < chunk[^3]; z++)
        {
            for (var y = 0; y < chunk[^2]; y++)
            {
                var plane = (at[0] * shape[^3]) + (at[1] * chunk[^3]) + z;
                var start = (((plane * shape[^2]) + (at[2] * chunk[^2]) + y) * shape[^1]) + (at[3] * chunk[^1]);
                for (var x = 0; x < chunk[^1]; x++)
                {
                    if (isByte)
                    {
                        row[x] = checked((byte)values[start + x]);
                    }
                    else
                    {
                        BinaryPrimitives.WriteUInt16LittleEndian(row.AsSpan(x * size), values[start + x]);
                    }
                }

                stream.Write(row);
            }
        }
    }

    private static void WriteDocument(string folder, JsonObject document)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "zarr.json"), document.ToJsonString(Indented));
    }
}
