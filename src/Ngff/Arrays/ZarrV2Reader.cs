using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Arrays;

/// <summary>Reads a <c>.zarray</c>.</summary>
internal static class ZarrV2Reader
{
    public static ZarrArrayDocument Read(RawJson document, RawJson attributes)
    {
        var root = ZarrMembers.Root(document, zarrFormat: 2);
        if (attributes.Element.ValueKind != System.Text.Json.JsonValueKind.Object)
        {
            throw Rules.JsonType.Refusal("", "The attributes (.zattrs) are an object.");
        }

        var shape = ZarrMembers.Lengths(ZarrMembers.Required(root, "shape"), least: 0);
        var dtype = ZarrMembers.Required(root, "dtype");
        if (dtype.Text is null && !dtype.IsArray)
        {
            throw ZarrMembers.Invalid(dtype, "a string or a list of fields");
        }

        return new ZarrArrayDocument
        {
            ZarrFormat = 2,
            Shape = shape,
            ChunkShape = ZarrMembers.ChunkShape(ZarrMembers.Required(root, "chunks"), shape.Count),
            DataType = dtype.Text is { } text
                ? DataTypes.FromV2(text, out _)?.Name ?? text
                : dtype.Element.GetRawText(),
            Document = document,
            Attributes = attributes,
            ChunkKeys = new ChunkKeyEncoding(
                ChunkKeyForm.V2, ZarrMembers.Separator(root.Present("dimension_separator"), absent: '.')),
        };
    }
}
