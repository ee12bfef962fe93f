using System.CommandLine;
using OmeNgff.Client.Records;

namespace OmeNgff.Cli.Records;

/// <summary><c>ngff show</c></summary>
internal static class ShowCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Func<CommandAction, Func<ParseResult, CancellationToken, Task<int>>> action)
    {
        var reference = new Argument<string>("ID") { Description = Reference.Description };
        var json = new Option<bool>("--json") { Description = "Print the record as JSON" };
        var command = new Command("show", "Shows an image, an array or a dataset.") { reference, json };
        command.SetAction(action(async (context, result, cancellationToken) =>
        {
            if (await Reference.Resolve(context, result.GetValue(reference)!, null, cancellationToken) is not { } item)
            {
                return 1;
            }

            if (result.GetValue(json))
            {
                context.Terminal.WriteJson(await context.Client.GetJson(item.Kind, item.Id, cancellationToken));
            }
            else
            {
                await Show(context, item.Kind, item.Id, cancellationToken);
            }

            return 0;
        }));
        return command;
    }

    private static async Task Show(
        CommandContext context, RecordKind kind, string id, CancellationToken cancellationToken)
    {
        var (client, terminal) = context;
        switch (kind)
        {
            case RecordKind.Image:
                var image = await client.Get<ImageRecord>(id, cancellationToken);
                var arrays = await Task.WhenAll(
                    image.Levels.Select(level => client.Get<ArrayRecord>(level.Array, cancellationToken)));
                ImageSheet.Write(terminal, image, arrays);
                break;
            case RecordKind.Array:
                ArraySheet.Write(terminal, await client.Get<ArrayRecord>(id, cancellationToken));
                break;
            case RecordKind.Dataset:
                DatasetSheet.Write(terminal, await client.Get<DatasetRecord>(id, cancellationToken));
                break;
            default:
                throw new CliException($"ngff cannot show a {kind.Text()} yet; use --json.");
        }
    }
}
