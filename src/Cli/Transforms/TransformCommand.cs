using System.CommandLine;
using System.Globalization;
using OmeNgff.Cli.Output;
using OmeNgff.Cli.Records;
using OmeNgff.Client.Records;
using OmeNgff.Client.Transforms;
using OmeNgff.Ngff;

namespace OmeNgff.Cli.Transforms;

/// <summary><c>ngff transform</c></summary>
internal static class TransformCommand
{
    private const int PointsOfCall = 100_000;

    private static readonly Argument<string> From = new("FROM")
    {
        Description = "The space that points come from: array:ID, image:ID, space:ID, or the name of one",
    };

    private static readonly Argument<string> To = new("TO") { Description = "The space that points go to" };

    private static readonly Argument<string[]> Points = new("POINT")
    {
        Description = "Points to carry, such as 1,2.5,-3: a coordinate per axis, in the order of the axes",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> PointFile = new("--points")
    {
        Description = "A file with a point a line, or - for standard input; only carried points are written then",
        HelpName = "FILE",
    };

    private static readonly Option<string[]> Pins = new("--pin")
    {
        Description = "A version that the path must take, alignment@version; repeatable",
        HelpName = "PIN",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<DateTimeOffset?> AsOf = new("--as-of")
    {
        Description = "The time to look at (RFC 3339); now if not given",
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var time))
            {
                return time;
            }

            result.AddError($"'{result.Tokens[0].Value}' is no time.");
            return null;
        },
    };

    private static readonly Option<bool> Alternatives = new("--alternatives")
    {
        Description = "List other paths with as few alignments",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the answer as JSON" };

    /// <summary>The command.</summary>
    public static Command Create(Func<CommandAction, Func<ParseResult, CancellationToken, Task<int>>> action)
    {
        var command = new Command("transform",
            "Tells how points come from one coordinate space to another, and carries points.\n\n"
            + "A point that begins with a minus sign comes after --.")
        {
            From, To, Points, PointFile, Pins, AsOf, Alternatives, Json,
        };
        command.SetAction(action(Run));
        return command;
    }

    private static async Task<int> Run(
        CommandContext context, ParseResult result, CancellationToken cancellationToken)
    {
        if (await Resolve(context, result.GetValue(From)!, cancellationToken) is not { } from
            || await Resolve(context, result.GetValue(To)!, cancellationToken) is not { } to)
        {
            return 1;
        }

        var request = new PointsRequest
        {
            From = from,
            To = to,
            Pins = result.GetValue(Pins)!.ToEquatableArray(),
            AsOf = result.GetValue(AsOf),
        };
        if (result.GetValue(PointFile) is { } file)
        {
            return await CarryFile(context, request, file, cancellationToken);
        }

        var points = result.GetValue(Points)!.Select((text, index) => Parse(text, index + 1)).ToEquatableArray();
        var answer = await context.Client.GetTransform(
            from, to, request.Pins, request.AsOf, result.GetValue(Alternatives), cancellationToken);
        var carried = points.IsEmpty
            ? null
            : await context.Client.CarryPoints(request with { Points = points }, cancellationToken);
        if (result.GetValue(Json))
        {
            if (carried is null)
            {
                context.Terminal.WriteJson(answer);
            }
            else
            {
                context.Terminal.WriteJson(carried);
            }
        }
        else
        {
            TransformSheet.Write(context.Terminal, answer, points, carried);
        }

        return carried?.Faults is null ? 0 : 1;
    }

    /// <summary>Carries the points of a file, many a call, and writes them as they come.</summary>
    private static async Task<int> CarryFile(
        CommandContext context, PointsRequest request, string file, CancellationToken cancellationToken)
    {
        using var reader = Open(file);
        var (line, faults) = (0, 0);
        while (true)
        {
            var (points, lines) = (new List<EquatableArray<double>>(), new List<int>());
            while (points.Count < PointsOfCall && await reader.ReadLineAsync(cancellationToken) is { } text)
            {
                line++;
                if (text.AsSpan().Trim() is not ([] or ['#', ..]))
                {
                    points.Add(Parse(text, line));
                    lines.Add(line);
                }
            }

            if (points.Count == 0)
            {
                return faults == 0 ? 0 : 1;
            }

            var answer = await context.Client.CarryPoints(
                request with { Points = points.ToEquatableArray() }, cancellationToken);
            foreach (var point in answer.Points)
            {
                context.Terminal.WriteLine(point is { } numbers ? Text(numbers) : "");
            }

            foreach (var fault in answer.Faults ?? [])
            {
                faults++;
                context.Terminal.WriteError($"Line {lines[fault.Point]}: {fault.Message} ({fault.Rule})");
            }
        }
    }

    private static TextReader Open(string file)
    {
        try
        {
            return file == "-" ? Console.In : new StreamReader(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"'{file}' cannot be read: {failure.Message}");
        }
    }

    private static async Task<string?> Resolve(
        CommandContext context, string text, CancellationToken cancellationToken)
    {
        if (SpaceReference.TryParse(text, out _))
        {
            return text;
        }

        var kinds = await context.Client.Resolve(text, cancellationToken);
        var only = kinds.Where(item => item.Kind is RecordKind.Array or RecordKind.Image or RecordKind.Space).ToList();
        var item = only is [var one] ? one : await Reference.Resolve(context, text, RecordKind.Space, cancellationToken);
        return item is null ? null : $"{item.Kind.Text()}:{item.Id}";
    }

    private static EquatableArray<double> Parse(string text, int number)
    {
        var parts = text.Split([',', ' ', '\t', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                ? value
                : throw new CliException($"Point {number} is '{text}', and should be numbers such as 1,2.5,-3."))
            .ToEquatableArray();
    }

    /// <summary>A point as text: its coordinates with commas.</summary>
    internal static string Text(EquatableArray<double> point) => string.Join(',', point.Select(Tables.Number));
}
