using System.Text.Encodings.Web;
using System.Text.Json;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Ngff.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OmeNgff.Cli.Output;

/// <summary>
/// Where a command writes. On a terminal, tables are as wide as it is; elsewhere they are as wide as they need to be,
/// and nothing is coloured.
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter error)
{
    /// <summary>Readable, but without what a terminal might take for a command.</summary>
    private static readonly JsonWriterOptions Pretty = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IAnsiConsole _output = CreateConsole(output);
    private readonly IAnsiConsole _error = CreateConsole(error);

    /// <summary>A display that changes in place, or null where there is none.</summary>
    public IAnsiConsole? Live => _output.Profile is { Out.IsTerminal: true, Capabilities.Ansi: true } ? _output : null;

    /// <summary>Writes a line, of any length.</summary>
    public void WriteLine(string text = "") => output.WriteLine(Printable.Of(text));

    /// <summary>Writes a table.</summary>
    public void Write(Table table) => Write(table, _output, output);

    /// <summary>Writes a table on the error stream.</summary>
    public void WriteError(Table table) => Write(table, _error, error);

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

    private static void Write(IRenderable table, IAnsiConsole console, TextWriter writer)
    {
        if (console.Profile.Out.IsTerminal)
        {
            console.Write(table);
            return;
        }

        using var text = new StringWriter();
        CreateConsole(text).Write(table);
        foreach (var line in text.ToString().Split('\n'))
        {
            if (line.AsSpan().TrimEnd() is { Length: > 0 } kept)
            {
                writer.WriteLine(kept);
            }
        }
    }

    private static IAnsiConsole CreateConsole(TextWriter writer)
    {
        var target = new AnsiConsoleOutput(writer);
        if (target.IsTerminal)
        {
            return AnsiConsole.Create(new AnsiConsoleSettings { Out = target });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = target,
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,

            // They know build servers, and would have them coloured.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = 1_000_000;
        return console;
    }
}
