using System.Globalization;

namespace OmeNgff.Bench.Search.Sources;

/// <summary>An image that was published somewhere, as far as a table of such images tells: what samples are made after.
/// </summary>
/// <param name="Study">What it belongs to, such as <c>idr0010</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it shows; may be empty.</param>
/// <param name="Licence">The short name of its licence.</param>
/// <param name="Organism">The organism's name, or its identifier where we know no name; where the
/// table names none, one of the most usual.</param>
/// <param name="Modality">How it was taken.</param>
/// <param name="Axes">The names of the axes, in the order t, c, z, y, x.</param>
/// <param name="Shape">The number of pixels along each.</param>
/// <param name="Chunks">The size of a chunk along each.</param>
/// <param name="Shards">The size of a shard along each, or null.</param>
internal sealed record SourceRow(
    string Study,
    string Name,
    string Description,
    string Licence,
    string Organism,
    Modality Modality,
    string Axes,
    long[] Shape,
    long[] Chunks,
    long[]? Shards)
{
    private const string Order = "tczyx";
    private const int MaxTextLength = 300;
    private const int UsualChunk = 512;
    private const int UsualOrganisms = 4;

    private static readonly Dictionary<string, string> Organisms = new(StringComparer.Ordinal)
    {
        ["9606"] = "Homo sapiens",
        ["10090"] = "Mus musculus",
        ["4932"] = "Saccharomyces cerevisiae",
        ["7955"] = "Danio rerio",
        ["7227"] = "Drosophila melanogaster",
        ["3701"] = "Arabidopsis thaliana",
        ["9031"] = "Gallus gallus",
        ["10116"] = "Rattus norvegicus",
        ["10117"] = "Rattus rattus",
        ["36329"] = "Plasmodium falciparum",
        ["6239"] = "Caenorhabditis elegans",
        ["3055"] = "Chlamydomonas reinhardtii",
        ["6359"] = "Platynereis dumerilii",
    };

    /// <summary>A row of the tables of the NGFF challenge; null where it names no shape.</summary>
    public static SourceRow? OfChallenge(string file, IReadOnlyDictionary<string, string> row)
    {
        var shape = Numbers(row.GetValueOrDefault("shape"));
        if (shape is null || shape.Length is < 2 or > 5)
        {
            return null;
        }

        var names = row.GetValueOrDefault("dimension_names")?.Replace(",", "", StringComparison.Ordinal);
        var axes = names?.Length == shape.Length && names.All(Order.Contains) ? names : Order[^shape.Length..];
        var study = file.Split('_', '.', '-')[0];
        var address = row.GetValueOrDefault("url") ?? "";
        return Create(
            study,
            row.GetValueOrDefault("name") is { Length: > 0 } name ? name : LastSegment(address),
            row.GetValueOrDefault("description") ?? "",
            row.GetValueOrDefault("license") ?? "",
            row.GetValueOrDefault("organismId") ?? "",
            row.GetValueOrDefault("fbbiId") ?? "",
            axes,
            shape,
            Numbers(row.GetValueOrDefault("chunks")),
            Numbers(row.GetValueOrDefault("shards")));
    }

    /// <summary>A row of the table of the samples of the Image Data Resource; null where it names no size.</summary>
    public static SourceRow? OfSample(IReadOnlyDictionary<string, string> row)
    {
        var shape = Order.Select(axis =>
            long.TryParse(
                row.GetValueOrDefault($"Size{char.ToUpperInvariant(axis)}"), NumberStyles.None, CultureInfo.InvariantCulture,
                out var size) ? size : 0).ToArray();
        return shape.Contains(0)
            ? null
            : Create(
                row["Study"], LastSegment(row["File Path"]), row["Keywords"], row["License"], "", "", Order, shape, null,
                null);
    }

    private static SourceRow Create(
        string study,
        string name,
        string description,
        string licence,
        string organism,
        string method,
        string axes,
        long[] shape,
        long[]? chunks,
        long[]? shards)
    {
        var places = Enumerable.Range(0, axes.Length)
            .OrderBy(place => Order.IndexOf(axes[place], StringComparison.Ordinal)).ToArray();
        long[] Ordered(long[] values) => [.. places.Select(place => Math.Max(1, values[place]))];
        var (ordered, size) = (string.Concat(places.Select(place => axes[place])), Ordered(shape));
        long[] usual = [.. size.Select((count, axis) => axis < size.Length - 2 ? 1 : Math.Min(count, UsualChunk))];
        var organismId = new string([.. organism.Where(char.IsAsciiDigit)]);
        return new SourceRow(
            study,
            Shortened(name),
            Shortened(description),
            LicenceOf(licence),
            Organisms.GetValueOrDefault(organismId)
                ?? (organismId.Length > 0
                    ? $"NCBITaxon:{organismId}"
                    : Organisms.Values.ElementAt(study.Sum(letter => letter) % UsualOrganisms)),
            Modality.Of(study, method, ordered, size),
            ordered,
            size,
            chunks?.Length == shape.Length ? Ordered(chunks) : usual,
            shards?.Length == shape.Length ? Ordered(shards) : null);
    }

    private static string LicenceOf(string licence) =>
        licence.Contains("by-nc-sa", StringComparison.OrdinalIgnoreCase) ? "CC-BY-NC-SA-4.0"
        : licence.Contains("by-nc", StringComparison.OrdinalIgnoreCase) ? "CC-BY-NC-4.0"
        : licence.Contains("by-sa", StringComparison.OrdinalIgnoreCase) ? "CC-BY-SA-4.0"
        : licence.Contains("by", StringComparison.OrdinalIgnoreCase) ? "CC-BY-4.0"
        : "CC0-1.0";

    private static string LastSegment(string address) =>
        address.Split('/', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "image";

    private static string Shortened(string text) => text.Length <= MaxTextLength ? text : text[..MaxTextLength];

    private static long[]? Numbers(string? text)
    {
        var parts = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var numbers = parts.Select(part =>
            long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToArray();
        return numbers.Length == 0 || numbers.Contains(-1) ? null : numbers;
    }
}
