using System.Text.Encodings.Web;
using System.Text.Json;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Ngff.Json;
using Spectre.Console;

namespace OmeNgff.Cli.Output;

/// <summary>
/// Where a command writes. On a terminal, tables are as wide as it is; elsewhere they are as wide as they need to be,
/// and nothing is styled.
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter error)
{
    /// <summary>Readable, but without what a terminal might take for a command.</summary>
    private static readonly JsonWriterOptions Pretty = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Wider than any table: a file has no edge.</summary>
    private const int NoWidth = 1_000_000;

    /// <summary>Narrower tables hardly show more than ids.</summary>
    private const int LeastWidth = 80;

    private readonly IAnsiConsole _output = CreateConsole(output);
    private readonly IAnsiConsole _error = CreateConsole(error);

    /// <summary>A display that changes in place, or null where there is none.</summary>
    public IAnsiConsole? Live => _output.Profile is { Out.IsTerminal: true, Capabilities.Ansi: true } ? _output : null;

    /// <summary>Writes a line, of any length.</summary>
    public void WriteLine(string text = "") => output.WriteLine(Printable.Of(text));

    /// <summary>Writes a table; where it is too wide for the terminal, the narrower one instead.</summary>
    public void Write(Table table, Func<Table>? narrower = null)
    {
        var isTooWide = narrower is not null
            && Lines(table, isStyled: false, NoWidth).Any(line => line.Length > _output.Profile.Width);
        Lines(isTooWide ? narrower!() : table, _output.Profile).ForEach(output.WriteLine);
    }

    /// <summary>Writes a table on the error stream.</summary>
    public void WriteError(Table table) =>
        Lines(table, _error.Profile).ForEach(error.WriteLine);

    /// <summary>Writes a sentence on the error stream.</summary>
    public void WriteError(string sentence) => error.WriteLine(Printable.Of(sentence));

    /// <summary>Writes why something was refused: a sentence, and a line for each field that is at fault.</summary>
    public void WriteProblem(Problem problem)
    {
        WriteError(ProblemText.Sentence(problem));
        foreach (var fault in problem.Errors)
        {
            WriteError($"  {ProblemText.Of(fault)}");
        }
    }

    /// <summary>Writes a JSON document, indented, with the numbers as they are.</summary>
    public void WriteJson(RawJson json)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, Pretty))
        {
            json.Element.WriteTo(writer);
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(memory.GetBuffer().AsSpan(0, (int)memory.Length)));
    }

    /// <summary>Writes a value in the catalog's JSON, indented.</summary>
    public void WriteJson<T>(T value)
        where T : class => WriteJson(RawJson.Parse(CatalogJson.Serialize(value)));

    private static List<string> Lines(Table table, Profile target)
    {
        // Where nothing may be folded, lines that are too long are better than words that are cut off.
        var isFixed = table.Columns.All(column => column.NoWrap);
        return Lines(
            table,
            target.Capabilities.Ansi && target.Out.IsTerminal,
            isFixed ? NoWidth : Math.Max(target.Width, LeastWidth));
    }

    /// <summary>The lines of a table without the spaces and empty lines around it.</summary>
    private static List<string> Lines(Table table, bool isStyled, int width)
    {
        using var text = new StringWriter();
        var console = CreatePlain(text, isStyled);
        console.Profile.Width = width;
        console.Write(table);
        return [.. text.ToString().Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
    }

    private static IAnsiConsole CreateConsole(TextWriter writer)
    {
        var target = new AnsiConsoleOutput(writer);
        return target.IsTerminal
            ? AnsiConsole.Create(new AnsiConsoleSettings { Out = target })
            : CreatePlain(writer, isStyled: false);
    }

    private static IAnsiConsole CreatePlain(TextWriter writer, bool isStyled)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isStyled ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,

            // They know build servers, and would have text styled there.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Capabilities.Unicode = true;
        console.Profile.Width = NoWidth;
        return console;
    }
}
