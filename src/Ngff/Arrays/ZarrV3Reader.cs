using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Arrays;

/// <summary>Reads the <c>zarr.json</c> of an array.</summary>
internal static class ZarrV3Reader
{
    public static ZarrArrayDocument Read(RawJson document)
    {
        var root = ZarrMembers.Root(document, zarrFormat: 3);
        var nodeType = ZarrMembers.Required(root, "node_type");
        if (nodeType.Text != "array")
        {
            throw Rules.ZarrFormat.Refusal(
                nodeType.Pointer, $"The document is of a {nodeType.Element.GetRawText()}, not of an array.");
        }

        _ = ZarrMembers.Required(root, "fill_value");
        var shape = ZarrMembers.Lengths(ZarrMembers.Required(root, "shape"), least: 0);
        var grid = Grid(root, shape.Count);
        var inner = InnerChunk(root, shape.Count);
        var attributes = root.Present("attributes");
        if (attributes is { IsObject: false } other)
        {
            throw ZarrMembers.Invalid(other, "an object");
        }

        return new ZarrArrayDocument
        {
            ZarrFormat = 3,
            Shape = shape,
            ChunkShape = inner ?? grid,
            ShardShape = inner is null ? null : grid,
            DataType = DataType(ZarrMembers.Required(root, "data_type")),
            DimensionNames = DimensionNames(root, shape.Count),
            WithAttributes = document,
            Attributes = attributes is { } some ? new RawJson(some.Element) : RawJson.EmptyObject,
            ChunkKeys = ChunkKeys(ZarrExtension.Read(ZarrMembers.Required(root, "chunk_key_encoding"))),
        };
    }

    /// <summary>The codecs in the order in which they encode.</summary>
    public static IReadOnlyList<ZarrExtension> Codecs(JsonCursor parent)
    {
        var list = ZarrMembers.Required(parent, "codecs");
        return list.IsArray ? [.. list.Items().Select(ZarrExtension.Read)] : throw ZarrMembers.Invalid(list, "a list");
    }

    /// <summary>The order of a transpose codec, or null when it is none.</summary>
    public static EquatableArray<long>? TransposeOrder(ZarrExtension codec, int rank)
    {
        if (codec.Name != "transpose" || codec.Configuration?.Member("order") is not { } order)
        {
            return null;
        }

        // "C" and "F" are from a draft of v3.
        var reversed = order.Text == "F";
        var permutation = order.Text is "C" or "F"
            ? Enumerable.Range(0, rank).Select(dimension => (long)(reversed ? rank - 1 - dimension : dimension))
                .ToEquatableArray()
            : ZarrMembers.Lengths(order, least: 0);
        return permutation.Order().SequenceEqual(Enumerable.Range(0, rank).Select(dimension => (long)dimension))
            ? permutation
            : throw Rules.ZarrMemberInvalid.Refusal(order.Pointer, "A transpose codec's order is a permutation.");
    }

    private static EquatableArray<long> Grid(JsonCursor root, int rank)
    {
        var grid = ZarrExtension.Read(ZarrMembers.Required(root, "chunk_grid"));
        if (grid.Name != "regular" || grid.Configuration is not { } configuration)
        {
            throw Rules.ChunkGridUnsupported.Refusal(
                grid.At.Pointer, $"Chunk grids are regular with a chunk_shape here; this one is \"{grid.Name}\".");
        }

        return ZarrMembers.ChunkShape(ZarrMembers.Required(configuration, "chunk_shape"), rank);
    }

    private static EquatableArray<long>? InnerChunk(JsonCursor root, int rank)
    {
        var axes = Enumerable.Range(0, rank).Select(dimension => (long)dimension).ToArray();
        foreach (var codec in Codecs(root))
        {
            if (TransposeOrder(codec, rank) is { } order)
            {
                // What follows sees dimension order[i] as its dimension i.
                axes = [.. order.Select(dimension => axes[dimension])];
            }

            if (codec.Name == "sharding_indexed")
            {
                var inner = ZarrMembers.ChunkShape(
                    ZarrMembers.Required(codec.Configuration ?? codec.At, "chunk_shape"), rank);
                var shape = new long[rank];
                for (var dimension = 0; dimension < rank; dimension++)
                {
                    shape[axes[dimension]] = inner[dimension];
                }

                return shape.ToEquatableArray();
            }
        }

        return null;
    }

    private static string DataType(JsonCursor type) => type switch
    {
        { Text: { } name } => name,
        { IsObject: true } => type.Member("configuration") is null && type.Member("name")?.Text is { } name
            ? name
            : type.Element.GetRawText(),
        _ => throw ZarrMembers.Invalid(type, "a string or an object with a name"),
    };

    private static EquatableArray<string?>? DimensionNames(JsonCursor root, int rank)
    {
        if (root.Present("dimension_names") is not { } list)
        {
            return null;
        }

        if (!list.IsArray || list.Element.GetArrayLength() != rank)
        {
            throw ZarrMembers.Invalid(list, $"a list of {rank} names");
        }

        return list.Items().Select(item => item.Kind == System.Text.Json.JsonValueKind.Null
            ? null
            : item.Text ?? throw ZarrMembers.Invalid(item, "a string or null")).ToEquatableArray();
    }

    private static ChunkKeyEncoding ChunkKeys(ZarrExtension encoding)
    {
        var separator = encoding.Configuration?.Present("separator");
        return encoding.Name switch
        {
            "default" => new ChunkKeyEncoding(ChunkKeyForm.Default, ZarrMembers.Separator(separator, absent: '/')),
            "v2" => new ChunkKeyEncoding(ChunkKeyForm.V2, ZarrMembers.Separator(separator, absent: '.')),
            _ => throw Rules.ChunkKeyEncodingUnsupported.Refusal(
                encoding.At.Pointer, $"Chunk keys are \"default\" or \"v2\" here, not \"{encoding.Name}\"."),
        };
    }
}

/// <summary>A named part of a v3 document: <c>{"name":…,"configuration":{…}}</c>, or its name alone.</summary>
internal sealed record ZarrExtension(string Name, JsonCursor? Configuration, JsonCursor At)
{
    public static ZarrExtension Read(JsonCursor value)
    {
        if (value.Text is { } bare)
        {
            return new ZarrExtension(bare, null, value);
        }

        if (value.Member("name")?.Text is not { } name)
        {
            throw ZarrMembers.Invalid(value, "an object with a name");
        }

        return value.Present("configuration") switch
        {
            null => new ZarrExtension(name, null, value),
            { IsObject: true } configuration => new ZarrExtension(name, configuration, value),
            { } other => throw ZarrMembers.Invalid(other, "an object"),
        };
    }
}
