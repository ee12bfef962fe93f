using System.CommandLine;
using OmeNgff.Client.Http;
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
        var command = new Command("show", "Shows a record: an image, an array, a dataset, a collection, a space, an alignment, a viewpoint.") { reference, json };
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
            case RecordKind.Collection:
                CollectionSheet.Write(terminal, await client.Get<CollectionRecord>(id, cancellationToken));
                break;
            case RecordKind.Space:
                SpaceSheet.Write(terminal, await client.Get<SpaceRecord>(id, cancellationToken));
                break;
            case RecordKind.Alignment:
                var alignment = await client.Get<AlignmentRecord>(id, cancellationToken);
                AlignmentSheet.Write(terminal, alignment, await Versions(client, id, cancellationToken));
                break;
            case RecordKind.AlignmentVersion when AlignmentVersionRecord.TryParseId(id, out var of, out var number):
                AlignmentSheet.Write(terminal, await client.GetAlignmentVersion(of, number, cancellationToken));
                break;
            case RecordKind.Viewpoint:
                ViewpointSheet.Write(terminal, await client.Get<ViewpointRecord>(id, cancellationToken));
                break;
            default:
                throw new CliException($"ngff cannot show {RecordKinds.WithArticle(kind.Text())}; use --json.");
        }
    }

    private static async Task<List<AlignmentVersion>> Versions(
        OmeNgffClient client, string alignment, CancellationToken cancellationToken)
    {
        var all = new List<AlignmentVersion>();
        for (string? cursor = null; ;)
        {
            var page = await client.AlignmentVersions(alignment, 1000, cursor, cancellationToken);
            all.AddRange(page.Items);
            if (page.Next is null)
            {
                return all;
            }

            cursor = page.Next;
        }
    }
}
