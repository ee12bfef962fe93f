using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.AlignmentFiles;

/// <summary>Reads the files that registration pipelines write.</summary>
public static class AlignmentFileReader
{
    /// <summary>How much of a file is looked at to tell text from what is none: the headers of MATLAB and HDF5 are not.
    /// </summary>
    private const int HeadLength = 4096;

    private const string BinaryAdvice =
        "This is no text. Convert a .mat file of ITK or ANTs with \"ConvertTransformFile 3 in.mat out.txt\"; take a .h5 "
        + "file apart with \"CompositeTransformUtil --disassemble in.h5 part\" first, or write it with SimpleITK as .tfm.";

    /// <summary>What a file looks like; null when it looks like nothing that is read.</summary>
    /// <exception cref="NgffException"><c>alignment-file-binary</c>.</exception>
    public static AlignmentFileFormat? Recognise(string content)
    {
        ArgumentNullException.ThrowIfNull(content);
        RefuseBinary(content, FileText.Content);
        var text = content.AsSpan().TrimStart("\uFEFF \t\r\n");
        if (text.StartsWith("#Insight Transform File", StringComparison.OrdinalIgnoreCase))
        {
            return AlignmentFileFormat.Itk;
        }

        if (text.StartsWith("<"))
        {
            return text.IndexOf("<SpimData") >= 0 ? AlignmentFileFormat.Bigdataviewer : null;
        }

        if (text.StartsWith("(") || text.StartsWith("//"))
        {
            return text.IndexOf("(Transform ") >= 0 ? AlignmentFileFormat.Elastix : null;
        }

        if (text.StartsWith("{"))
        {
            return AlignmentFileFormat.Ngff;
        }

        if (text.StartsWith("["))
        {
            return text[1..].TrimStart().StartsWith("{") ? AlignmentFileFormat.Ngff : AlignmentFileFormat.Matrix;
        }

        return !text.IsEmpty && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.' or '#')
            ? AlignmentFileFormat.Matrix
            : null;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="format">Its format.</param>
    /// <param name="content">Its text.</param>
    /// <param name="part">Which part of it is meant.</param>
    /// <exception cref="NgffException">It cannot be read, or not without more; the pointers are those of a request with
    /// the members <c>content</c>, <c>initial</c>, <c>name</c> and <c>view</c>.</exception>
    public static AlignmentFile Read(AlignmentFileFormat format, string content, AlignmentFilePart part)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(part);
        Demand(part.Name is null || format == AlignmentFileFormat.Ngff, "/name", "an NGFF document");
        Demand(part.Initial is null || format == AlignmentFileFormat.Elastix, "/initial", "elastix");
        Demand(
            (part.Setup ?? part.Timepoint) is null || format == AlignmentFileFormat.Bigdataviewer,
            "/view",
            "BigDataViewer");
        RefuseBinary(content, FileText.Content);
        if (part.Initial is not null)
        {
            RefuseBinary(part.Initial, FileText.Initial);
        }

        return format switch
        {
            AlignmentFileFormat.Ngff => NgffAlignmentReader.Read(content, part.Name),
            AlignmentFileFormat.Itk => ItkTransformReader.Read(content),
            AlignmentFileFormat.Elastix => ElastixReader.Read(content, part.Initial),
            AlignmentFileFormat.Bigdataviewer => BigDataViewerReader.Read(content, part.Setup, part.Timepoint),
            AlignmentFileFormat.Matrix => MatrixTextReader.Read(content),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
        };
    }

    private static void Demand(bool isRight, string pointer, string format)
    {
        if (!isRight)
        {
            throw Rules.AlignmentFieldUnexpected.Refusal(pointer, $"Only a file of {format} has that.");
        }
    }

    private static void RefuseBinary(string content, string pointer)
    {
        foreach (var character in content.AsSpan(0, Math.Min(content.Length, HeadLength)))
        {
            if (character == '\uFFFD' || (char.IsControl(character) && !char.IsWhiteSpace(character)))
            {
                throw Rules.AlignmentFileBinary.Refusal(pointer, BinaryAdvice);
            }
        }
    }
}
