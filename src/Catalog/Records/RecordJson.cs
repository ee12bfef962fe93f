using System.Text;
using System.Text.Json;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>The JSON of records as the database keeps it, and what is derived from it.</summary>
internal static class RecordJson
{
    /// <summary>How many characters of a record are searched (limit <c>MaxSearchTextLength</c>).</summary>
    internal const int MaxSearchTextLength = 200_000;

    /// <summary>The JSON to store.</summary>
    internal static string Write(CatalogRecord record) =>
        JsonSerializer.Serialize(record.WithoutDerived(), record.GetType(), CatalogJson.Options);

    /// <summary>Reads what <see cref="Write"/> wrote, in this release or another.</summary>
    /// <exception cref="ProblemException">503: another release wrote what cannot be passed over, such as another kind of
    /// transformation.</exception>
    internal static CatalogRecord Read(RecordKind kind, string json)
    {
        try
        {
            return (CatalogRecord)CatalogJson.DeserializeOfAnyRelease(json, kind.RecordType());
        }
        catch (JsonException)
        {
            using var record = JsonDocument.Parse(json);
            throw ProblemException.NewerRelease(kind.Text(), record.RootElement.GetProperty("id").GetString()!);
        }
    }

    /// <summary>The canonical address of what a record describes, or null.</summary>
    internal static string? AddressOf(CatalogRecord record) => record switch
    {
        ArrayRecord array => array.Location?.Address,
        ImageRecord image => image.Location?.Address,
        CollectionRecord collection => collection.Location?.Address,
        _ => null,
    };

    /// <summary>All that is searched as words: names, descriptions, tags, attribute values, channel labels.</summary>
    internal static string SearchText(CatalogRecord record)
    {
        var text = new StringBuilder(record.DisplayName);
        switch (record)
        {
            case ImageRecord image:
                Add(text, image.Description);
                AddAll(text, image.Tags);
                Add(text, image.Location?.Path);
                AddAll(text, ChannelLabels(image));
                break;
            case DatasetRecord dataset:
                Add(text, dataset.Description);
                AddAll(text, dataset.Tags);
                Add(text, dataset.Owner);
                Add(text, dataset.Licence);
                break;
            case CollectionRecord collection:
                Add(text, collection.Description);
                AddAll(text, collection.Tags);
                Add(text, collection.Location?.Path);
                break;
            case SpaceRecord space:
                Add(text, space.Description);
                AddAll(text, space.Tags);
                AddAll(text, space.References);
                break;
            case AlignmentRecord alignment:
                Add(text, alignment.Description);
                AddAll(text, alignment.Tags);
                break;
            case AlignmentVersionRecord version:
                Add(text, version.Comment);
                Add(text, version.Provenance?.Method);
                Add(text, version.Provenance?.Software);
                Add(text, version.Provenance?.Author);
                break;
            case ViewpointRecord viewpoint:
                Add(text, viewpoint.Description);
                AddAll(text, viewpoint.Tags);
                break;
        }

        AddValues(text, record.Attributes?.Element);
        return Shortened(text);
    }

    /// <summary>The text up to the limit, never half of a surrogate pair.</summary>
    private static string Shortened(StringBuilder text)
    {
        if (text.Length <= MaxSearchTextLength)
        {
            return text.ToString();
        }

        var length = char.IsHighSurrogate(text[MaxSearchTextLength - 1]) ? MaxSearchTextLength - 1 : MaxSearchTextLength;
        return text.ToString(0, length);
    }

    /// <summary>JSON Pointers of the members in which two objects differ; arrays are compared element by element
    /// when they are of one length. Members that every version changes are left out.</summary>
    internal static string[] Changed(string? before, string? after)
    {
        if (before is null || after is null)
        {
            return [""];
        }

        using var left = JsonDocument.Parse(before);
        using var right = JsonDocument.Parse(after);
        var pointers = new List<string>();
        Compare(left.RootElement, right.RootElement, "", pointers);
        pointers.RemoveAll(pointer => pointer is "/version" or "/updatedAt" or "/updatedBy");
        return [.. pointers];
    }

    private static void Compare(JsonElement left, JsonElement right, string pointer, List<string> pointers)
    {
        if (left.ValueKind == JsonValueKind.Object && right.ValueKind == JsonValueKind.Object)
        {
            foreach (var name in left.EnumerateObject().Select(member => member.Name)
                .Union(right.EnumerateObject().Select(member => member.Name), StringComparer.Ordinal))
            {
                var child = $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal)
                    .Replace("/", "~1", StringComparison.Ordinal)}";
                if (left.TryGetProperty(name, out var leftValue) && right.TryGetProperty(name, out var rightValue))
                {
                    Compare(leftValue, rightValue, child, pointers);
                }
                else
                {
                    pointers.Add(child);
                }
            }
        }
        else if (left.ValueKind == JsonValueKind.Array && right.ValueKind == JsonValueKind.Array
            && left.GetArrayLength() == right.GetArrayLength())
        {
            for (var index = 0; index < left.GetArrayLength(); index++)
            {
                Compare(left[index], right[index], $"{pointer}/{index}", pointers);
            }
        }
        else if (!JsonElement.DeepEquals(left, right))
        {
            pointers.Add(pointer);
        }
    }

    /// <summary>The tags of a record; empty for kinds that have none.</summary>
    internal static IEnumerable<string> TagsOf(CatalogRecord record) => record switch
    {
        ImageRecord image => image.Tags,
        DatasetRecord dataset => dataset.Tags,
        CollectionRecord collection => collection.Tags,
        SpaceRecord space => space.Tags,
        AlignmentRecord alignment => alignment.Tags,
        ViewpointRecord viewpoint => viewpoint.Tags,
        _ => [],
    };

    /// <summary>The labels of an image's channels.</summary>
    internal static IEnumerable<string> ChannelLabels(ImageRecord image) =>
        image.Omero?.Member("channels") is { ValueKind: JsonValueKind.Array } channels
            ? channels.EnumerateArray()
                .Where(channel => channel.ValueKind == JsonValueKind.Object)
                .Select(channel => channel.TryGetProperty("label", out var label) ? label : default)
                .Where(label => label.ValueKind == JsonValueKind.String)
                .Select(label => label.GetString()!)
            : [];

    private static void AddAll(StringBuilder text, IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            Add(text, word);
        }
    }

    private static void Add(StringBuilder text, string? words)
    {
        if (!string.IsNullOrWhiteSpace(words))
        {
            text.Append('\n').Append(words);
        }
    }

    private static void AddValues(StringBuilder text, JsonElement? value)
    {
        switch (value?.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.Value.EnumerateObject())
                {
                    AddValues(text, member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.Value.EnumerateArray())
                {
                    AddValues(text, item);
                }

                break;
            case JsonValueKind.String:
                Add(text, value.Value.GetString());
                break;
            case JsonValueKind.Number:
                Add(text, value.Value.GetRawText());
                break;
        }
    }
}
