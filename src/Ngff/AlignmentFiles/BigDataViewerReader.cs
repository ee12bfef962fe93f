using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.AlignmentFiles;

/// <summary>
/// Reads the XML of BigDataViewer and BigStitcher (<c>SpimData</c>): the registration of a view is a list of affine
/// transformations, each the 12 numbers of three rows, from the view's pixels to the world. They are concatenated, so that
/// the last one listed is applied first (spimdata, <c>ViewRegistration</c>).
/// </summary>
internal static class BigDataViewerReader
{
    private const int Rank = 3;

    /// <summary>How deep elements may be nested.</summary>
    private const int MaxXmlDepth = 64;

    /// <summary>The longest tag, in characters: a reader holds all attributes of one.</summary>
    private const int MaxXmlTagLength = 1 << 16;

    /// <summary>The most nodes in what is said of one view.</summary>
    private const int MaxXmlNodes = 10_000;

    /// <summary>Sizes of voxels are written with few digits.</summary>
    private const double SizeTolerance = 1e-3;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        MaxCharactersFromEntities = 1024,
    };

    /// <summary>Reads the registration of a view.</summary>
    /// <param name="content">The document.</param>
    /// <param name="setup">The id of the view setup; null where there is one view.</param>
    /// <param name="timepoint">The id of the time point; null where the setup has one.</param>
    public static AlignmentFile Read(string content, int? setup, int? timepoint)
    {
        var text = content.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        try
        {
            var version = Check(text);
            var registration = Registration(text, setup, timepoint, out var found);
            var transforms = registration.Elements("ViewTransform").Take(FileText.MaxFileTransforms + 1).ToList();
            if (transforms.Count > FileText.MaxFileTransforms)
            {
                throw Rules.AlignmentFileTooLong.Refusal(
                    FileText.Content,
                    $"The view has more than {FileText.MaxFileTransforms} transforms (limit MaxFileTransforms).");
            }

            if (transforms.Count == 0)
            {
                throw Rules.AlignmentFileInvalid.Refusal(FileText.Content, $"{Name(found)} has no ViewTransform.");
            }

            var matrices = transforms.Select(transform => ToMatrix(transform, found)).ToList();
            var whole = Enumerable.Reverse(matrices).Aggregate((first, next) => first.Then(next));
            var (unit, size) = Measure(text, found.Setup, matrices[^1]);
            return new AlignmentFile(AlignmentFileFormat.Bigdataviewer)
            {
                Matrix = whole.Values.All(double.IsFinite)
                    ? whole
                    : throw Rules.TransformationOverflow.Refusal(
                        FileText.Content, $"{Name(found)} leaves the range of double precision."),
                TakesIndices = true,
                Unit = unit,
                UnitSize = size,
                Software = version is null ? null : $"SpimData {FileText.Shown(version)}",
                Remarks = [$"{Name(found)}, {matrices.Count} transforms, the last one applied first."],
            };
        }
        catch (XmlException fault)
        {
            throw Rules.AlignmentFileInvalid.Refusal(
                FileText.Content,
                $"From line {fault.LineNumber}, character {fault.LinePosition} on this is no XML, or one with a DTD, which is "
                + "not read.");
        }
    }

    /// <summary>Reads all of it once, so that what follows needs no care for its form.</summary>
    /// <returns>The version that it says, or null.</returns>
    private static string? Check(string text)
    {
        RefuseLongTags(text);
        using var reader = Open(text);
        string? version = null;
        var isRoot = true;
        var (viewDepth, nodes) = (int.MaxValue, 0);
        while (reader.Read())
        {
            if (isRoot && reader.NodeType == XmlNodeType.Element)
            {
                isRoot = false;
                version = reader.Name == "SpimData"
                    ? reader.GetAttribute("version")
                    : throw Rules.AlignmentFileUnsupported.Refusal(
                        FileText.Content, $"The document is a \"{FileText.Shown(reader.Name)}\" and no SpimData.");
            }

            if (reader.Depth <= viewDepth)
            {
                (viewDepth, nodes) = (IsView(reader) ? reader.Depth : int.MaxValue, 0);
            }

            nodes++;
            if (reader.Depth > MaxXmlDepth || (viewDepth < int.MaxValue && nodes > MaxXmlNodes))
            {
                throw Rules.AlignmentFileTooLong.Refusal(
                    FileText.Content,
                    $"Elements are nested at most {MaxXmlDepth} deep (limit MaxXmlDepth), and a view has at most "
                    + $"{MaxXmlNodes} nodes (limit MaxXmlNodes).");
            }
        }

        return version;
    }

    private static bool IsView(XmlReader reader) =>
        reader.NodeType == XmlNodeType.Element && reader.Name is "ViewSetup" or "ViewRegistration";

    private static void RefuseLongTags(string text)
    {
        for (var start = text.IndexOf('<', StringComparison.Ordinal); start >= 0;)
        {
            var rest = text.AsSpan(start, Math.Min(text.Length - start, MaxXmlTagLength));
            var end = rest.IndexOf('>');
            if (end < 0 && rest.Length == MaxXmlTagLength)
            {
                throw Rules.AlignmentFileTooLong.Refusal(
                    FileText.Content,
                    $"A tag has at most {MaxXmlTagLength} characters (limit MaxXmlTagLength).");
            }

            start = end < 0 ? -1 : text.IndexOf('<', start + end);
        }
    }

    private static XElement Registration(string text, int? setup, int? timepoint, out (int Setup, int Timepoint) found)
    {
        XElement? registration = null;
        found = default;
        var (all, matching) = (0, 0);
        foreach (var element in Elements(text, "ViewRegistration"))
        {
            all++;
            var id = (Setup: Id(element.Attribute("setup")?.Value), Timepoint: Id(element.Attribute("timepoint")?.Value));
            if ((setup is null || setup == id.Setup) && (timepoint is null || timepoint == id.Timepoint))
            {
                matching++;
                (registration, found) = (element, id);
            }
        }

        return matching switch
        {
            1 => registration!,
            0 when all == 0 => throw Rules.AlignmentFileInvalid.Refusal(
                FileText.Content, "The document has no ViewRegistration."),
            0 => throw Rules.AlignmentFilePartMissing.Refusal(
                "/view", $"None of the {all} views has the setup {Said(setup)} and the time point {Said(timepoint)}."),
            _ => throw Rules.AlignmentFileAmbiguous.Refusal(
                "/view", $"Of {all} views, {matching} may be meant; say setup and timepoint."),
        };
    }

    private static Matrix ToMatrix(XElement transform, (int Setup, int Timepoint) view)
    {
        var type = transform.Attribute("type")?.Value;
        if (type != "affine")
        {
            throw Rules.AlignmentFileUnsupported.Refusal(
                FileText.Content, $"{Name(view)} has a transform of type \"{FileText.Shown(type ?? "")}\", not affine.");
        }

        var numbers = FileText.Numbers(transform.Element("affine")?.Value ?? "", $"{Name(view)}");
        return numbers.Length == Rank * (Rank + 1)
            ? new Matrix(Rank, Rank + 1, numbers.ToEquatableArray())
            : throw Rules.AlignmentFileInvalid.Refusal(
                FileText.Content, $"{Name(view)} has an affine of {numbers.Length} numbers; they are 12.");
    }

    /// <summary>
    /// The unit of the voxels, and how many of it a step in the world is. BigStitcher takes the smallest side of a voxel
    /// for a step, and not the unit; which it was, only the transformation that is applied first can tell, where it
    /// makes voxels of pixels.
    /// </summary>
    private static (string? Unit, double? Size) Measure(string text, int setup, Matrix first)
    {
        var voxel = Elements(text, "ViewSetup")
            .FirstOrDefault(element => Id(element.Element("id")?.Value) == setup)?.Element("voxelSize");
        if (voxel is null)
        {
            return (null, null);
        }

        var said = voxel.Element("unit")?.Value.Trim() ?? "";
        var unit = Units.Propose(said);
        unit = Units.TryGetKind(unit, out var kind) && kind == UnitKind.Length ? unit : null;
        var sizes = FileText.Numbers(voxel.Element("size")?.Value ?? "", "The voxelSize");
        if (unit is null || sizes.Length != Rank)
        {
            return (unit, null);
        }

        var size = sizes[0] / first[0, 0];
        for (var row = 0; row < Rank; row++)
        {
            for (var column = 0; column < Rank; column++)
            {
                if (row == column
                    ? !(sizes[row] > 0) || !(first[row, row] > 0) || !IsNear(sizes[row] / first[row, row], size)
                    : first[row, column] != 0)
                {
                    return (unit, null);
                }
            }
        }

        return (unit, IsNear(size, 1) ? 1 : size);
    }

    /// <summary>True where two sizes of a step are the same but for rounding.</summary>
    public static bool IsNear(double one, double other) =>
        Math.Abs(one - other) <= SizeTolerance * Math.Max(Math.Abs(one), Math.Abs(other));

    private static XmlReader Open(string text) => XmlReader.Create(new StringReader(text), Settings);

    private static IEnumerable<XElement> Elements(string text, string name)
    {
        using var reader = Open(text);
        reader.MoveToContent();
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.Name == name)
            {
                // It moves on by itself.
                yield return (XElement)XNode.ReadFrom(reader);
            }
            else
            {
                reader.Read();
            }
        }
    }

    private static int Id(string? text) =>
        int.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw Rules.AlignmentFileInvalid.Refusal(
                FileText.Content, $"\"{FileText.Shown(text ?? "")}\" is no id of a setup or time point.");

    private static string Name((int Setup, int Timepoint) view) =>
        string.Create(CultureInfo.InvariantCulture, $"The view of setup {view.Setup} at time point {view.Timepoint}");

    private static string Said(int? id) => id?.ToString(CultureInfo.InvariantCulture) ?? "(any)";
}
