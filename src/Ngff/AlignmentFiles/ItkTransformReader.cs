using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.AlignmentFiles;

/// <summary>
/// Reads transform files of ITK in text form (<c>.txt</c>, <c>.tfm</c>), as ITK and ANTs write them: for each
/// transformation a line <c>Transform:</c>, one <c>Parameters:</c> and one <c>FixedParameters:</c>. Of a composite the
/// last one is applied first (ITK, <c>CompositeTransform</c>).
/// </summary>
internal static class ItkTransformReader
{
    private const string Composite = "CompositeTransform";
    private const string Header = "#Insight Transform File";

    /// <summary>Reads a file.</summary>
    public static AlignmentFile Read(string content)
    {
        var entries = Entries(content, out var header);
        var isComposite = entries.Count > 0 && entries[0].Kind == Composite;
        var parts = isComposite ? entries[1..] : entries;
        if (parts.Count == 0)
        {
            throw Rules.AlignmentFileInvalid.Refusal(FileText.Content, "The file has no line \"Transform:\".");
        }

        if (parts.Count > 1 && !isComposite)
        {
            throw Rules.AlignmentFileAmbiguous.Refusal(
                FileText.Content,
                $"The file lists {parts.Count} transforms and does not say how they follow one another; with "
                + "\"Transform: CompositeTransform_double_3_3\" before them, the last one is applied first.");
        }

        Matrix? whole = null;
        foreach (var part in Enumerable.Reverse(parts))
        {
            var matrix = part.ToMatrix();
            if (whole is not null && whole.Rows != matrix.Rows)
            {
                throw Rules.AlignmentFileInvalid.Refusal(
                    FileText.Content, $"{part.What} has {matrix.Rows} axes, and another one {whole.Rows}.");
            }

            whole = whole?.Then(matrix) ?? matrix;
        }

        return new AlignmentFile(AlignmentFileFormat.Itk)
        {
            Matrix = whole,
            Frame = AlignmentFrame.Lps,
            Software = header is null ? null : $"ITK ({header})",
            Remarks = parts.Count > 1 ? [$"Composed of {parts.Count} transforms, the last one applied first."] : [],
        };
    }

    private static List<Entry> Entries(string content, out string? header)
    {
        header = null;
        var entries = new List<Entry>();
        foreach (var (number, line) in FileText.Lines(content))
        {
            if (line.Length == 0 || line[0] == '#')
            {
                header ??= line.StartsWith(Header, StringComparison.OrdinalIgnoreCase)
                    ? FileText.Shown(line[1..])
                    : null;
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 0 ? ("", "") : (line[..colon].Trim(), line[(colon + 1)..].Trim());
            switch (name)
            {
                case "Transform":
                    entries.Add(Entry.Of(value, number));
                    break;
                case "Parameters" or "FixedParameters" when entries.Count > 0:
                    entries[^1] = entries[^1].With(name, FileText.Numbers(value, $"{name} in line {number}"), number);
                    break;
                case "ComponentTransformFile":
                    throw Rules.AlignmentFileIncomplete.Refusal(
                        FileText.Content,
                        $"The file refers to another one, \"{FileText.Shown(value)}\"; write all into one file.");
                default:
                    throw Rules.AlignmentFileInvalid.Refusal(
                        FileText.Content,
                        $"Line {number} is none of \"Transform:\" and, after it, \"Parameters:\" and \"FixedParameters:\".");
            }

            if (entries.Count > FileText.MaxFileTransforms + 1)
            {
                throw Rules.AlignmentFileTooLong.Refusal(
                    FileText.Content,
                    $"The file has more than {FileText.MaxFileTransforms} transforms (limit MaxFileTransforms).");
            }
        }

        return entries;
    }

    /// <param name="Kind">The class, without the types of its template.</param>
    /// <param name="Rank">The number of axes.</param>
    /// <param name="What">What it is, for messages.</param>
    private sealed record Entry(string Kind, int Rank, string What)
    {
        private double[]? Parameters { get; init; }

        private double[]? Fixed { get; init; }

        /// <summary>The entry that a line begins, such as <c>AffineTransform_double_3_3</c>.</summary>
        public static Entry Of(string name, int number)
        {
            var words = name.Split('_');
            var kind = words[0];
            var rank = kind == Composite ? 0 : ItkTransforms.RankOf(kind, FileText.Content);
            if (words.Length == 4 && words[2] == words[3] && words[2] is "2" or "3")
            {
                var said = words[2][0] - '0';
                rank = rank == 0 || rank == said ? said : -1;
            }

            return rank is 2 or 3 || kind == Composite
                ? new Entry(kind, rank, $"The {kind} in line {number}")
                : throw Rules.AlignmentFileUnsupported.Refusal(
                    FileText.Content,
                    $"Line {number} must say a transform of 2 or 3 axes, such as {kind}_double_3_3, and says "
                    + $"\"{FileText.Shown(name)}\".");
        }

        public Entry With(string name, double[] numbers, int line) =>
            (name == "Parameters" ? Parameters : Fixed) is not null
                ? throw Rules.AlignmentFileInvalid.Refusal(
                    FileText.Content, $"{What} has {name} twice, again in line {line}.")
                : name == "Parameters" ? this with { Parameters = numbers } : this with { Fixed = numbers };

        public Matrix ToMatrix() => Kind == Composite
            ? throw Rules.AlignmentFileUnsupported.Refusal(
                FileText.Content, "A CompositeTransform can only be the first transform of a file.")
            : ItkTransforms.ToMatrix(
                Kind,
                Rank,
                Parameters ?? throw Rules.AlignmentFileInvalid.Refusal(FileText.Content, $"{What} has no Parameters."),
                Fixed,
                What,
                FileText.Content);
    }
}
