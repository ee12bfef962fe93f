using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.AlignmentFiles;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Silo.Alignments;

/// <summary>Makes a version of an alignment from a file.</summary>
internal static class ImportedVersion
{
    private const string Member = "import";

    /// <summary>The version, which says the axes that it was made from.</summary>
    /// <exception cref="ProblemException">400: the file cannot be taken over, or not with what was said of it.</exception>
    public static AlignmentVersionRecord Of(AlignmentImport import, AlignmentAxes source, AlignmentAxes target)
    {
        try
        {
            var file = AlignmentFileReader.Read(import.Format, import.Content, new AlignmentFilePart
            {
                Name = import.Name,
                Setup = import.View?.Setup,
                Timepoint = import.View?.Timepoint,
                Initial = import.Initial,
            });
            return new AlignmentVersionRecord
            {
                CoordinateTransformation =
                    file.ToTransformation(import.ToStatement(), source.OfCoordinates, target.OfCoordinates),
                SourceAxes = source.Recorded,
                TargetAxes = target.Recorded,
                Provenance = Provenance(import, file),
                Quality = import.Quality,
                Status = import.Status,
                Comment = import.Comment,
            };
        }
        catch (NgffException refusal)
        {
            throw ProblemException.Invalid(refusal);
        }
    }

    private static Provenance Provenance(AlignmentImport import, AlignmentFile file)
    {
        var given = import.Provenance ?? new Provenance();
        var parameters = given.Parameters is { } said
            ? JsonObject.Create(said.Element.ValueKind == JsonValueKind.Object
                ? said.Element
                : throw ProblemException.Invalid(
                    "/provenance/parameters", "object-expected", "Parameters beside those of the import are an object."))!
            : [];
        if (parameters.ContainsKey(Member))
        {
            throw ProblemException.Invalid(
                $"/provenance/parameters/{Member}", "import-derived", "What was imported is told by the server.");
        }

        parameters.Add(Member, Import(import, file));
        return given with
        {
            Method = given.Method ?? $"imported from a file ({Text(import.Format)})",
            Software = given.Software ?? file.Software,
            Parameters = RawJson.Parse(parameters.ToJsonString(CatalogJson.Options)),
        };
    }

    /// <summary>All that the import was made from, but for the texts, of which it says the digests.</summary>
    private static JsonObject Import(AlignmentImport import, AlignmentFile file)
    {
        var said = JsonSerializer.SerializeToNode(
            import with { Content = "", Initial = null, Provenance = null, Quality = null, Comment = null },
            CatalogJson.Options)!.AsObject();
        said.Remove("content");
        said.Remove("status");
        said["sha256"] = Digest(import.Content);
        if (import.Initial is { } initial)
        {
            said["initialSha256"] = Digest(initial);
        }

        if (!file.Remarks.IsEmpty)
        {
            said["remarks"] = JsonSerializer.SerializeToNode(file.Remarks, CatalogJson.Options);
        }

        return said;
    }

    private static string Text(AlignmentFileFormat format) => format.ToString().ToLowerInvariant();

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
