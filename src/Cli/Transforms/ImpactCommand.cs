using System.CommandLine;
using System.Globalization;
using OmeNgff.Cli.Output;
using OmeNgff.Cli.Records;
using OmeNgff.Client.Records;
using OmeNgff.Client.Transforms;

namespace OmeNgff.Cli.Transforms;

/// <summary><c>ngff impact</c></summary>
internal static class ImpactCommand
{
    private const int PageSize = 1000;

    /// <summary>The command.</summary>
    public static Command Create(Func<CommandAction, Func<ParseResult, CancellationToken, Task<int>>> action)
    {
        var alignment = new Argument<string>("ALIGNMENT") { Description = Reference.Description };
        var command = new Command(
            "impact", "Lists the images, spaces and viewpoints that resolve through an alignment.")
        {
            alignment,
        };
        command.SetAction(action(async (context, result, cancellationToken) =>
        {
            if (await Reference.Resolve(
                context, result.GetValue(alignment)!, RecordKind.Alignment, cancellationToken) is not { } item)
            {
                return 1;
            }

            var table = Tables.Create("record", "by", "version").KeepWhole(0);
            string? cursor = null;
            do
            {
                var page = await context.Client.GetImpact(item.Id, PageSize, cursor, cancellationToken);
                foreach (var impact in page.Items)
                {
                    table.Add(
                        $"{impact.Kind.Text()}:{impact.Id}",
                        impact.By == ImpactWay.Pin ? "pin" : "default",
                        impact.Version?.ToString(CultureInfo.InvariantCulture) ?? "");
                }

                cursor = page.Next;
            }
            while (cursor is not null);
            if (table.Rows.Count == 0)
            {
                context.Terminal.WriteLine($"Nothing resolves through alignment:{item.Id}.");
            }
            else
            {
                context.Terminal.Write(table);
            }

            return 0;
        }));
        return command;
    }
}
