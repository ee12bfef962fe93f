using System.Globalization;
using System.Text.Json.Serialization;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Client.Records;

/// <summary>One version of an alignment, with the id <c>{alignment}@{number}</c>. All but its status is immutable.</summary>
public sealed record AlignmentVersionRecord : CatalogRecord
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.AlignmentVersion;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DisplayName => Id;

    /// <summary>The alignment's id.</summary>
    public string Alignment { get; init; } = "";

    /// <summary>1, 2, …; dense.</summary>
    public int Number { get; init; }

    /// <summary>The alignment's source. Derived.</summary>
    public string Source { get; init; } = "";

    /// <summary>The alignment's target. Derived.</summary>
    public string Target { get; init; } = "";

    /// <summary>From points of the alignment's source to points of its target.</summary>
    public CoordinateTransformation CoordinateTransformation { get; init; } = new IdentityTransformation();

    /// <summary>How it was made, or null.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>Quality numbers by name; an object of numbers, or null.</summary>
    public RawJson? Quality { get; init; }

    /// <summary>How far it may be relied on.</summary>
    public AlignmentStatus Status { get; init; }

    /// <summary>A text for people.</summary>
    public string? Comment { get; init; }

    /// <summary>The axes of the source when the version was made. Derived.</summary>
    public EquatableArray<Axis> SourceAxes { get; init; }

    /// <summary>The axes of the target when the version was made. Derived.</summary>
    public EquatableArray<Axis> TargetAxes { get; init; }

    /// <summary>Where the source lay when the version was made, where it is an image: from the indices of its first level
    /// to its intrinsic space, transformations of the whole group included. Null for other ends, for versions of earlier
    /// releases, and where it is nested too deep to be written. Derived.</summary>
    public CoordinateTransformation? SourcePlacement { get; init; }

    /// <summary>The same of the target. Derived.</summary>
    public CoordinateTransformation? TargetPlacement { get; init; }

    /// <summary>Between which numbers the vectors of its fields lie, as they were read before the version was made, for
    /// search. Null without fields, where none could be read, and for versions of earlier releases.</summary>
    public EquatableArray<FieldBounds>? FieldBounds { get; init; }

    /// <summary>The id of a version: <c>alignment@3</c>, which is also how it is pinned.</summary>
    public static string IdOf(string alignment, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{alignment}@{number}");

    /// <summary>Takes an id or a pin apart.</summary>
    public static bool TryParseId(string? text, out string alignment, out int number)
    {
        (alignment, number) = ("", 0);
        var at = text?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        if (at < 0 || !RecordId.IsValid(text![..at])
            || !int.TryParse(text[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out number)
            || number < 1 || text[at + 1] == '0')
        {
            return false;
        }

        alignment = text[..at];
        return true;
    }
}

/// <summary>How far a version of an alignment may be relied on.</summary>
public enum AlignmentStatus
{
    /// <summary>Not for others yet.</summary>
    Draft,

    /// <summary>May be the default.</summary>
    Published,

    /// <summary>A better one is there; pins go on.</summary>
    Deprecated,

    /// <summary>Wrong; whoever resolves through it is told.</summary>
    Retracted,
}

/// <summary>How an alignment version was made.</summary>
public sealed record Provenance
{
    /// <summary>The method, such as <c>landmarks</c> or <c>mutual information</c>.</summary>
    public string? Method { get; init; }

    /// <summary>The software with its version.</summary>
    public string? Software { get; init; }

    /// <summary>Its parameters; any JSON.</summary>
    public RawJson? Parameters { get; init; }

    /// <summary>What it was made from: ids, references, addresses.</summary>
    public EquatableArray<string> Inputs { get; init; }

    /// <summary>Who made it.</summary>
    public string? Author { get; init; }

    /// <summary>A DOI that describes it.</summary>
    public string? Doi { get; init; }
}
