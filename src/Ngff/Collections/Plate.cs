using System.Text.Json.Serialization;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Collections;

/// <summary>A multi-well plate of high-content screening ("plate" metadata).</summary>
public sealed record Plate
{
    /// <summary>The name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The rows of the physical plate, whether there are wells in them or not.</summary>
    public EquatableArray<PlateLine> Rows { get; init; }

    /// <summary>The columns of the physical plate, whether there are wells in them or not.</summary>
    public EquatableArray<PlateLine> Columns { get; init; }

    /// <summary>The wells that there are.</summary>
    public EquatableArray<PlateWell> Wells { get; init; }

    /// <summary>The greatest number of fields of view of a well, or null.</summary>
    public int? FieldCount { get; init; }

    /// <summary>The acquisitions that fields of view refer to, or null when none are listed.</summary>
    public EquatableArray<Acquisition>? Acquisitions { get; init; }

    /// <summary>Members that the model does not interpret, in their order; an object, or null when there is none.</summary>
    public RawJson? Other { get; init; }
}

/// <summary>A row or a column of a plate.</summary>
/// <param name="Name">The name: letters and digits.</param>
public sealed record PlateLine(string Name)
{
    /// <summary>Members that the model does not interpret, in their order; an object, or null when there is none.</summary>
    public RawJson? Other { get; init; }
}

/// <summary>A plate's reference to a well.</summary>
/// <param name="Path">The path of its group: the names of row and column with a slash between them.</param>
/// <param name="RowIndex">The index of its row, from 0; null where the version has none (0.1 to 0.3).</param>
/// <param name="ColumnIndex">The index of its column, from 0; null where the version has none (0.1 to 0.3).</param>
public sealed record PlateWell(string Path, int? RowIndex, int? ColumnIndex)
{
    /// <summary>Members that the model does not interpret, in their order; an object, or null when there is none.</summary>
    public RawJson? Other { get; init; }
}

/// <summary>One run of imaging a plate.</summary>
/// <param name="Id">The number that fields of view refer to, at least 0.</param>
[JsonConverter(typeof(AcquisitionConverter))]
public sealed record Acquisition(int Id)
{
    /// <summary>The name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>A text for people, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The greatest number of fields of view, or null.</summary>
    public int? MaximumFieldCount { get; init; }

    /// <summary>When it began, in seconds since 1970-01-01 00:00 UTC, or null.</summary>
    public long? StartTime { get; init; }

    /// <summary>When it ended, in seconds since 1970-01-01 00:00 UTC, or null.</summary>
    public long? EndTime { get; init; }

    /// <summary>Members that the model does not interpret, in their order; an object, or null when there is none.</summary>
    public RawJson? Other { get; init; }
}
