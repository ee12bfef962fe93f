using System.Text.Json;

namespace OmeNgff.Bench.Ngff;

/// <summary>
/// The documents of one image as a store has them: 6 levels of t, c, z, y and x, with rendering settings of 3 channels.
/// </summary>
/// <param name="ZarrFormat">2 or 3.</param>
/// <param name="Group">The group's <c>.zattrs</c> or <c>zarr.json</c>.</param>
/// <param name="Arrays">Each level's <c>.zarray</c> or <c>zarr.json</c>.</param>
/// <param name="ArrayAttributes">Each level's <c>.zattrs</c>; none in format 3.</param>
internal sealed record SampleImage(int ZarrFormat, byte[] Group, byte[][] Arrays, byte[][] ArrayAttributes)
{
    public const int LevelCount = 6;

    private static readonly string[] AxisNames = ["t", "c", "z", "y", "x"];

    private static readonly (string Label, string Color)[] Channels =
        [("DAPI", "0000FF"), ("GFP", "00FF00"), ("mCherry", "FF0000")];

    /// <summary>All documents.</summary>
    public IReadOnlyList<byte[]> Documents { get; } = [Group, .. Arrays, .. ArrayAttributes];

    /// <summary>An image of OME 0.4, 0.5 or 0.6.</summary>
    /// <param name="version">The version.</param>
    /// <param name="isIndented">True for lines as zarr-python writes them, false for one line as tensorstore does.</param>
    /// <param name="isDistributed">True where the arrays have axes and transformations and the group has none.</param>
    public static SampleImage Of(string version, bool isIndented = true, bool isDistributed = false)
    {
        var ofFormat2 = version == "0.4";
        var levels = Enumerable.Range(0, LevelCount);
        byte[] Document(Action<Utf8JsonWriter> members) => Utf8(members, isIndented, ofFormat2 ? 4 : 2);

        if (ofFormat2)
        {
            return new SampleImage(
                2,
                Document(json => WriteImage(json, version, isDistributed)),
                [.. levels.Select(level => Document(json => WriteArray2(json, level)))],
                [.. levels.Select(_ => Document(WriteArrayDimensions))]);
        }

        return new SampleImage(
            3,
            Document(json => WriteGroup3(json, version, isDistributed)),
            [.. levels.Select(level => Document(json => WriteArray3(json, level, version, isDistributed)))],
            []);
    }

    /// <summary>The size of a level along each axis.</summary>
    public static long[] Shape(int level) => [20, Channels.Length, 64, 4096L >> level, 4096L >> level];

    /// <summary>The scale of a level along each axis.</summary>
    public static double[] Scale(int level) => [30.0, 1.0, 0.5, 0.325 * (1 << level), 0.325 * (1 << level)];

    /// <summary>Where the centre of a level's first pixel is, where pixels were averaged.</summary>
    public static double[] Translation(int level) =>
        [0.0, 0.0, 0.0, 0.325 * ((1 << level) - 1) / 2, 0.325 * ((1 << level) - 1) / 2];

    private static byte[] Utf8(Action<Utf8JsonWriter> members, bool isIndented, int indentation)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(
            stream, new JsonWriterOptions { Indented = isIndented, IndentSize = indentation }))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteGroup3(Utf8JsonWriter json, string version, bool isDistributed)
    {
        json.WriteStartObject("attributes");
        json.WriteStartObject("ome");
        json.WriteString("version", version);
        WriteImage(json, version, isDistributed);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteNumber("zarr_format", 3);
        json.WriteString("node_type", "group");
    }

    private static void WriteImage(Utf8JsonWriter json, string version, bool isDistributed)
    {
        json.WriteStartArray("multiscales");
        json.WriteStartObject();
        if (version == "0.4")
        {
            json.WriteString("version", version);
        }

        json.WriteString("name", "Embryo 3, position 17");
        json.WriteString("type", "mean");
        if (!isDistributed)
        {
            WriteSpace(json, version);
        }

        json.WriteStartArray("datasets");
        for (var level = 0; level < LevelCount; level++)
        {
            json.WriteStartObject();
            json.WriteString("path", $"{level}");
            if (!isDistributed)
            {
                WriteTransformations(json, level, version);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("metadata");
        json.WriteString("method", "skimage.transform.downscale_local_mean");
        json.WriteString("version", "0.24.0");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        WriteOmero(json);
    }

    private static void WriteSpace(Utf8JsonWriter json, string version)
    {
        if (version != "0.6")
        {
            WriteAxes(json);
            return;
        }

        json.WriteStartArray("coordinateSystems");
        json.WriteStartObject();
        json.WriteString("name", "physical");
        WriteAxes(json);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteAxes(Utf8JsonWriter json)
    {
        json.WriteStartArray("axes");
        foreach (var name in AxisNames)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("type", name switch { "t" => "time", "c" => "channel", _ => "space" });
            if (name != "c")
            {
                json.WriteString("unit", name == "t" ? "second" : "micrometer");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTransformations(Utf8JsonWriter json, int level, string version)
    {
        json.WriteStartArray("coordinateTransformations");
        if (version == "0.6")
        {
            json.WriteStartObject();
            json.WriteString("type", "sequence");
            json.WriteStartObject("input");
            json.WriteString("path", $"{level}");
            json.WriteEndObject();
            json.WriteStartObject("output");
            json.WriteString("name", "physical");
            json.WriteEndObject();
            json.WriteStartArray("transformations");
        }

        WriteNumbers(json, "scale", Scale(level));
        WriteNumbers(json, "translation", Translation(level));
        if (version == "0.6")
        {
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string type, double[] numbers)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteStartArray(type);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOmero(Utf8JsonWriter json)
    {
        json.WriteStartObject("omero");
        json.WriteNumber("id", 1);
        json.WriteStartArray("channels");
        foreach (var (label, color) in Channels)
        {
            json.WriteStartObject();
            json.WriteBoolean("active", true);
            json.WriteNumber("coefficient", 1);
            json.WriteString("color", color);
            json.WriteString("family", "linear");
            json.WriteBoolean("inverted", false);
            json.WriteString("label", label);
            json.WriteStartObject("window");
            json.WriteNumber("start", 110);
            json.WriteNumber("end", 1500);
            json.WriteNumber("min", 0);
            json.WriteNumber("max", 65535);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("rdefs");
        json.WriteNumber("defaultT", 0);
        json.WriteNumber("defaultZ", 32);
        json.WriteString("model", "color");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteArray3(Utf8JsonWriter json, int level, string version, bool isDistributed)
    {
        WriteLengths(json, "shape", Shape(level));
        json.WriteString("data_type", "uint16");
        WriteExtension(json, "chunk_grid", "regular", () => WriteLengths(json, "chunk_shape", [1, 1, 16, 512, 512]));
        WriteExtension(json, "chunk_key_encoding", "default", () => json.WriteString("separator", "/"));
        json.WriteNumber("fill_value", 0);
        json.WriteStartArray("codecs");
        WriteExtension(json, null, "sharding_indexed", () =>
        {
            WriteLengths(json, "chunk_shape", [1, 1, 1, 256, 256]);
            json.WriteStartArray("codecs");
            WriteExtension(json, null, "bytes", () => json.WriteString("endian", "little"));
            WriteExtension(json, null, "blosc", () =>
            {
                json.WriteNumber("typesize", 2);
                json.WriteString("cname", "zstd");
                json.WriteNumber("clevel", 5);
                json.WriteString("shuffle", "shuffle");
                json.WriteNumber("blocksize", 0);
            });
            json.WriteEndArray();
            json.WriteStartArray("index_codecs");
            WriteExtension(json, null, "bytes", () => json.WriteString("endian", "little"));
            WriteExtension(json, null, "crc32c", null);
            json.WriteEndArray();
            json.WriteString("index_location", "end");
        });
        json.WriteEndArray();
        json.WriteStartObject("attributes");
        WriteArrayDimensions(json);
        if (isDistributed)
        {
            json.WriteStartObject("ome");
            json.WriteString("version", version);
            WriteSpace(json, version);
            WriteTransformations(json, level, version);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        WriteNames(json, "dimension_names");
        json.WriteNumber("zarr_format", 3);
        json.WriteString("node_type", "array");
        json.WriteStartArray("storage_transformers");
        json.WriteEndArray();
    }

    private static void WriteExtension(Utf8JsonWriter json, string? member, string name, Action? configuration)
    {
        if (member is null)
        {
            json.WriteStartObject();
        }
        else
        {
            json.WriteStartObject(member);
        }

        json.WriteString("name", name);
        if (configuration is not null)
        {
            json.WriteStartObject("configuration");
            configuration();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteArray2(Utf8JsonWriter json, int level)
    {
        WriteLengths(json, "chunks", [1, 1, 1, 256, 256]);
        json.WriteStartObject("compressor");
        json.WriteNumber("blocksize", 0);
        json.WriteNumber("clevel", 5);
        json.WriteString("cname", "lz4");
        json.WriteString("id", "blosc");
        json.WriteNumber("shuffle", 1);
        json.WriteEndObject();
        json.WriteString("dimension_separator", "/");
        json.WriteString("dtype", "<u2");
        json.WriteNumber("fill_value", 0);
        json.WriteNull("filters");
        json.WriteString("order", "C");
        WriteLengths(json, "shape", Shape(level));
        json.WriteNumber("zarr_format", 2);
    }

    private static void WriteArrayDimensions(Utf8JsonWriter json) => WriteNames(json, "_ARRAY_DIMENSIONS");

    private static void WriteNames(Utf8JsonWriter json, string member)
    {
        json.WriteStartArray(member);
        foreach (var name in AxisNames)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private static void WriteLengths(Utf8JsonWriter json, string member, long[] lengths)
    {
        json.WriteStartArray(member);
        foreach (var length in lengths)
        {
            json.WriteNumberValue(length);
        }

        json.WriteEndArray();
    }
}
