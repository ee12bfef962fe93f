using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.AlignmentFiles;

/// <summary>
/// Reads transform parameter files of elastix: entries <c>(Name value …)</c>, one a line (elastix manual, "The transform
/// parameter file" and "Transform"). The transformations are those of ITK under other names.
/// </summary>
internal static class ElastixReader
{
    /// <summary>The most entries of a file.</summary>
    private const int MaxFileEntries = 1000;

    private const string NoInitial = "NoInitialTransform";

    /// <summary>Reads a file.</summary>
    /// <param name="content">The file.</param>
    /// <param name="initial">The file that it names as its initial transform, or null.</param>
    public static AlignmentFile Read(string content, string? initial)
    {
        var entries = Entries(content, FileText.Content);
        var matrix = ToMatrix(entries, FileText.Content);
        var name = InitialName(entries);
        var remarks = new List<string>();
        if (name is null != initial is null)
        {
            throw name is null
                ? Rules.AlignmentFieldUnexpected.Refusal(FileText.Initial, "The file has no initial transform.")
                : Rules.AlignmentFileIncomplete.Refusal(
                    FileText.Initial, $"The initial transform \"{FileText.Shown(name)}\" is missing; give its text too.");
        }

        if (initial is not null)
        {
            var first = Entries(initial, FileText.Initial);
            if (InitialName(first) is { } further)
            {
                throw Rules.AlignmentFileIncomplete.Refusal(
                    FileText.Initial,
                    $"The initial transform has one itself, \"{FileText.Shown(further)}\"; only one is taken.");
            }

            matrix = Combine(ToMatrix(first, FileText.Initial), matrix, entries);
            remarks.Add($"After its initial transform {FileText.Shown(name!)}.");
        }

        return new AlignmentFile(AlignmentFileFormat.Elastix)
        {
            Matrix = matrix,
            Frame = AlignmentFrame.Lps,
            Software = "elastix",
            Remarks = remarks.ToEquatableArray(),
        };
    }

    private static Matrix Combine(Matrix first, Matrix matrix, Dictionary<string, string> entries)
    {
        if (first.Rows != matrix.Rows)
        {
            throw Rules.AlignmentFileInvalid.Refusal(
                FileText.Initial, $"The initial transform has {first.Rows} axes, and the file {matrix.Rows}.");
        }

        return One(entries, "HowToCombineTransforms", FileText.Content) switch
        {
            "Compose" => first.Then(matrix),
            var other => throw Rules.AlignmentFileUnsupported.Refusal(
                FileText.Content,
                "HowToCombineTransforms must be \"Compose\" where there is an initial transform, not "
                + $"\"{FileText.Shown(other ?? "")}\"."),
        };
    }

    private static Matrix ToMatrix(Dictionary<string, string> entries, string pointer)
    {
        var name = One(entries, "Transform", pointer)
            ?? throw Rules.AlignmentFileInvalid.Refusal(pointer, "The file has no entry (Transform \"…\").");
        var rank = (One(entries, "FixedImageDimension", pointer), One(entries, "MovingImageDimension", pointer)) switch
        {
            ("2", "2") => 2,
            ("3", "3") => 3,
            _ => throw Rules.AlignmentFileUnsupported.Refusal(
                pointer, "FixedImageDimension and MovingImageDimension must both be 2 or both be 3."),
        };
        RefuseElsewhere(entries, pointer, rank);
        var kind = name switch
        {
            "TranslationTransform" or "AffineTransform" => name,
            "EulerTransform" => rank == 2 ? "Euler2DTransform" : "Euler3DTransform",
            "SimilarityTransform" => rank == 2 ? "Similarity2DTransform" : "Similarity3DTransform",
            _ => throw Rules.AlignmentFileUnsupported.Refusal(
                pointer,
                $"A {FileText.Shown(name)} cannot be taken over; AffineTransform, EulerTransform, SimilarityTransform "
                + "and TranslationTransform can."),
        };
        var parameters = Numbers(entries, "TransformParameters", pointer)
            ?? throw Rules.AlignmentFileInvalid.Refusal(pointer, "The file has no entry (TransformParameters …).");
        if (Numbers(entries, "NumberOfParameters", pointer) is { } count
            && (count.Length != 1 || count[0] != parameters.Length))
        {
            throw Rules.AlignmentFileInvalid.Refusal(
                pointer, $"NumberOfParameters is not the number of TransformParameters, {parameters.Length}.");
        }

        var centre = Numbers(entries, "CenterOfRotationPoint", pointer);
        if (centre is not null && centre.Length != rank)
        {
            throw Rules.AlignmentFileInvalid.Refusal(
                pointer, $"CenterOfRotationPoint has {centre.Length} numbers, and there are {rank} axes.");
        }

        var isZyx = kind == "Euler3DTransform" && IsTrue(entries, "ComputeZYX", pointer) == true;
        return ItkTransforms.ToMatrix(
            kind,
            rank,
            parameters,
            kind == "TranslationTransform" ? null : isZyx && centre is not null ? [.. centre, 1] : centre,
            $"The {name}",
            pointer);
    }

    private static void RefuseElsewhere(Dictionary<string, string> entries, string pointer, int rank)
    {
        if (IsTrue(entries, "UseBinaryFormatForTransformationParameters", pointer) == true)
        {
            throw Rules.AlignmentFileIncomplete.Refusal(
                pointer,
                "The parameters lie in another file; set UseBinaryFormatForTransformationParameters to \"false\".");
        }

        // Without its direction the fixed image is not where LPS has it.
        if (IsTrue(entries, "UseDirectionCosines", pointer) == false
            && (Numbers(entries, "Direction", pointer) is not { } direction
                || direction.Length != rank * rank
                || direction.Where((number, index) => number != (index % (rank + 1) == 0 ? 1 : 0)).Any()))
        {
            throw Rules.AlignmentFileUnsupported.Refusal(
                pointer,
                "UseDirectionCosines is \"false\" and the direction of the fixed image is another than that of the axes, "
                + "so that the coordinates are in no known frame.");
        }
    }

    private static string? InitialName(Dictionary<string, string> entries)
    {
        // It is called so since elastix 5.1, and was in the plural before.
        var name = One(entries, "InitialTransformParameterFileName", FileText.Content)
            ?? One(entries, "InitialTransformParametersFileName", FileText.Content);
        return name is null or NoInitial ? null : name;
    }

    private static Dictionary<string, string> Entries(string content, string pointer)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (number, line) in FileText.Lines(content))
        {
            var entry = WithoutComment(line);
            if (entry.Length == 0)
            {
                continue;
            }

            if (entry[0] != '(' || entry[^1] != ')')
            {
                throw Rules.AlignmentFileInvalid.Refusal(pointer, $"Line {number} is no entry (Name value …).");
            }

            var inner = entry[1..^1].Trim();
            var space = inner.AsSpan().IndexOfAny(' ', '\t');
            var (name, value) = space < 0 ? (inner, "") : (inner[..space], inner[space..].Trim());
            if (name.Length == 0 || !entries.TryAdd(name, value))
            {
                throw Rules.AlignmentFileInvalid.Refusal(
                    pointer,
                    name.Length == 0
                        ? $"Line {number} is an empty entry."
                        : $"The entry {FileText.Shown(name)} is there twice, again in line {number}.");
            }

            if (entries.Count > MaxFileEntries)
            {
                throw Rules.AlignmentFileTooLong.Refusal(
                    pointer, $"The file has more than {MaxFileEntries} entries (limit MaxFileEntries).");
            }
        }

        return entries;
    }

    // A comment begins with two slashes, but not in a name of a file.
    private static string WithoutComment(string line)
    {
        var isQuoted = false;
        for (var index = 0; index < line.Length; index++)
        {
            isQuoted ^= line[index] == '"';
            if (!isQuoted && line.AsSpan(index).StartsWith("//"))
            {
                return line[..index].TrimEnd();
            }
        }

        return line;
    }

    // A text is in quotes and may have spaces; a number is not.
    private static string? One(Dictionary<string, string> entries, string name, string pointer)
    {
        if (!entries.TryGetValue(name, out var value))
        {
            return null;
        }

        var isQuoted = value.Length > 1 && value[0] == '"' && value[^1] == '"';
        var text = isQuoted ? value[1..^1] : value;
        return text.Contains('"', StringComparison.Ordinal) || (!isQuoted && text.Any(char.IsWhiteSpace))
            ? throw Rules.AlignmentFileInvalid.Refusal(
                pointer, $"{name} has one value, in quotes where it is a text, and not \"{FileText.Shown(value)}\".")
            : text;
    }

    private static bool? IsTrue(Dictionary<string, string> entries, string name, string pointer) =>
        One(entries, name, pointer) switch
        {
            null => null,
            "true" => true,
            "false" => false,
            var other => throw Rules.AlignmentFileInvalid.Refusal(
                pointer, $"{name} is \"true\" or \"false\", not \"{FileText.Shown(other)}\"."),
        };

    private static double[]? Numbers(Dictionary<string, string> entries, string name, string pointer) =>
        entries.TryGetValue(name, out var value) ? FileText.Numbers(value, name, pointer) : null;
}
