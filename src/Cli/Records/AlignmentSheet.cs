using OmeNgff.Cli.Output;
using OmeNgff.Client.Records;

namespace OmeNgff.Cli.Records;

/// <summary>An alignment, and a version of one, for people.</summary>
internal static class AlignmentSheet
{
    /// <summary>Writes an alignment with its versions.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="alignment">The alignment.</param>
    /// <param name="versions">Its versions, the newest last.</param>
    public static void Write(Terminal terminal, AlignmentRecord alignment, IReadOnlyList<AlignmentVersion> versions)
    {
        terminal.WriteTitle(alignment);
        terminal.WriteField("name", alignment.Name);
        terminal.WriteField("description", alignment.Description);
        terminal.WriteField("dataset", alignment.Dataset);
        terminal.WriteField("source", alignment.Source);
        terminal.WriteField("target", alignment.Target);
        terminal.WriteField("rank", Tables.Number(alignment.Rank));
        terminal.WriteField("tags", string.Join(", ", alignment.Tags));
        terminal.WriteVersion(alignment);
        if (versions.Count == 0)
        {
            return;
        }

        var table = Tables.Create("pin", "status", "default", "transformation", "method", "by", "comment");
        foreach (var version in versions)
        {
            table.Add(
                version.Id,
                version.Status.ToString().ToLowerInvariant(),
                version.Version == alignment.DefaultVersion ? "yes" : "",
                version.CoordinateTransformation?.Type ?? "",
                version.Provenance?.Method ?? "",
                version.CreatedBy,
                version.Comment ?? "");
        }

        terminal.WriteLine();
        terminal.Write(table);
    }

    /// <summary>Writes one version.</summary>
    public static void Write(Terminal terminal, AlignmentVersion version)
    {
        terminal.WriteLine(version.Id);
        terminal.WriteField("alignment", $"alignment:{version.Alignment}");
        terminal.WriteField("source", version.Source);
        terminal.WriteField("target", version.Target);
        terminal.WriteField("status", version.Status.ToString().ToLowerInvariant());
        terminal.WriteField("transformation", version.CoordinateTransformation?.Type);
        terminal.WriteField("method", version.Provenance?.Method);
        terminal.WriteField("software", version.Provenance?.Software);
        terminal.WriteField("author", version.Provenance?.Author);
        terminal.WriteField("doi", version.Provenance?.Doi);
        terminal.WriteField("quality", version.Quality?.ToString());
        terminal.WriteField("comment", version.Comment);
    }
}
