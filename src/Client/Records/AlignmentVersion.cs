using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Client.Records;

/// <summary>
/// A version of an alignment as callers see it: <see cref="Version"/> is its number, 1, 2, …. In requests only
/// <see cref="CoordinateTransformation"/>, <see cref="Provenance"/>, <see cref="Quality"/>, <see cref="Status"/> and
/// <see cref="Comment"/> are looked at.
/// </summary>
public sealed record AlignmentVersion
{
    /// <summary>How the version is pinned: <c>alignment@version</c>. Derived.</summary>
    public string Id { get; init; } = "";

    /// <summary>The number of the version, dense from 1. Derived.</summary>
    public int Version { get; init; }

    /// <summary>The alignment's id. Derived.</summary>
    public string Alignment { get; init; } = "";

    /// <summary>The alignment's source. Derived.</summary>
    public string Source { get; init; } = "";

    /// <summary>The alignment's target. Derived.</summary>
    public string Target { get; init; } = "";

    /// <summary>From points of the source to points of the target; required.</summary>
    public CoordinateTransformation? CoordinateTransformation { get; init; }

    /// <summary>How it was made, or null.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>Quality numbers by name; an object of numbers, or null.</summary>
    public RawJson? Quality { get; init; }

    /// <summary>How far it may be relied on; draft if not given.</summary>
    public AlignmentStatus Status { get; init; }

    /// <summary>A text for people.</summary>
    public string? Comment { get; init; }

    /// <summary>The axes of the source when the version was made. Derived.</summary>
    public EquatableArray<Axis> SourceAxes { get; init; }

    /// <summary>The axes of the target when the version was made. Derived.</summary>
    public EquatableArray<Axis> TargetAxes { get; init; }

    /// <summary>Where the source lay when the version was made, where it is an image: from the indices of its first level
    /// to its intrinsic space. Derived.</summary>
    public CoordinateTransformation? SourcePlacement { get; init; }

    /// <summary>The same of the target. Derived.</summary>
    public CoordinateTransformation? TargetPlacement { get; init; }

    /// <summary>When it was made, by the database's clock. Derived.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it. Derived.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>When its status was last set. Derived.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who set it. Derived.</summary>
    public string UpdatedBy { get; init; } = "";

    /// <summary>Affected views that could not be told of the write in time; only in answers to writes. Derived.</summary>
    public EquatableArray<string>? PendingViews { get; init; }

    /// <summary>A version as it stands.</summary>
    public static AlignmentVersion Of(AlignmentVersionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new AlignmentVersion
        {
            Id = record.Id,
            Version = record.Number,
            Alignment = record.Alignment,
            Source = record.Source,
            Target = record.Target,
            CoordinateTransformation = record.CoordinateTransformation,
            Provenance = record.Provenance,
            Quality = record.Quality,
            Status = record.Status,
            Comment = record.Comment,
            SourceAxes = record.SourceAxes,
            TargetAxes = record.TargetAxes,
            SourcePlacement = record.SourcePlacement,
            TargetPlacement = record.TargetPlacement,
            CreatedAt = record.CreatedAt,
            CreatedBy = record.CreatedBy,
            UpdatedAt = record.UpdatedAt,
            UpdatedBy = record.UpdatedBy,
        };
    }
}
