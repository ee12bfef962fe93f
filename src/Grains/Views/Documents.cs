using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using OmeNgff.Client.Grains;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Grains.Views;

/// <summary>Ready documents and their entity tags.</summary>
public static class Documents
{
    /// <summary>A document with a strong tag of its bytes.</summary>
    public static ServedDocument Serve(ReadOnlyMemory<byte> utf8) =>
        new(utf8, $"\"{Convert.ToHexStringLower(SHA256.HashData(utf8.Span).AsSpan(0, 12))}\"");

    /// <summary>What to ask for where something cannot be said.</summary>
    /// <param name="versions">The versions that can say it, at least one.</param>
    /// <param name="path">The path of the hierarchy in the first of them.</param>
    internal static string AskFor(IEnumerable<OmeVersion> versions, string path) =>
        $"Ask for OME {string.Join(" or ", versions.Select(version => version.Text()))} ({path}).";

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
