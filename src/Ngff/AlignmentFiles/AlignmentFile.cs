using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.AlignmentFiles;

/// <summary>
/// What a file says of an alignment, in its own axes, units and frame. Exactly one of <see cref="Matrix"/> and
/// <see cref="Transformation"/> is given.
/// </summary>
/// <param name="Format">What it was read as.</param>
public sealed record AlignmentFile(AlignmentFileFormat Format)
{
    /// <summary>
    /// N rows of N + 1 numbers, the last column the offset; axes in the file's order, which is x, y, z but for plain
    /// matrices. Of ITK and elastix it carries points of the fixed image to points of the moving image, of
    /// BigDataViewer points of the view's pixel grid to points of the world.
    /// </summary>
    public Matrix? Matrix { get; init; }

    /// <summary>The transformation of an NGFF document, whose axes are those of its ends.</summary>
    public CoordinateTransformation? Transformation { get; init; }

    /// <summary>The frame of the format; null where the format has none.</summary>
    public AlignmentFrame? Frame { get; init; }

    /// <summary>The unit that the file names, one of <see cref="Axes.Units"/>; null where it names none.</summary>
    public string? Unit { get; init; }

    /// <summary>How many of <see cref="Unit"/> a step of the file's coordinates is, as far as the file tells; null where
    /// it does not.</summary>
    public double? UnitSize { get; init; }

    /// <summary>True where the matrix takes indices of pixels.</summary>
    public bool TakesIndices { get; init; }

    /// <summary>The software or file version that the header names, or null.</summary>
    public string? Software { get; init; }

    /// <summary>What is worth knowing of the file, as sentences.</summary>
    public EquatableArray<string> Remarks { get; init; }
}

/// <summary>Which of the transformations in a file is meant, and what the file refers to.</summary>
public sealed record AlignmentFilePart
{
    /// <summary>The name of an NGFF transformation among several.</summary>
    public string? Name { get; init; }

    /// <summary>The id of the view setup in the XML of BigDataViewer.</summary>
    public int? Setup { get; init; }

    /// <summary>The id of the time point in the XML of BigDataViewer.</summary>
    public int? Timepoint { get; init; }

    /// <summary>The text of the file that an elastix file names as its initial transform.</summary>
    public string? Initial { get; init; }
}
