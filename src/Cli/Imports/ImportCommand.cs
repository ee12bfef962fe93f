using System.CommandLine;
using OmeNgff.Cli.Output;
using OmeNgff.Client.Http;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Problems;
using Spectre.Console;

namespace OmeNgff.Cli.Imports;

/// <summary><c>ngff import</c></summary>
internal static class ImportCommand
{
    /// <summary>How long an import that was cancelled may take to end.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The command.</summary>
    public static Command Create(Func<CommandAction, Func<ParseResult, CancellationToken, Task<int>>> action)
    {
        var source = new Argument<string>("PATH")
        {
            Description = "An OME-Zarr image, or a folder of images: a path, or an address such as file:///data/a.zarr",
        };
        var dataset = new Option<string?>("--dataset")
        {
            Description = "The dataset of new images [default: default]",
            HelpName = "ID",
        };
        var noRecursive = new Option<bool>("--no-recursive")
        {
            Description = "Do not look below folders and groups that hold no image",
        };
        var json = new Option<bool>("--json") { Description = "Print the outcome as JSON, and no progress" };
        var command = new Command("import", "Registers all images of a file or folder, and waits until that is done.")
        {
            source, dataset, noRecursive, json,
        };
        command.SetAction(action((context, result, cancellationToken) => Run(
            context,
            new ImportRequest(
                SourceAddress.Of(result.GetValue(source)!),
                result.GetValue(dataset),
                result.GetValue(noRecursive) ? false : null),
            result.GetValue(json),
            cancellationToken)));
        return command;
    }

    private static async Task<int> Run(
        CommandContext context, ImportRequest request, bool asJson, CancellationToken cancellationToken)
    {
        var status = await Import(context, request, asJson, cancellationToken);
        if (asJson)
        {
            context.Terminal.WriteJson(status);
        }
        else
        {
            // The import is over; a summary that is not complete would be of no use.
            await ImportSummary.Write(context, status, CancellationToken.None);
        }

        switch (status.State)
        {
            case ImportState.Succeeded:
                return 0;
            case ImportState.Failed:
                context.Terminal.WriteProblem(status.Problem
                    ?? new Problem("/problems/import-failed", "Nothing could be imported", 400));
                return 1;
            default:
                context.Terminal.WriteError(status.IsDone
                    ? $"The import {status.Id} was cancelled; what it had registered stays."
                    : $"The import {status.Id} is being cancelled; what it has registered stays.");
                return 1;
        }
    }

    private static async Task<ImportStatus> Import(
        CommandContext context, ImportRequest request, bool asJson, CancellationToken cancellationToken)
    {
        var (client, terminal) = context;
        var progress = new ImportProgress();
        try
        {
            if (asJson)
            {
                return await client.Import(request, progress, cancellationToken);
            }

            if (terminal.Live is not { } live)
            {
                progress.Show = terminal.WriteLine;
                return await client.Import(request, progress, cancellationToken);
            }

            return await live.Status().Spinner(Spinner.Known.Dots).StartAsync(
                Markup.Escape(Printable.Of($"Waiting to import {request.Source}")),
                display =>
                {
                    progress.Show = text => display.Status(Markup.Escape(Printable.Of(text)));
                    return client.Import(request, progress, cancellationToken);
                });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && progress.Last is not null)
        {
            return await End(client, progress.Last);
        }
    }

    /// <summary>How an import ended that was cancelled, or how far it was when last heard of.</summary>
    private static async Task<ImportStatus> End(OmeNgffClient client, ImportStatus last)
    {
        using var impatience = new CancellationTokenSource(EndTimeout);
        try
        {
            return await client.WaitForImport(last.Id, null, impatience.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or ClientException or ProblemException)
        {
            return last;
        }
    }
}
