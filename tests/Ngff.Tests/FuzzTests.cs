using System.Text;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Publishing;
using OmeNgff.Ngff.Validation;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests;

/// <summary>
/// Valid hierarchies are damaged, a bounded number of times: values of other types, lists shorter and longer, nesting,
/// huge numbers, NaN, members twice, bytes that are no UTF-8, and bytes at random. Whatever comes gives diagnostics, never
/// an exception, and what is still read can be published or is refused by a rule.
/// </summary>
public class FuzzTests
{
    private const int Count = 1500;

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "null", "true", "NaN", "-Infinity", "1e999", "-0", "9223372036854775808", "1e-400", "\"\\ud800\"", "\"\\u0000\"", "{}",
            "[]", "[[[[[[[[[[]]]]]]]]]]", "{\"type\":\"scale\",\"type\":\"scale\"}", "{\"name\":\"x\",\"path\":\"../..\"}", "\"0.6.dev1\"",
            "\"0.6\"", "\"0.4\"", "[1,2,3]", "\"displacement\"", "{\"type\":\"sequence\",\"transformations\":[{\"type\":\"identity\"}]}",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff, 0xfe], [0xc3, 0x28], [0x00], [0xed, 0xa0, 0x80],
    ];

    [Theory]
    [InlineData(Conformance.Idr04, 1)]
    [InlineData(Conformance.Idr05, 2)]
    [InlineData("ome-zarr-models-py/repo/tests/data/examples/v04/hcs_example.ome.zarr", 3)]
    [InlineData("rfc5-examples/2d/nonlinear/displacements.zarr", 4)]
    [InlineData("rfc5-examples/2d/axis_dependent/byDimension.zarr", 5)]
    [InlineData("rfc5-examples/2d/simple/affine_multiscale.zarr", 6)]
    [InlineData("converted", 7)]
    public void Damaged_documents_give_diagnostics_and_never_an_exception(string folder, int seed)
    {
        var sound = folder == "converted"
            ? new HierarchyDocuments(
                HierarchyConversion.Convert(StoredHierarchy.Of("rfc5-examples/2d/nonlinear/coordinates.zarr")).Documents, true)
            : StoredHierarchy.Of(folder);
        var random = new Random(seed);
        var refused = 0;
        for (var round = 0; round < Count; round++)
        {
            var key = sound.Documents.Keys.ElementAt(random.Next(sound.Documents.Count));
            var damaged = sound with { Documents = sound.Documents.SetItem(key, Damage(sound.Documents[key].ToArray(), random)) };
            try
            {
                var report = HierarchyValidation.Validate(damaged);
                refused += report.IsValid ? 0 : 1;
                var converted = HierarchyConversion.Convert(damaged).Documents;
                HierarchyValidation.Validate(damaged with { Documents = converted });
                AttributesValidation.Validate(damaged.Documents[key]);
            }
            catch (Exception exception)
            {
                Assert.Fail($"Seed {seed}, round {round}, {key}: {exception}\n{Encoding.UTF8.GetString(damaged.Documents[key].Span)}");
            }

            try
            {
                Publish(damaged);
            }
            catch (NgffException refusal)
            {
                // An array that is none, or what a version cannot say: typed, with rules.
                Assert.NotEmpty(refusal.Diagnostics);
            }
        }

        Assert.InRange(refused, Count / 10, Count);
    }

    private static void Publish(HierarchyDocuments hierarchy)
    {
        var stored = hierarchy.Documents
            .Where(document => document.Key.EndsWith(".json", StringComparison.Ordinal) || document.Key.Contains(".z", StringComparison.Ordinal))
            .Select(document => (document.Key, Json.StrictJson.Parse(document.Value).Document))
            .Where(document => document.Document is not null)
            .ToDictionary(document => document.Key, document => document.Document!);
        if (!stored.ContainsKey(".zattrs") && !stored.ContainsKey("zarr.json"))
        {
            return;
        }

        var image = new StoredImage(stored);
        if (image.TryReadGroup()?.Group is not { } group)
        {
            return;
        }

        foreach (var reading in ImageAssembly.Assemble(group, image.Arrays()).Where(reading => reading.Group is not null))
        {
            var levels = reading.Levels
                .Select(level => new PublishedLevel(level.Path, level.Spatial, level.Array, level.Attributes)).ToList();
            foreach (var version in OmeVersions.Written)
            {
                ImageDocuments.Publish(version, DocumentLayout.Distributed, reading.Group!, [], levels, true);
            }
        }
    }

    private static byte[] Damage(byte[] text, Random random)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(text.Length);
            text = random.Next(6) switch
            {
                // A whole value, wherever one begins.
                0 or 1 or 2 => Replace(text, ValueAt(text, at), Tokens[random.Next(Tokens.Length)]),
                3 => Replace(text, (at, Math.Min(text.Length, at + random.Next(1, 30))), []),
                4 => Replace(text, (at, at), Tokens[random.Next(Tokens.Length)]),
                _ => Twice(text, ValueAt(text, at)),
            };
            if (text.Length == 0)
            {
                break;
            }
        }

        return text;
    }

    private static (int Start, int End) ValueAt(byte[] text, int at)
    {
        var start = Array.FindIndex(text, at, code => code is (byte)':' or (byte)'[' or (byte)',') + 1;
        if (start == 0)
        {
            return (at, at);
        }

        var (depth, end) = (0, start);
        while (end < text.Length && (depth > 0 || text[end] is not ((byte)',' or (byte)']' or (byte)'}')))
        {
            depth += text[end] is (byte)'[' or (byte)'{' ? 1 : text[end] is (byte)']' or (byte)'}' ? -1 : 0;
            end++;
        }

        return (start, end);
    }

    private static byte[] Replace(byte[] text, (int Start, int End) part, byte[] with) =>
        [.. text[..part.Start], .. with, .. text[part.End..]];

    private static byte[] Twice(byte[] text, (int Start, int End) part) =>
        [.. text[..part.End], (byte)',', .. text[part.Start..part.End], .. text[part.End..]];
}
