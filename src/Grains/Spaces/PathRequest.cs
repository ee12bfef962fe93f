using System.Collections.Immutable;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Transforms;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Grains.Spaces;

/// <summary>Which path between two spaces is asked for.</summary>
/// <param name="From">The space that points come from.</param>
/// <param name="To">The space that points go to.</param>
public sealed record PathRequest(string From, string To)
{
    /// <summary>How many versions a request may pin (limit <c>MaxPins</c>).</summary>
    public const int MaxPins = 100;

    /// <summary>Versions that the path must take: <c>alignment@version</c>.</summary>
    public EquatableArray<string> Pins { get; init; } = [];

    /// <summary>True where a pin that the path does not take only hides the other alignments between its two spaces; else
    /// it is refused.</summary>
    public bool MayLeavePins { get; init; }

    /// <summary>The time to look at, or null for now.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>True to list other paths too.</summary>
    public bool WithAlternatives { get; init; }
}

/// <summary>A path as it was found.</summary>
/// <param name="Map">What it does to points.</param>
/// <param name="Steps">Its steps.</param>
public sealed record ResolvedPath(PathMap Map, EquatableArray<TransformStep> Steps)
{
    /// <summary>The path among the ways of the graph.</summary>
    public required SpacePath Path { get; init; }

    /// <summary>The image that points come from, or null where they come from no image.</summary>
    public PlacedImage? FromImage { get; init; }

    /// <summary>Other paths with as few alignments, where they were asked for.</summary>
    public ImmutableArray<EquatableArray<TransformStep>>? Alternatives { get; init; }

    /// <summary>What whoever uses the path should know.</summary>
    public EquatableArray<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>The change that it is current to, or null.</summary>
    public string? Change { get; init; }

    /// <summary>The answer to who asked.</summary>
    public TransformAnswer Answer(PathRequest request) => new()
    {
        From = request.From,
        To = request.To,
        FromAxes = Map.FromAxes,
        ToAxes = Map.ToAxes,
        Path = Steps,
        Transformation = Map.Whole,
        Parts = Map.Whole is null
            ? Map.Parts.Select(part => new TransformPart(part.Transformation, part.IsInverse)).ToEquatableArray()
            : null,
        Matrix = Map.Matrix,
        Alternatives = Alternatives is { } others ? others.Select(path => new TransformPath(path)).ToEquatableArray() : null,
        Diagnostics = Diagnostics.IsEmpty ? null : Diagnostics,
        Change = Change,
    };
}
