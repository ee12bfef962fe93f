using System.Text;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.AlignmentFiles;

/// <summary>
/// Reads transformations of NGFF 0.6: one; a list of them; an object with a member per name; or a document that has them
/// as <c>coordinateTransformations</c>, be it in <c>attributes</c>, <c>ome</c> and <c>scene</c>.
/// </summary>
internal static class NgffAlignmentReader
{
    /// <summary>The most transformations of which one may be chosen.</summary>
    private const int MaxFileChoices = 10_000;

    private static readonly string[] Wrappers = ["attributes", "ome", "scene"];

    /// <summary>Reads a document.</summary>
    /// <param name="content">The document.</param>
    /// <param name="name">The name of the transformation that is meant; null where there is one.</param>
    public static AlignmentFile Read(string content, string? name)
    {
        var (document, fault) = StrictJson.Parse(Encoding.UTF8.GetBytes(content.TrimStart('\uFEFF')), acceptsNul: false);
        if (fault is not null)
        {
            throw new NgffException([fault with { Pointer = FileText.Content, Refuses = true }]);
        }

        var candidates = Candidates(new JsonCursor(document!.Element, ""));
        var chosen = candidates
            .Where(candidate => name is null || candidate.Name == name || candidate.Json.Member("name")?.Text == name)
            .Take(2).ToList();
        if (chosen.Count != 1)
        {
            var names = candidates
                .Select(candidate => candidate.Json.Member("name")?.Text ?? candidate.Name).OfType<string>().ToList();
            var listed = names.Count == 0 ? "they have no names" : $"the names are {FileText.Listed(names)}";
            throw chosen.Count == 0
                ? name is null
                    ? Rules.AlignmentFileInvalid.Refusal(FileText.Content, "There is no transformation in the document.")
                    : Rules.AlignmentFilePartMissing.Refusal(
                        "/name", $"There is no transformation \"{FileText.Shown(name)}\"; {listed}.")
                : Rules.AlignmentFileAmbiguous.Refusal(
                    "/name", $"Of {candidates.Count} transformations say which one is meant; {listed}.");
        }

        var findings = new Findings();
        var read = new TransformationReader(findings, TransformationForm.Document).Read(chosen[0].Json);
        return read is null
            ? throw new NgffException(findings.ToEquatableArray()
                .Where(diagnostic => diagnostic.Refuses || diagnostic.Severity == Severity.Error)
                .Select(diagnostic => diagnostic with
                {
                    Pointer = FileText.Content,
                    Message = $"{diagnostic.Message.TrimEnd('.')} (at {diagnostic.Pointer} in the document).",
                }).ToEquatableArray())
            : new AlignmentFile(AlignmentFileFormat.Ngff)
            {
                Transformation = WithoutOther(read) with { Input = null, Output = null },
                Remarks = Remarks(read),
            };
    }

    private static EquatableArray<string> Remarks(CoordinateTransformation read) =>
        (read.Input?.Name ?? read.Input?.Path, read.Output?.Name ?? read.Output?.Path) is ({ } input, { } output)
            ? [$"From \"{FileText.Shown(input)}\" to \"{FileText.Shown(output)}\" in the document."]
            : [];

    private static List<(string? Name, JsonCursor Json)> Candidates(JsonCursor json)
    {
        if ((json.IsArray && json.Element.GetArrayLength() > MaxFileChoices)
            || (json.IsObject && json.Element.GetPropertyCount() > MaxFileChoices))
        {
            throw Rules.AlignmentFileTooLong.Refusal(
                FileText.Content, $"A document has at most {MaxFileChoices} transformations (limit MaxFileChoices).");
        }

        if (json.IsArray)
        {
            return [.. json.Items().Where(item => item.IsObject).Select(item => ((string?)null, item))];
        }

        if (!json.IsObject || json.Member("type") is { Text: not null })
        {
            return json.IsObject ? [(null, json)] : [];
        }

        if (json.Present("coordinateTransformations") is { IsArray: true } list)
        {
            return Candidates(list);
        }

        foreach (var wrapper in Wrappers)
        {
            if (json.Present(wrapper) is { IsObject: true } inner && inner.Member("type") is null)
            {
                return Candidates(inner);
            }
        }

        return
        [
            .. json.Element.EnumerateObject()
                .Select(member => ((string?)member.Name, json.Child(member.Name)))
                .Where(member => member.Item2.Member("type") is { Text: not null }),
        ];
    }

    // What the document says beside the transformations is not what a version keeps.
    private static CoordinateTransformation WithoutOther(CoordinateTransformation read) => read switch
    {
        SequenceTransformation sequence => sequence with
        {
            Other = null,
            Transformations = sequence.Transformations.Select(WithoutOther).ToEquatableArray(),
        },
        ByDimensionTransformation byDimension => byDimension with
        {
            Other = null,
            Transformations = byDimension.Transformations.Select(part => part with
            {
                Other = null,
                Transformation = WithoutOther(part.Transformation),
            }).ToEquatableArray(),
        },
        BijectionTransformation bijection => bijection with
        {
            Other = null,
            Forward = WithoutOther(bijection.Forward),
            Inverse = WithoutOther(bijection.Inverse),
        },
        _ => read with { Other = null },
    };
}
