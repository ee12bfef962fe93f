using OmeNgff.Cli.Imports;
using OmeNgff.Cli.Output;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;

namespace OmeNgff.Cli.Records;

/// <summary>What a user calls a record by: an id, a name, <c>image:ID</c>, or its source.</summary>
internal static class Reference
{
    /// <summary>What may be given, for help texts.</summary>
    public const string Description =
        "An id, a name, a reference such as image:ID, or the address or path of the source";

    /// <summary>The one record that is meant; several are listed, and the answer is null.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static async Task<SearchItem?> Resolve(
        CommandContext context, string reference, RecordKind? only, CancellationToken cancellationToken)
    {
        var found = await context.Client.Resolve(SourceAddress.OfReference(reference), cancellationToken);
        var candidates = found.Where(item => only is null || item.Kind == only).ToList();
        switch (candidates)
        {
            case []:
                throw new CliException(
                    $"There is no {only?.Text() ?? "record"} with the id, name or address '{reference}'.");
            case [var one]:
                return one;
            default:
                context.Terminal.WriteError($"'{reference}' may mean any of these; say which:");
                var table = Tables.Create("reference", "name", "dataset").KeepWhole(0);
                foreach (var item in candidates)
                {
                    table.Add($"{item.Kind.Text()}:{item.Id}", item.Name, item.Dataset);
                }

                context.Terminal.WriteError(table);
                return null;
        }
    }
}
