using System.CommandLine;
using System.CommandLine.Invocation;
using OmeNgff.Cli.Administration;
using OmeNgff.Cli.Alignments;
using OmeNgff.Cli.Imports;
using OmeNgff.Cli.Output;
using OmeNgff.Cli.Records;
using OmeNgff.Cli.Search;
using OmeNgff.Cli.Transforms;
using OmeNgff.Cli.Validation;
using OmeNgff.Cli.Writeback;
using OmeNgff.Client.Http;
using OmeNgff.Client.Problems;

namespace OmeNgff.Cli;

/// <summary><c>ngff</c> as a program.</summary>
public static class CommandLine
{
    /// <summary>The environment variable with the address of OmeNgff.</summary>
    public const string UrlVariable = "NGFF_URL";

    private const string UrlName = "--url";
    private const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary>How long a command may take to end in order when it is interrupted.</summary>
    private static readonly TimeSpan EndingTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Runs a command, and tells every failure on <paramref name="error"/>.</summary>
    /// <returns>
    /// The exit code: 0, or 1 for any failure. <c>validate</c> says by 1 that what it read is invalid, and fails with
    /// 2.
    /// </returns>
    public static async Task<int> Run(
        string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(args);
        var terminal = new Terminal(output, error);
        var validate = ValidateCommand.Create(Action);
        var root = new RootCommand(
            """
            Finds and registers OME-Zarr images in an OmeNgff catalog.

            Start with: ngff import PATH, then ngff search WORDS and ngff show ID.
            Without a catalog: ngff validate PATH|URL.

            The exit code is 0, or 1 for any failure; validate has codes of its own.
            """)
        {
            UrlOption(validate),
        };
        root.Add(ImportCommand.Create(Action));
        root.Add(RegisterCommand.Create(Action));
        root.Add(SearchCommand.Create(Action));
        root.Add(ShowCommand.Create(Action));
        root.Add(MetadataCommand.Create(Action));
        root.Add(TransformCommand.Create(Action));
        root.Add(ImpactCommand.Create(Action));
        root.Add(AlignCommand.Create(Action));
        root.Add(AdminCommand.Create(Action));
        root.Add(DriftCommand.Create(Action));
        root.Add(WritebackCommand.Create(Action));
        root.Add(validate);

        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction refusal)
        {
            refusal.ShowHelp = args.Length == 0;
        }

        var code = await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = EndingTimeout,
            },
            cancellationToken);
        return parsed.Action is ParseErrorAction ? FailureOf(parsed) : code;

        Func<ParseResult, CancellationToken, Task<int>> Action(CommandAction action) =>
            (result, stop) => Run(action, result, result.GetValue<Uri>(UrlName)!, terminal, stop);
    }

    private static async Task<int> Run(
        CommandAction action, ParseResult result, Uri url, Terminal terminal, CancellationToken cancellationToken)
    {
        // A proxy is for the world outside.
        using var handler = new SocketsHttpHandler { UseProxy = !url.IsLoopback };
        using var http = new HttpClient(handler) { BaseAddress = url };
        try
        {
            return await action(new CommandContext(new OmeNgffClient(http), terminal), result, cancellationToken);
        }
        catch (ProblemException refusal)
        {
            terminal.WriteProblem(refusal.Problem);
        }
        catch (Exception failure) when (failure is ClientException or CliException)
        {
            terminal.WriteError(failure.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.WriteError("Cancelled.");
        }

        return FailureOf(result);
    }

    private static int FailureOf(ParseResult result) =>
        result.CommandResult.Command.Name == ValidateCommand.Name ? ValidateCommand.Unreadable : 1;

    /// <param name="serverless">A command that asks no server, and does not care what the environment says.</param>
    private static Option<Uri> UrlOption(Command serverless) => new(UrlName)
    {
        Description = $"The address of OmeNgff ({UrlVariable})",
        HelpName = "URL",
        Recursive = true,
        DefaultValueFactory = result => ParseUrl(
            result.GetResult(serverless) is null
            && Environment.GetEnvironmentVariable(UrlVariable) is { Length: > 0 } value ? value : DefaultUrl,
            UrlVariable,
            result.AddError)!,
        CustomParser = result => ParseUrl(result.Tokens[0].Value, UrlName, result.AddError)!,
    };

    private static Uri? ParseUrl(string text, string source, Action<string> refuse)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        refuse($"{source} must be an address such as {DefaultUrl}, and is '{text}'.");
        return null;
    }
}

/// <summary>What a command does.</summary>
/// <returns>The exit code.</returns>
internal delegate Task<int> CommandAction(
    CommandContext context, ParseResult result, CancellationToken cancellationToken);

/// <summary>What a command works with.</summary>
/// <param name="Client">OmeNgff.</param>
/// <param name="Terminal">Where it writes.</param>
internal sealed record CommandContext(OmeNgffClient Client, Terminal Terminal);

/// <summary>A command cannot be carried out; the message is one sentence for people.</summary>
internal sealed class CliException(string message) : Exception(message);
