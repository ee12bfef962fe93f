using OmeNgff.Cli.Output;
using OmeNgff.Client.Records;

namespace OmeNgff.Cli.Records;

/// <summary>A dataset for people.</summary>
internal static class DatasetSheet
{
    /// <summary>Writes a dataset.</summary>
    public static void Write(Terminal terminal, DatasetRecord dataset)
    {
        terminal.WriteTitle(dataset);
        terminal.WriteField("title", dataset.Title);
        terminal.WriteField("description", dataset.Description);
        terminal.WriteField("owner", dataset.Owner);
        terminal.WriteField("licence", dataset.Licence);
        terminal.WriteField("tags", string.Join(", ", dataset.Tags));
        terminal.WriteField("visibility", dataset.Visibility.ToString().ToLowerInvariant());
        terminal.WriteVersion(dataset);
        if (!dataset.Grants.IsEmpty)
        {
            var table = Tables.Create("principal", "role");
            foreach (var grant in dataset.Grants)
            {
                table.Add(grant.Principal, grant.Role);
            }

            terminal.WriteLine();
            terminal.Write(table);
        }
    }
}
