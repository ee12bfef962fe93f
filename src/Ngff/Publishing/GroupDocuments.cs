using System.Collections.Immutable;
using System.Text.Json;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Publishing;

/// <summary>Writes the documents of a Zarr group.</summary>
internal static class GroupDocuments
{
    /// <param name="documents">Takes the documents by key; a group that is there stays.</param>
    /// <param name="prefix">The group's path with a slash at the end; empty for the root.</param>
    /// <param name="zarrFormat">2 or 3.</param>
    /// <param name="attributes">Writes the members of the attributes, or null when there are none.</param>
    public static void Add(
        ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Builder documents,
        string prefix,
        int zarrFormat,
        Action<Utf8JsonWriter>? attributes)
    {
        var key = prefix + (zarrFormat == 2 ? ".zgroup" : "zarr.json");
        if (documents.ContainsKey(key))
        {
            return;
        }

        documents[key] = JsonText.Utf8(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("zarr_format", zarrFormat);
            if (zarrFormat == 3)
            {
                writer.WriteString("node_type", "group");
                if (attributes is not null)
                {
                    writer.WriteStartObject("attributes");
                    attributes(writer);
                    writer.WriteEndObject();
                }
            }

            writer.WriteEndObject();
        });
        if (zarrFormat == 2 && attributes is not null)
        {
            documents[prefix + ".zattrs"] = JsonText.Utf8(writer =>
            {
                writer.WriteStartObject();
                attributes(writer);
                writer.WriteEndObject();
            });
        }
    }
}
