namespace OmeNgff.Ngff.AlignmentFiles;

/// <summary>The kinds of text that an alignment can be taken over from.</summary>
public enum AlignmentFileFormat
{
    /// <summary>A transformation of NGFF 0.6, as JSON, or a list or an object of named ones.</summary>
    Ngff,

    /// <summary>An ITK transform file in text form (<c>#Insight Transform File V1.0</c>), which ANTs writes too.</summary>
    Itk,

    /// <summary>A transform parameter file of elastix (<c>TransformParameters.0.txt</c>).</summary>
    Elastix,

    /// <summary>The XML of BigDataViewer and BigStitcher (<c>SpimData</c>).</summary>
    Bigdataviewer,

    /// <summary>The numbers of a homogeneous matrix, separated by spaces or commas, or as a JSON list of rows.</summary>
    Matrix,
}

/// <summary>One of the two ends of an alignment.</summary>
public enum AlignmentEnd
{
    /// <summary>The space that points come from.</summary>
    Source,

    /// <summary>The space that points go to.</summary>
    Target,
}
