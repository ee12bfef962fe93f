using System.CommandLine;
using System.Globalization;
using OmeNgff.Cli.Output;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;

namespace OmeNgff.Cli.Search;

/// <summary><c>ngff search</c></summary>
internal static class SearchCommand
{
    private const int MaxLimit = 1000;

    /// <summary>The command.</summary>
    public static Command Create(Func<CommandAction, Func<ParseResult, CancellationToken, Task<int>>> action)
    {
        var words = new Argument<string[]>("WORDS")
        {
            Description = "Words to find; also '\"a phrase\"', or, and after -- also -word [default: all records]",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var kind = new Option<string?>("--kind")
        {
            Description = "Only records of this kind",
            HelpName = string.Join('|', Kinds),
        }.AcceptOnlyFromAmong(Kinds);
        var limit = new Option<int?>("--limit")
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
        var json = new Option<bool>("--json") { Description = "Print the answer as JSON" };
        var command = new Command("search", "Finds images, arrays and datasets by words.") { words, kind, limit, json };
        command.SetAction(action(async (context, result, cancellationToken) =>
        {
            var answer = await context.Client.Search(
                string.Join(' ', result.GetValue(words) ?? []),
                result.GetValue(kind) is { } name ? RecordKinds.Parse(name) : null,
                result.GetValue(limit),
                cursor: null,
                cancellationToken);
            if (result.GetValue(json))
            {
                context.Terminal.WriteJson(answer);
            }
            else
            {
                Write(context.Terminal, answer);
            }

            return 0;
        }));
        return command;
    }

    private static string[] Kinds => [.. Enum.GetValues<RecordKind>().Select(kind => kind.Text())];

    private static void Write(Terminal terminal, SearchAnswer answer)
    {
        if (answer.Items.Count > 0)
        {
            terminal.Write(MatchTable.Wide(answer.Items), () => MatchTable.Narrow(answer.Items));
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
