using System.CommandLine;
using OmeNgff.Cli.Records;
using OmeNgff.Client.Records;

namespace OmeNgff.Cli.Alignments;

/// <summary><c>ngff align</c></summary>
internal static class AlignCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Func<CommandAction, Func<ParseResult, CancellationToken, Task<int>>> action)
    {
        var options = new AlignOptions();
        var command = options.ToCommand();
        command.SetAction(action((context, result, cancellationToken) =>
            Run(context, options, result, cancellationToken)));
        return command;
    }

    private static async Task<int> Run(
        CommandContext context, AlignOptions options, ParseResult result, CancellationToken cancellationToken)
    {
        var (isDefault, isDryRun) = (result.GetValue(options.Default), result.GetValue(options.DryRun));
        if (isDefault && options.StatusOf(result) != AlignmentStatus.Published)
        {
            throw new CliException("--default needs --status published, for no other version is a default.");
        }

        var file = result.GetValue(options.File)!;
        var content = await AlignmentText.Read(file, cancellationToken);
        var initial = result.GetValue(options.Initial) is { } first
            ? await AlignmentText.Read(first, cancellationToken)
            : null;
        var format = options.FormatOf(result);
        if (format is null)
        {
            format = AlignmentText.Recognise(file, content);
            context.Terminal.WriteField("format", $"{format.Value.ToString().ToLowerInvariant()}, as the file begins");
        }

        var item = await Reference.Resolve(
            context, result.GetValue(options.Alignment)!, RecordKind.Alignment, cancellationToken);
        if (item is null)
        {
            return 1;
        }

        var import = options.ToImport(result, format.Value, content, initial);
        var version = await context.Client.ImportAlignment(item.Id, import, isDryRun, cancellationToken);
        TransformationTable.Write(context.Terminal, version);
        context.Terminal.WriteLine(isDryRun ? $"{version.Id} could be added." : version.Id);
        if (isDefault && !isDryRun)
        {
            var alignment = await context.Client.Get<AlignmentRecord>(item.Id, cancellationToken);
            await context.Client.SetAlignmentDefault(alignment, version.Version, cancellationToken);
            context.Terminal.WriteLine("It is the default now.");
        }

        return 0;
    }
}
