using System.CommandLine;
using System.Globalization;
using OmeNgff.Cli.Output;
using OmeNgff.Zarr.Stores;
using Spectre.Console;

namespace OmeNgff.Cli.Validation;

/// <summary><c>ngff validate</c></summary>
internal static class ValidateCommand
{
    /// <summary>The name of the command.</summary>
    public const string Name = "validate";

    /// <summary>The exit code when there is no verdict: also for mistakes in the call, as 1 would be one.</summary>
    public const int Unreadable = 2;

    private const int Invalid = 1;
    private const int DefaultLimit = 50;

    /// <summary>The command.</summary>
    public static Command Create(Func<CommandAction, Func<ParseResult, CancellationToken, Task<int>>> action)
    {
        var source = new Argument<string>("PATH|URL")
        {
            Description =
                "A Zarr group or array with all that is in it, or one document of it (zarr.json, .zattrs, .zarray, "
                + ".zgroup): a path, or an address (file:, http:, https:)",
        };
        var json = new Option<bool>("--json") { Description = "Print the verdict and all findings as JSON" };
        var attributes = new Option<bool>("--attributes")
        {
            Description =
                "PATH is a file with the attributes of one group. Print one line, {\"valid\": …, \"message\": …}, as "
                + "the conformance runner of the specification expects, and exit with 0 also when they are invalid. "
                + "Strict where the file's _conformance names a strict schema",
        };
        var strict = new Option<bool>("--strict") { Description = "Take every SHOULD for a MUST" };
        var limit = new Option<int>("--limit")
        {
            Description = "How many findings to show per document",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultLimit,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
                {
                    return number;
                }

                result.AddError("--limit must be a number from 1.");
                return DefaultLimit;
            },
        };
        var command = new Command(
            Name,
            """
            Checks OME-Zarr metadata, of one document or a whole hierarchy, without a server.

            The exit code is 0 for valid, 1 for invalid, and 2 when it could not be read.
            """)
        {
            source, json, attributes, strict, limit,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(attributes) && result.GetValue(json))
            {
                result.AddError("--attributes prints JSON of its own; leave --json out.");
            }
        });
        command.SetAction(action(async (context, result, cancellationToken) =>
        {
            using var stores = new StoreFactory(new StoreOptions { Roots = ["/"], AllowHttp = true });
            var isStrict = result.GetValue(strict);
            try
            {
                return result.GetValue(attributes)
                    ? await Answer(context.Terminal, stores, result.GetValue(source)!, isStrict, cancellationToken)
                    : Report(
                        context.Terminal,
                        await Validate(context.Terminal, stores, result, source, json, isStrict, cancellationToken),
                        result.GetValue(json),
                        result.GetValue(limit));
            }
            catch (StoreException failure)
            {
                throw new CliException($"Cannot read {Shown(failure.Path)}: {failure.Message}");
            }
        }));
        return command;
    }

    /// <summary>An address as people write it: of a file, its path.</summary>
    private static string Shown(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && url.IsFile ? url.LocalPath : address;

    /// <summary>Answers the conformance runner, for which every exit code but 0 is a failure of the program.</summary>
    private static async Task<int> Answer(
        Terminal terminal, StoreFactory stores, string source, bool isStrict, CancellationToken cancellationToken)
    {
        var file = ValidationSource.OfDocument(stores, source);
        terminal.WriteLine(ConformanceAnswer.Of(await file.ReadDocument(cancellationToken), isStrict));
        return 0;
    }

    private static async Task<Validation> Validate(
        Terminal terminal,
        StoreFactory stores,
        ParseResult result,
        Argument<string> source,
        Option<bool> json,
        bool isStrict,
        CancellationToken cancellationToken)
    {
        var opened = ValidationSource.Of(stores, result.GetValue(source)!);
        if (result.GetValue(json) || terminal.Live is not { } live)
        {
            return await opened.Validate(isStrict, progress: null, cancellationToken);
        }

        var what = Markup.Escape(Printable.Of(result.GetValue(source)!));
        return await live.Status().Spinner(Spinner.Known.Dots).StartAsync($"Reading {what}", display =>
            opened.Validate(
                isStrict,
                new ReadingProgress(nodes => display.Status($"Reading {what}: {Count.Of(nodes, "node")}")),
                cancellationToken));
    }

    private static int Report(Terminal terminal, Validation validation, bool asJson, int limit)
    {
        if (asJson)
        {
            terminal.WriteJson(ValidationAnswer.Of(validation));
        }
        else
        {
            ValidationText.Write(terminal, validation, limit);
        }

        return validation.Report.IsValid ? 0 : Invalid;
    }

    /// <summary>Tells at once: <see cref="Progress{T}"/> would tell later, and in another order.</summary>
    private sealed class ReadingProgress(Action<int> show) : IProgress<int>
    {
        public void Report(int value) => show(value);
    }
}
