using System.CommandLine;
using System.Globalization;
using OmeNgff.Cli.Output;
using OmeNgff.Cli.Records;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;
using OmeNgff.Ngff;

namespace OmeNgff.Cli.Search;

/// <summary><c>ngff search</c></summary>
internal static class SearchCommand
{
    private const int MaxLimit = 1000;

    private static readonly Argument<string[]> Words = new("WORDS")
    {
        Description = "Words to find; also '\"a phrase\"', or, and after -- also -word [default: all records]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> Filter = new("--filter")
    {
        Description = "What else must hold, in CQL2: \"voxelSize.z <= 5e-8 AND A_CONTAINS(tags, ('EM'))\"",
        HelpName = "FILTER",
    };

    private static readonly Option<string?> Space = new("--space")
    {
        Description = "The space of the box or point: a space or an image; alone: images that it can be reached from",
        HelpName = "SPACE",
    };

    private static readonly Option<string?> Box = new("--box")
    {
        Description = "A box that images must meet: minima, then maxima, such as 0,0,0,100,200,200",
        HelpName = "BOX",
    };

    private static readonly Option<string?> Point = new("--point")
    {
        Description = "A point that images must have, such as 50,120,80",
        HelpName = "POINT",
    };

    private static readonly Option<string?> Overlaps = new("--overlaps")
    {
        Description = "An image that matches must overlap",
        HelpName = "IMAGE",
    };

    private static readonly Option<string[]> Pins = new("--pin")
    {
        Description = "A version to take, alignment@version; repeatable",
        HelpName = "PIN",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<DateTimeOffset?> AsOf = new("--as-of")
    {
        Description = "The time whose alignments count (RFC 3339)",
        HelpName = "TIME",
    };

    private static readonly Option<string[]> Kind = new Option<string[]>("--kind")
    {
        Description = "Only records of this kind; repeatable [default: all but array and alignmentVersion]",
        HelpName = string.Join('|', Kinds),
        DefaultValueFactory = _ => [],
    }.AcceptOnlyFromAmong(Kinds);

    private static readonly Option<string?> Dataset = new("--dataset")
    {
        Description = "Only records of this dataset",
        HelpName = "ID",
    };

    private static readonly Option<string[]> Sort = new("--sort")
    {
        Description = "A property to order by, - before it for the greatest first; repeatable",
        HelpName = "PROPERTY",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string[]> Facets = new("--facet")
    {
        Description = "A property whose values are counted, such as dataset, axes, unit, dataType, space; repeatable",
        HelpName = "PROPERTY",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<int?> Limit = new("--limit")
    {
        Description = $"How many matches to show, up to {MaxLimit} [default: 50]",
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number is >= 1 and <= MaxLimit)
            {
                return number;
            }

            result.AddError($"--limit must be a number from 1 to {MaxLimit}.");
            return null;
        },
    };

    private static readonly Option<string?> Export = new Option<string?>("--export")
    {
        Description = "Write everything that matches, a line each",
        HelpName = "ndjson|csv",
    }.AcceptOnlyFromAmong("ndjson", "csv");

    private static readonly Option<bool> Json = new("--json") { Description = "Print the answer as JSON" };

    private static string[] Kinds => [.. Enum.GetValues<RecordKind>().Select(kind => kind.Text())];

    /// <summary>The command.</summary>
    public static Command Create(Func<CommandAction, Func<ParseResult, CancellationToken, Task<int>>> action)
    {
        var command = new Command("search", "Finds records by words, by what they are and by where they lie.")
        {
            Words, Filter, Space, Box, Point, Overlaps, Pins, AsOf, Kind, Dataset, Sort, Facets, Limit, Export, Json,
        };
        command.SetAction(action(Run));
        return command;
    }

    private static async Task<int> Run(
        CommandContext context, ParseResult result, CancellationToken cancellationToken)
    {
        var query = new SearchParameters
        {
            Words = string.Join(' ', result.GetValue(Words) ?? []),
            Filter = result.GetValue(Filter),
            Box = Numbers(result.GetValue(Box), "--box"),
            Point = Numbers(result.GetValue(Point), "--point"),
            Pins = (result.GetValue(Pins) ?? []).ToEquatableArray(),
            AsOf = result.GetValue(AsOf),
            Kinds = (result.GetValue(Kind) ?? []).Select(RecordKinds.Parse).ToEquatableArray(),
            Dataset = result.GetValue(Dataset),
            Sort = (result.GetValue(Sort) ?? []).ToEquatableArray(),
            Facets = (result.GetValue(Facets) ?? []).ToEquatableArray(),
            Limit = result.GetValue(Limit),
        };
        foreach (var (option, only) in new[] { (Space, (RecordKind?)null), (Overlaps, RecordKind.Image) })
        {
            if (result.GetValue(option) is { } named)
            {
                if (await Reference.Resolve(context, named, only, cancellationToken) is not { } found)
                {
                    return 1;
                }

                var reference = $"{found.Kind.Text()}:{found.Id}";
                query = option == Space ? query with { Space = reference } : query with { Overlaps = reference };
            }
        }

        if (result.GetValue(Export) is { } format)
        {
            await using var output = Console.OpenStandardOutput();
            await context.Client.ExportSearch(query, format, output, cancellationToken);
            return 0;
        }

        var answer = await context.Client.Search(query, cancellationToken);
        if (result.GetValue(Json))
        {
            context.Terminal.WriteJson(answer);
        }
        else
        {
            Write(context.Terminal, answer);
        }

        return 0;
    }

    private static EquatableArray<double> Numbers(string? text, string option) => text is null
        ? []
        : text.Split(',').Select(number =>
            double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw new CliException($"{option}: '{number}' is no number.")).ToEquatableArray();

    private static void Write(Terminal terminal, SearchAnswer answer)
    {
        if (answer.Items.Count > 0)
        {
            terminal.Write(MatchTable.Wide(answer.Items), () => MatchTable.Narrow(answer.Items));
        }

        foreach (var (name, facet) in answer.Facets ?? new Dictionary<string, SearchFacet>())
        {
            terminal.Write(FacetTable.Of(name, facet));
        }

        terminal.WriteLine(Count(answer));
    }

    private static string Count(SearchAnswer answer)
    {
        var matched = answer.Matched;
        return (answer.Items.Count, matched) switch
        {
            (0, _) => "No matches.",
            (1, { Count: 1, Exact: true }) => "1 of 1 match",
            var (shown, _) => $"{shown} of {(matched.Exact ? "" : "more than ")}{matched.Count} matches",
        };
    }
}
