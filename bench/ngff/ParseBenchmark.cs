using System.Text.Json;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Bench.Ngff;

/// <summary>
/// How long it takes from the bytes of an image's documents to an image that is checked, beside parsing the same bytes
/// into JSON and looking at nothing.
/// </summary>
internal static class ParseBenchmark
{
    /// <summary>The greatest ratio to bare parsing that parse and check are to have.</summary>
    private const double Bound = 5;

    private static readonly string[] Paths = ["0", "1", "2", "3", "4", "5"];

    // Keeps results from being optimised away.
    private static object? _kept;

    public static void Run(Measurement measurement)
    {
        (string Name, SampleImage Image)[] samples =
        [
            ("0.4", SampleImage.Of("0.4")),
            ("0.5", SampleImage.Of("0.5")),
            ("0.6", SampleImage.Of("0.6")),
            ("0.5 on one line", SampleImage.Of("0.5", isIndented: false)),
            ("0.5 distributed", SampleImage.Of("0.5", isDistributed: true)),
        ];
        foreach (var (name, image) in samples)
        {
            Verify(name, image);
        }

        Measurement.Prepare([.. samples.SelectMany(sample =>
            (Action[])[() => _kept = Consolidate(Read(sample.Image)), () => ParseAll(sample.Image)])]);
        foreach (var (name, image) in samples)
        {
            RunOne(measurement, name, image);
        }
    }

    /// <summary>Where the time of parse and check goes: each step alone, the results of those before at hand.</summary>
    public static void RunSteps(Measurement measurement)
    {
        var steps = ((string[])["0.4", "0.5", "0.6"]).SelectMany(Steps).ToList();
        Measurement.Prepare([.. steps.Select(step => step.Run)]);
        foreach (var (name, run) in steps)
        {
            Table.Row($"step {name}", measurement.Measure(run));
        }
    }

    private static List<(string Name, Action Run)> Steps(string version)
    {
        var image = SampleImage.Of(version);
        var attributes = Attributes(image);
        var arrays = image.Arrays.Select(array => RawJson.Parse(array)).ToArray();
        var arrayAttributes = image.ArrayAttributes.Select(array => RawJson.Parse(array)).ToArray();
        var group = OmeReader.Read(image.ZarrFormat, attributes).Group!;
        var parsed = Arrays(image);
        return
        [
            ($"{version}: bytes to JSON", () =>
            {
                foreach (var document in image.Documents)
                {
                    _kept = RawJson.Parse(document);
                }
            }),
            ($"{version}: read the group", () => _kept = OmeReader.Read(image.ZarrFormat, attributes)),
            ($"{version}: read the arrays", () =>
            {
                for (var level = 0; level < arrays.Length; level++)
                {
                    _kept = ZarrArrayDocument.Parse(
                        image.ZarrFormat, arrays[level], image.ZarrFormat == 2 ? arrayAttributes[level] : null);
                }
            }),
            ($"{version}: assemble", () => _kept = ImageAssembly.Assemble(group, parsed)),
        ];
    }

    private static void RunOne(Measurement measurement, string name, SampleImage image)
    {
        Table.Row($"parse {name}", measurement.Compare(() => _kept = Read(image), () => ParseAll(image)), Bound);
        Table.Row(
            $"parse {name}, consolidate",
            measurement.Compare(() => _kept = Consolidate(Read(image)), () => ParseAll(image)));
        Table.Row(
            $"parse {name}, group document alone",
            measurement.Compare(() => _kept = ReadGroup(image), () => Parse(image.Group)));
    }

    private static void ParseAll(SampleImage image)
    {
        foreach (var document in image.Documents)
        {
            Parse(document);
        }
    }

    private static void Parse(byte[] document)
    {
        using var parsed = JsonDocument.Parse(document);
        _kept = parsed;
    }

    private static RawJson Attributes(SampleImage image)
    {
        var document = RawJson.Parse(image.Group);
        return image.ZarrFormat == 2 ? document : new RawJson(document.Member("attributes")!.Value);
    }

    private static OmeReading ReadGroup(SampleImage image) => OmeReader.Read(image.ZarrFormat, Attributes(image));

    private static Dictionary<string, ZarrArrayDocument> Arrays(SampleImage image)
    {
        var arrays = new Dictionary<string, ZarrArrayDocument>(SampleImage.LevelCount, StringComparer.Ordinal);
        for (var level = 0; level < SampleImage.LevelCount; level++)
        {
            arrays[Paths[level]] = ZarrArrayDocument.Parse(
                image.ZarrFormat,
                RawJson.Parse(image.Arrays[level]),
                image.ZarrFormat == 2 ? RawJson.Parse(image.ArrayAttributes[level]) : null);
        }

        return arrays;
    }

    private static ImageReading Read(SampleImage image) =>
        ImageAssembly.Assemble(ReadGroup(image).Group!, Arrays(image))[0];

    private static Multiscale Consolidate(ImageReading reading) =>
        Consolidation.Consolidate(reading.Group!, reading.Levels.Select(level => level.Spatial).ToEquatableArray());

    private static void Verify(string name, SampleImage image)
    {
        var reading = ReadGroup(image);
        Check(reading.Group, reading.Diagnostics);
        var assembled = ImageAssembly.Assemble(reading.Group!, Arrays(image));
        Agreement.Demand(assembled.Count == 1, $"{name}: there are {assembled.Count} images, not 1.");
        Check(assembled[0].Group, assembled[0].Diagnostics);
        var levels = Consolidate(assembled[0]).Levels;
        Agreement.Demand(
            assembled[0].Levels.Count == SampleImage.LevelCount && levels.Count == SampleImage.LevelCount,
            $"{name}: there are {levels.Count} levels.");

        void Check(object? group, EquatableArray<Diagnostic> diagnostics)
        {
            var faults = diagnostics.Where(diagnostic => diagnostic.Severity != Severity.Info).ToList();
            Agreement.Demand(
                group is not null && faults.Count == 0,
                $"{name} is faulty: {string.Join(" ", faults.Select(fault => $"{fault.Rule} at {fault.Pointer}."))}");
        }
    }
}
