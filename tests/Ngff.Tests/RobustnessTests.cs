using System.Text.Json;
using System.Text.Json.Nodes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Publishing;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests;

/// <summary>
/// Every value of real documents is replaced, one at a time, by every odd value. Whatever comes is read or refused with a
/// diagnostic, and what is read can be published; nothing else is thrown.
/// </summary>
public class RobustnessTests
{
    private static readonly string[] OddValues =
    [
        "null", "true", "0", "-1", "1.5", "1e999", "99999999999999999999", "\"\"", "\"x\"", "\"../x\"", "[]", "[null]",
        "[[]]", "[{}]", "{}", "{\"name\":null}", "[1,2,3,4,5,6]",
    ];

    [Theory]
    [InlineData(Conformance.Idr04, OmeVersion.V04, DocumentLayout.Consolidated)]
    [InlineData(Conformance.Idr04, OmeVersion.V04, DocumentLayout.Distributed)]
    [InlineData(Conformance.Idr04, OmeVersion.V05, DocumentLayout.Distributed)]
    [InlineData(Conformance.Idr05, OmeVersion.V05, DocumentLayout.Consolidated)]
    [InlineData(Conformance.Idr05, OmeVersion.V05, DocumentLayout.Distributed)]
    public void Odd_values_anywhere_are_read_or_refused(string path, OmeVersion version, DocumentLayout layout)
    {
        var documents = StoredImage.Folder(path).Publish(version, layout) is var published
            ? published.Group.Concat(published.Arrays).Where(document => !document.Key.StartsWith("labels/", StringComparison.Ordinal))
                .ToDictionary(document => document.Key, document => RawJson.Parse(document.Value))
            : [];
        var (tried, refused) = (0, 0);
        foreach (var (key, document) in documents)
        {
            foreach (var pointer in Pointers(document.Element, "").Where(pointer => !IsRepeated(key, pointer)))
            {
                foreach (var value in OddValues)
                {
                    tried++;
                    var changed = new Dictionary<string, RawJson>(documents) { [key] = Replace(document, pointer, value) };
                    try
                    {
                        refused += ReadAndPublish(changed) ? 0 : 1;
                    }
                    catch (Exception exception) when (exception is not NgffException)
                    {
                        Assert.Fail($"{key}{pointer} = {value}: {exception}");
                    }
                    catch (NgffException refusal)
                    {
                        Assert.NotEmpty(refusal.Diagnostics);
                        refused++;
                    }
                }
            }
        }

        Assert.InRange(refused, tried / 10, tried - 1);
    }

    private static bool ReadAndPublish(Dictionary<string, RawJson> documents)
    {
        var stored = new StoredImage(documents);
        if (stored.TryReadGroup() is not { } reading)
        {
            return false;
        }

        if (reading.Group is not { } group)
        {
            return false;
        }

        var arrays = stored.Arrays();
        foreach (var image in ImageAssembly.Assemble(group, arrays))
        {
            if (image.Group is null)
            {
                Assert.Contains(image.Diagnostics, found => found.Refuses);
                return false;
            }

            foreach (var version in OmeVersions.Written)
            {
                var levels = image.Levels
                    .Select(level => new PublishedLevel(level.Path, level.Spatial, level.Array, level.Attributes)).ToList();
                ImageDocuments.Publish(version, DocumentLayout.Distributed, image.Group, group.Labels ?? [], levels, true);
            }
        }

        return true;
    }

    // One channel and one level are enough.
    private static bool IsRepeated(string key, string pointer) =>
        key.StartsWith('2') || key.StartsWith('3') ||
        (pointer.Contains("/channels/", StringComparison.Ordinal) &&
            !pointer.Contains("/channels/0", StringComparison.Ordinal)) ||
        pointer.Contains("/datasets/2", StringComparison.Ordinal) || pointer.Contains("/datasets/3", StringComparison.Ordinal);

    private static IEnumerable<string> Pointers(JsonElement element, string pointer)
    {
        var inner = element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Select(member => (member.Name, member.Value)),
            JsonValueKind.Array => element.EnumerateArray().Select((item, index) => ($"{index}", item)),
            _ => [],
        };
        return inner.SelectMany(part => Pointers(part.Item2, $"{pointer}/{part.Item1}")).Append(pointer);
    }

    private static RawJson Replace(RawJson document, string pointer, string value)
    {
        if (pointer.Length == 0)
        {
            return RawJson.Parse(value);
        }

        var root = JsonNode.Parse(document.ToString())!;
        var steps = pointer[1..].Split('/');
        var parent = steps[..^1].Aggregate(
            root, (node, step) => node is JsonArray list ? list[Index(step)]! : node[step]!);
        if (parent is JsonArray items)
        {
            items[Index(steps[^1])] = JsonNode.Parse(value);
        }
        else
        {
            parent[steps[^1]] = JsonNode.Parse(value);
        }

        return RawJson.Parse(root.ToJsonString());

        static int Index(string step) => int.Parse(step, System.Globalization.CultureInfo.InvariantCulture);
    }
}
