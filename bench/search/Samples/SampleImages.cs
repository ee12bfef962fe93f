using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using OmeNgff.Bench.Search.Sources;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Bench.Search.Samples;

/// <summary>An image with its arrays.</summary>
/// <param name="Image">The image.</param>
/// <param name="Arrays">Its arrays in the order of its levels.</param>
/// <param name="Pyramid">Where these lie.</param>
/// <param name="Row">What it is made after.</param>
internal sealed record SampleImage(
    ImageRecord Image, ImmutableArray<ArrayRecord> Arrays, SamplePyramid Pyramid, SourceRow Row);

/// <summary>Makes images after ones that were published.</summary>
/// <param name="random">What chooses.</param>
/// <param name="dataset">The dataset that they belong to.</param>
/// <param name="time">When they are registered; ids begin with it.</param>
internal sealed class SampleImages(Random random, SampleDataset dataset, DateTimeOffset time)
{
    private const int MaxChannels = 4;

    private static readonly string[] Colors = ["0000FF", "00FF00", "FF0000", "FFFFFF", "FF00FF", "00FFFF", "FFFF00"];
    private static readonly Zipf ChannelOrder = new(30);
    private static readonly Zipf TypeOrder = new(2, 2);

    /// <summary>An id that begins with the time, as the catalog gives them.</summary>
    public string NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        var milliseconds = time.ToUnixTimeMilliseconds();
        for (var place = 0; place < 6; place++)
        {
            bytes[place] = (byte)(milliseconds >> (8 * (5 - place)));
        }

        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    /// <summary>An image.</summary>
    /// <param name="number">Its number among all images.</param>
    /// <param name="well">The place of the well on its plate, where it shows one.</param>
    public SampleImage Image(long number, string? well)
    {
        var row = dataset.Row(random);
        var (axes, shape) = Axes(row);
        var pyramid = Pyramid(row.Modality, axes, shape);
        var specimen = 1 + random.Next(200);
        var path = string.Create(
            CultureInfo.InvariantCulture, $"{dataset.Record.Id}/{Slug(row.Name)}-{specimen:000}-{number:0000000}.ome.zarr");
        var dataType = row.Modality.DataTypes[TypeOrder.Next(random)];
        var image = new ImageRecord
        {
            Id = NewId(),
            Dataset = dataset.Record.Id,
            Name = string.Create(CultureInfo.InvariantCulture, $"{NameOf(row.Name)} {specimen:000} field {number % 97}"),
            Description = Description(row),
            Tags = Tags(row),
            Type = random.Next(3) == 0 ? "gaussian" : null,
            Location = new Location(Store, path),
            OmeVersion = OmeVersion,
            Omero = axes.Contains('c', StringComparison.Ordinal)
                ? Omero(row.Modality, shape[axes.IndexOf('c', StringComparison.Ordinal)]) : null,
            Attributes = Attributes(row, well),
        };
        return WithArrays(image, pyramid, row, dataType);
    }

    /// <summary>An image that labels another.</summary>
    public SampleImage Label(SampleImage labelled)
    {
        var (whole, row) = (labelled.Pyramid, labelled.Row);
        bool IsKept(int axis) => whole.Axes[axis].Type != "channel";
        var pyramid = new SamplePyramid(
            whole.Axes.Where((_, axis) => IsKept(axis)).ToEquatableArray(),
            [.. whole.Shape.Where((_, axis) => IsKept(axis))],
            [.. whole.PixelSize.Where((_, axis) => IsKept(axis))],
            [.. whole.Steps.Where((_, axis) => IsKept(axis))],
            whole.Steps.Contains(Math.Sqrt(3)) ? PyramidFault.None : Fault());
        var image = new ImageRecord
        {
            Id = NewId(),
            Dataset = dataset.Record.Id,
            Name = random.Next(2) == 0 ? "cells" : "nuclei",
            Description = Description(row),
            Tags = Tags(row),
            Location = new Location(Store, $"{labelled.Image.Location!.Path}/labels/cells"),
            LabelOf = labelled.Image.Id,
            OmeVersion = OmeVersion,
            ImageLabel = RawJson.Parse("""{"source":{"image":"../../"}}"""),
            Attributes = Attributes(row, null),
        };
        return WithArrays(image, pyramid, row, "uint32");
    }

    private string OmeVersion => dataset.ZarrFormat == 2 ? "0.4" : "0.5";

    private string Store => dataset.Rows[0].Study.StartsWith("idr", StringComparison.Ordinal)
        ? "s3://idr-share/" : "https://data.example.org/images/";

    private SampleImage WithArrays(ImageRecord image, SamplePyramid pyramid, SourceRow row, string dataType)
    {
        var names = string.Concat(pyramid.Axes.Select(axis => axis.Name));
        long[] Sizes(long[] sizes) => [.. names.Select(name =>
            row.Axes.IndexOf(name, StringComparison.Ordinal) is var at and >= 0 ? sizes[at] : 1)];
        var chunks = Sizes(row.Chunks);
        var arrays = Enumerable.Range(0, SamplePyramid.LevelCount).Select(level =>
        {
            var shape = pyramid.ShapeOf(level);
            long[] own = [.. chunks.Select((size, axis) => Math.Min(size, shape[axis]))];
            var shards = dataset.ZarrFormat == 3 && row.Shards is { } sizes
                ? Sizes(sizes)
                    .Select((size, axis) => own[axis] * Math.Max(1, Math.Min(size, shape[axis]) / own[axis])).ToArray()
                : null;
            return new ArrayRecord
            {
                Id = NewId(),
                Dataset = dataset.Record.Id,
                Location = image.Location! with
                {
                    Path = string.Create(CultureInfo.InvariantCulture, $"{image.Location.Path}/{level}"),
                },
                Zarr = ZarrDocuments.Of(dataset.ZarrFormat, shape, own, shards, dataType, dataset.Codec, names),
                Axes = pyramid.Axes,
                CoordinateTransformations = [pyramid.Transformation(level)],
            };
        }).ToImmutableArray();
        return new SampleImage(
            image with
            {
                Levels = arrays.Select((array, level) => new ImageLevel
                {
                    Path = level.ToString(CultureInfo.InvariantCulture),
                    Array = array.Id,
                }).ToEquatableArray(),
            },
            arrays,
            pyramid,
            row);
    }

    /// <summary>The axes of an image and its size, which is about that of the row.</summary>
    private (string Axes, long[] Shape) Axes(SourceRow row)
    {
        var kept = Enumerable.Range(0, row.Axes.Length)
            .Where(axis => dataset.KeepsSingletons || row.Shape[axis] > 1 || row.Axes[axis] is 'y' or 'x').ToArray();
        var factor = random.Next(3) == 0 ? 0.8 + (0.4 * random.NextDouble()) : 1;
        return (
            string.Concat(kept.Select(axis => row.Axes[axis])),
            [.. kept.Select(axis => row.Axes[axis] is 'y' or 'x' ? (long)(row.Shape[axis] * factor) + 1 : row.Shape[axis])]);
    }

    private SamplePyramid Pyramid(Modality modality, string axes, long[] shape)
    {
        var hasUnits = random.Next(50) > 0;
        var (pixel, section) = (
            modality.PixelSizes[random.Next(modality.PixelSizes.Length)] * dataset.Calibration,
            modality.SectionSizes[random.Next(modality.SectionSizes.Length)]);
        var step = random.NextDouble() < Frequencies.Continuous ? Math.Sqrt(3) : 2;
        return new SamplePyramid(
            axes.Select(axis => axis switch
            {
                't' => new Axis("t", "time", hasUnits ? "second" : null),
                'c' => new Axis("c", "channel"),
                _ => new Axis(axis.ToString(), "space", hasUnits ? modality.Unit : null),
            }).ToEquatableArray(),
            shape,
            [.. axes.Select(axis => axis switch
            {
                't' => 1 + (random.Next(60) * 5.0),
                'c' => 1,
                'z' => section,
                _ => Math.Round(pixel, 6),
            })],
            [.. axes.Select((axis, place) => axis switch
            {
                'z' => modality.ShrinksAlongZ && shape[place] >= 32 ? step : 1,
                'y' or 'x' => step,
                _ => 1,
            })],
            step == 2 ? Fault() : PyramidFault.None);
    }

    private PyramidFault Fault() => random.NextDouble() < Frequencies.Diagnosed
        ? (PyramidFault)(1 + random.Next(3)) : PyramidFault.None;

    private string Description(SourceRow row)
    {
        var region = Frequencies.Draw(
            random, Frequencies.FrequentWord, Frequencies.SeldomWord, Frequencies.RareWord, () => Vocabulary.Region(random));
        var text = $"{row.Organism}, {region}, {Vocabulary.Preparation(random)}; {row.Modality.Name}";
        return row.Description.Length > 0 && random.Next(3) == 0 ? $"{text}. {row.Description}" : text;
    }

    private EquatableArray<string> Tags(SourceRow row)
    {
        var tags = new List<string>();
        if (Frequencies.Draw(random, Frequencies.FrequentTag, Frequencies.SeldomTag, Frequencies.RareTag, () => "")
            is { Length: > 0 } known)
        {
            tags.Add(known);
        }

        if (random.Next(2) == 0)
        {
            tags.Add(row.Modality.Name);
        }

        if (random.Next(3) == 0)
        {
            tags.Add(Vocabulary.Project(random));
        }

        return tags.ToEquatableArray();
    }

    private RawJson Attributes(SourceRow row, string? well)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("organism", row.Organism);
            json.WriteString("stain", Frequencies.Draw(
                random, Frequencies.FrequentStain, Frequencies.SeldomStain, Frequencies.RareStain,
                () => Vocabulary.Stain(random)));
            if (random.Next(2) == 0)
            {
                json.WriteString("gene", Vocabulary.Gene(random));
            }

            if (random.Next(3) == 0)
            {
                json.WriteString("antibody", Vocabulary.Antibody(random));
            }

            if (well is not null || random.Next(4) == 0)
            {
                json.WriteString("well", well ?? Vocabulary.Well(random));
                json.WriteString("plate", string.Create(CultureInfo.InvariantCulture, $"P{random.Next(400):000}"));
            }

            if (random.Next(2) == 0)
            {
                json.WriteStartObject("acquisition");
                json.WriteNumber("exposure", 5 * (1 + random.Next(80)));
                json.WriteNumber("magnification", 10 << random.Next(3));
                json.WriteBoolean("tiled", random.Next(2) == 0);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return RawJson.Parse(buffer.ToArray());
    }

    private RawJson Omero(Modality modality, long count)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("channels");
            for (var channel = 0; channel < Math.Min(count, MaxChannels); channel++)
            {
                json.WriteStartObject();
                json.WriteString("label", modality.Channels[ChannelOrder.Next(random) % modality.Channels.Length]);
                json.WriteString("color", Colors[channel]);
                json.WriteStartObject("window");
                json.WriteNumber("start", 0);
                json.WriteNumber("end", 255 << random.Next(8));
                json.WriteNumber("min", 0);
                json.WriteNumber("max", 65535);
                json.WriteEndObject();
                json.WriteBoolean("active", true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return RawJson.Parse(buffer.ToArray());
    }

    private static string NameOf(string name) => name.Split('/')[^1]
        .Replace(".ome.zarr", "", StringComparison.Ordinal).Replace(".zarr", "", StringComparison.Ordinal);

    private static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var letter in NameOf(name))
        {
            if (slug.Length == 40)
            {
                break;
            }

            slug.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        }

        return slug.ToString();
    }
}
