using System.Collections.Immutable;
using System.Text.Json;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Arrays.Consolidated;

/// <summary>
/// Writes Zarr-consolidated metadata: <c>.zmetadata</c> beside the documents of a v2 hierarchy, as zarr-python defines it, or
/// <c>consolidated_metadata</c> (kind <c>inline</c>) in the root group of a v3 one. Every copy is the document itself, byte for
/// byte but for blanks, so a reader that believes the copies reads what it would have read without them.
/// </summary>
public static class ConsolidatedWriter
{
    private const string GroupKey = "zarr.json";

    /// <summary>The key of the document that holds the copies.</summary>
    /// <param name="zarrFormat">2 or 3.</param>
    public static string Key(int zarrFormat) => zarrFormat == 2 ? ".zmetadata" : GroupKey;

    /// <summary>The document that holds the copies of a hierarchy's documents.</summary>
    /// <param name="zarrFormat">2 or 3.</param>
    /// <param name="documents">All documents of the hierarchy by Zarr key, the root group's own among them: UTF-8 JSON.
    /// </param>
    /// <returns>UTF-8 JSON that is ASCII only where the documents are; for v3 the root group's document with the copies of
    /// the others.</returns>
    public static ReadOnlyMemory<byte> Write(
        int zarrFormat, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        return JsonText.Utf8(writer =>
        {
            writer.WriteStartObject();
            if (zarrFormat == 2)
            {
                WriteCopies(writer, documents, key => key);
                writer.WriteNumber("zarr_consolidated_format", 1);
            }
            else
            {
                using var root = JsonDocument.Parse(
                    documents[GroupKey], new JsonDocumentOptions { MaxDepth = JsonText.MaxBuiltDepth });
                foreach (var member in root.RootElement.EnumerateObject())
                {
                    member.WriteTo(writer);
                }

                writer.WriteStartObject("consolidated_metadata");
                writer.WriteString("kind", "inline");
                writer.WriteBoolean("must_understand", false);
                WriteCopies(
                    writer, documents.Remove(GroupKey), key => key[..^(GroupKey.Length + 1)]);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });
    }

    private static void WriteCopies(
        Utf8JsonWriter writer,
        ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> documents,
        Func<string, string> nameOf)
    {
        writer.WriteStartObject("metadata");
        // A group before what lies in it.
        foreach (var (name, utf8) in documents
            .Select(document => (Name: nameOf(document.Key), document.Value))
            .OrderBy(document => document.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(name);
            // Written by a writer before; its validation would also bound the depth.
            writer.WriteRawValue(utf8.Span, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }
}
