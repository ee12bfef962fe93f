using System.CommandLine;
using OmeNgff.Client.Records;

namespace OmeNgff.Cli.Records;

/// <summary><c>ngff metadata</c></summary>
internal static class MetadataCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Func<CommandAction, Func<ParseResult, CancellationToken, Task<int>>> action)
    {
        var reference = new Argument<string>("ID") { Description = Reference.Description };
        var ome = new Option<string>("--ome")
        {
            Description = "The OME-NGFF version",
            HelpName = "VERSION",
            DefaultValueFactory = _ => "0.5",
        };
        var layout = new Option<string>("--layout")
        {
            Description = "Spatial metadata in the group (consolidated) or with the arrays (distributed)",
            HelpName = "consolidated|distributed",
            DefaultValueFactory = _ => "consolidated",
        }.AcceptOnlyFromAmong("consolidated", "distributed");
        var command = new Command("metadata", "Prints the OME documents that an image publishes, by Zarr key.")
        {
            reference, ome, layout,
        };
        command.SetAction(action(async (context, result, cancellationToken) =>
        {
            var image = await Reference.Resolve(
                context, result.GetValue(reference)!, RecordKind.Image, cancellationToken);
            if (image is null)
            {
                return 1;
            }

            context.Terminal.WriteJson(await context.Client.Metadata(
                image.Id, result.GetValue(ome), result.GetValue(layout), cancellationToken));
            return 0;
        }));
        return command;
    }
}
