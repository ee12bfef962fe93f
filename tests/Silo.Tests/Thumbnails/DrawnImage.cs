using System.Globalization;
using System.Text.Json.Nodes;
using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Silo.Tests.Thumbnails;

/// <summary>An image of one level whose elements a formula says, for the catalog and for a store.</summary>
internal sealed record DrawnImage
{
    /// <summary>The names of the axes: of <c>t</c>, <c>c</c>, <c>z</c>, <c>y</c>, <c>x</c>.</summary>
    public string Axes { get; init; } = "yx";

    public required long[] Shape { get; init; }

    /// <summary>The lengths of a chunk; those of the array if not given.</summary>
    public long[]? Chunk { get; init; }

    public ElementType Type { get; init; } = ElementType.UInt16;

    /// <summary>The element at an index.</summary>
    public required Func<long[], double> Value { get; init; }

    public double[]? Scale { get; init; }

    /// <summary>The units of y and x.</summary>
    public (string Y, string X) Units { get; init; } = ("micrometer", "micrometer");

    public JsonNode Fill { get; init; } = 0;

    /// <summary>Further codecs of the document; the chunks are not encoded by them.</summary>
    public string[] Codecs { get; init; } = [];

    /// <summary>True for chunks that are not stored.</summary>
    public Func<long[], bool> IsMissing { get; init; } = _ => false;

    /// <summary>Members of the image's record.</summary>
    public JsonObject Members { get; init; } = [];

    private long[] ChunkShape => Chunk ?? Shape;

    /// <summary>Writes the chunks into a folder, and has the catalog know of the image there.</summary>
    /// <returns>The image's id.</returns>
    public async Task<string> Register(Api api, string folder)
    {
        foreach (var place in Places(0))
        {
            if (!IsMissing(place))
            {
                var file = Path.Join(folder, Key(place));
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await File.WriteAllBytesAsync(file, Bytes(place));
            }
        }

        return await RegisterAt(api, new Uri(folder + "/").AbsoluteUri);
    }

    /// <summary>Has the catalog know of the image in a store.</summary>
    /// <returns>The image's id.</returns>
    public async Task<string> RegisterAt(Api api, string store)
    {
        var image = Members.DeepClone().AsObject();
        image["levels"] = new JsonArray(new JsonObject { ["path"] = "0", ["array"] = Record(store) });
        return (string)(await api.Post("/v1/images", image)).Is(201).Json["id"]!;
    }

    /// <summary>The stored bytes under a key, or null where nothing is stored.</summary>
    public byte[]? Stored(string key)
    {
        if (!key.StartsWith("0/c/", StringComparison.Ordinal))
        {
            return null;
        }

        long[] place = [.. key[4..].Split('/').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        return IsMissing(place) ? null : Bytes(place);
    }

    /// <summary>Channels of <c>omero</c>, each as color, start, end and, if it is inactive, <c>-</c>.</summary>
    public static JsonObject Omero(params string[] channels) => new()
    {
        ["channels"] = new JsonArray([.. channels.Select(JsonNode (channel) =>
        {
            var parts = channel.Split(' ');
            var json = new JsonObject { ["active"] = parts.Length < 4 };
            if (parts[0] != "?")
            {
                json["color"] = parts[0];
            }

            if (parts.Length > 1)
            {
                json["window"] = new JsonObject { ["start"] = Number(parts[1]), ["end"] = Number(parts[2]) };
            }

            return json;
        })]),
    };

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private JsonObject Record(string store) => new()
    {
        ["location"] = new JsonObject { ["store"] = store, ["path"] = "0" },
        ["zarr"] = new JsonObject
        {
            ["zarr_format"] = 3,
            ["node_type"] = "array",
            ["shape"] = Numbers(Shape),
            ["data_type"] = Type.DataType(),
            ["chunk_grid"] = new JsonObject
            {
                ["name"] = "regular",
                ["configuration"] = new JsonObject { ["chunk_shape"] = Numbers(ChunkShape) },
            },
            ["chunk_key_encoding"] = new JsonObject { ["name"] = "default" },
            ["fill_value"] = Type == ElementType.Bool ? false : Fill.DeepClone(),
            ["codecs"] = new JsonArray(
            [
                new JsonObject { ["name"] = "bytes", ["configuration"] = new JsonObject { ["endian"] = "little" } },
                .. Codecs.Select(JsonNode (name) => new JsonObject { ["name"] = name }),
            ]),
        },
        ["axes"] = new JsonArray([.. Axes.Select(JsonNode (name) => name switch
        {
            'c' => new JsonObject { ["name"] = "c", ["type"] = "channel" },
            't' => new JsonObject { ["name"] = "t", ["type"] = "time" },
            _ => new JsonObject
            {
                ["name"] = name.ToString(), ["type"] = "space", ["unit"] = name == 'y' ? Units.Y : Units.X,
            },
        })]),
        ["coordinateTransformations"] = new JsonArray(new JsonObject
        {
            ["type"] = "scale",
            ["scale"] = Numbers(Scale ?? [.. Axes.Select(_ => 1.0)]),
        }),
    };

    private static JsonArray Numbers<T>(IEnumerable<T> numbers) =>
        new([.. numbers.Select(JsonNode? (number) => JsonValue.Create(number))]);

    private static string Key(long[] place) => $"0/c/{string.Join('/', place)}";

    private IEnumerable<long[]> Places(int axis, params long[] place) => axis == Shape.Length
        ? [place]
        : Enumerable.Range(0, (int)((Shape[axis] + ChunkShape[axis] - 1) / ChunkShape[axis]))
            .SelectMany(index => Places(axis + 1, [.. place, index]));

    private byte[] Bytes(long[] place)
    {
        using var bytes = new MemoryStream();
        Write(bytes, place, []);
        return bytes.ToArray();
    }

    private void Write(MemoryStream bytes, long[] place, long[] index)
    {
        if (index.Length == place.Length)
        {
            bytes.Write(index.Zip(Shape).All(pair => pair.First < pair.Second) ? Element(Value(index)) : Element(0));
            return;
        }

        for (var i = 0; i < ChunkShape[index.Length]; i++)
        {
            Write(bytes, place, [.. index, (place[index.Length] * ChunkShape[index.Length]) + i]);
        }
    }

    private byte[] Element(double value) => Type switch
    {
        ElementType.Bool => [(byte)(value == 0 ? 0 : 1)],
        ElementType.Int8 => [(byte)(sbyte)value],
        ElementType.UInt8 => [(byte)value],
        ElementType.Int16 => BitConverter.GetBytes((short)value),
        ElementType.UInt16 => BitConverter.GetBytes((ushort)value),
        ElementType.Int32 => BitConverter.GetBytes((int)value),
        ElementType.UInt32 => BitConverter.GetBytes((uint)value),
        ElementType.Int64 => BitConverter.GetBytes((long)value),
        ElementType.UInt64 => BitConverter.GetBytes((ulong)value),
        ElementType.Float16 => BitConverter.GetBytes((Half)value),
        ElementType.Float32 => BitConverter.GetBytes((float)value),
        _ => BitConverter.GetBytes(value),
    };
}
