using System.CommandLine;
using System.Globalization;
using OmeNgff.Cli.Output;
using OmeNgff.Client.Json;
using Spectre.Console;

namespace OmeNgff.Cli.Imports;

/// <summary><c>ngff register</c></summary>
internal static class RegisterCommand
{
    /// <summary>How many failed lines are told one by one.</summary>
    private const int MaxTold = 20;

    /// <summary>The command.</summary>
    public static Command Create(Func<CommandAction, Func<ParseResult, CancellationToken, Task<int>>> action)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "A file with an image per line, as JSON (NDJSON); - reads the standard input",
        };
        var errors = new Option<string?>("--errors")
        {
            Description = "Write the answers to lines that failed into this file, as NDJSON",
            HelpName = "FILE",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check everything, and register nothing" };
        var key = new Option<string?>("--key")
        {
            Description = "A name for the file: lines that are sent again under it are not registered again",
            HelpName = "NAME",
        };
        var command = new Command("register", "Registers an image per line of a file; each line succeeds or fails alone.")
        {
            file, errors, dryRun, key,
        };
        command.SetAction(action((context, result, cancellationToken) => Run(
            context,
            new RegisterOptions(
                result.GetValue(file)!, result.GetValue(errors), result.GetValue(dryRun), result.GetValue(key)),
            cancellationToken)));
        return command;
    }

    private static async Task<int> Run(
        CommandContext context, RegisterOptions options, CancellationToken cancellationToken)
    {
        var progress = new RegisterProgress();
        await using var lines = Open(options.File);
        await using var errors = options.Errors is null ? null : Create(options.Errors);
        try
        {
            if (context.Terminal.Live is { } live)
            {
                await live.Status().Spinner(Spinner.Known.Dots).StartAsync(
                    progress.Text, display => Register(context, options, lines, errors, progress,
                        () => display.Status(progress.Text), cancellationToken));
            }
            else
            {
                await Register(context, options, lines, errors, progress, () => { }, cancellationToken);
            }
        }
        catch (IOException failure)
        {
            throw new CliException(failure.Message);
        }
        finally
        {
            // What was registered stands, however it ended.
            Summarise(context.Terminal, progress, options);
        }

        return progress.Failed > 0 ? 1 : 0;
    }

    private static async Task Register(
        CommandContext context,
        RegisterOptions options,
        Stream lines,
        StreamWriter? errors,
        RegisterProgress progress,
        Action show,
        CancellationToken cancellationToken)
    {
        await foreach (var answer in context.Client.RegisterImages(
            lines, options.DryRun, options.Key, cancellationToken))
        {
            progress.Count(answer);
            if (answer.Problem is not null && errors is not null)
            {
                await errors.WriteLineAsync(CatalogJson.Serialize(answer).AsMemory(), cancellationToken);
            }
            else if (answer.Problem is { } problem && progress.Failed <= MaxTold)
            {
                context.Terminal.WriteError($"Line {Number(answer.Line)}: {ProblemText.Sentence(problem)}");
                foreach (var fault in problem.Errors)
                {
                    context.Terminal.WriteError($"  {ProblemText.Of(fault)}");
                }
            }

            show();
        }
    }

    private static void Summarise(Terminal terminal, RegisterProgress progress, RegisterOptions options)
    {
        if (options.Errors is null && progress.Failed > MaxTold)
        {
            terminal.WriteError($"… and {Number(progress.Failed - MaxTold)} more; --errors FILE has them all.");
        }

        terminal.WriteLine(
            $"{Number(progress.Registered)} {(options.DryRun ? "could be registered" : "registered")}, "
            + $"{Number(progress.Failed)} failed.");
    }

    private static Stream Open(string file)
    {
        try
        {
            return file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"'{file}' cannot be read: {failure.Message}");
        }
    }

    private static StreamWriter Create(string file)
    {
        try
        {
            return new StreamWriter(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"'{file}' cannot be written: {failure.Message}");
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record RegisterOptions(string File, string? Errors, bool DryRun, string? Key);
}
