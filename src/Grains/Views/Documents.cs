using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using OmeNgff.Client.Grains;

namespace OmeNgff.Grains.Views;

/// <summary>Ready documents and their entity tags.</summary>
public static class Documents
{
    /// <summary>A document with a strong tag of its bytes.</summary>
    public static ServedDocument Serve(ReadOnlyMemory<byte> utf8) =>
        new(utf8, $"\"{Convert.ToHexStringLower(SHA256.HashData(utf8.Span).AsSpan(0, 12))}\"");

    /// <summary>One object that holds documents by their Zarr keys.</summary>
    internal static ServedDocument Bundle(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> documents)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (key, utf8) in documents)
            {
                writer.WritePropertyName(key);
                // Written by a writer just now; its validation would also bound the depth.
                writer.WriteRawValue(utf8.Span, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return Serve(buffer.WrittenMemory.ToArray());
    }
}
