using System.Buffers;
using System.Text.Json;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Silo.Writeback;

/// <summary>One document as it is and as it is to be.</summary>
/// <param name="Key">Its Zarr key, relative to the image's group.</param>
/// <param name="Content">What it is to say.</param>
/// <param name="Existing">What it says; null when it is not there or no JSON object.</param>
internal sealed record PlannedDocument(string Key, RawJson Content, RawJson? Existing)
{
    private static readonly JsonWriterOptions Form = new() { Indented = true, NewLine = "\n", MaxDepth = 1000 };

    /// <summary>True when it says something else. A file that says the same in other bytes stays as it is.</summary>
    internal bool IsChanged => !Content.Equals(Existing);

    /// <summary>
    /// The bytes to write: ASCII, in lines, as Zarr libraries write documents, with the members in their old order.
    /// </summary>
    internal ReadOnlyMemory<byte> Bytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Form))
        {
            (Existing is null ? Content : Json.InFormOf(Existing, Content)).Element.WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }
}
