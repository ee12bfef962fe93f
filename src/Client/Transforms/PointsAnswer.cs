using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Client.Transforms;

/// <summary>Points to carry from one coordinate space to another.</summary>
public sealed record PointsRequest
{
    /// <summary>The space that the points are in.</summary>
    public required string From { get; init; }

    /// <summary>The space to carry them to.</summary>
    public required string To { get; init; }

    /// <summary>The points, a coordinate per axis, in the order and units of the axes; at most 100 000.</summary>
    public EquatableArray<EquatableArray<double>> Points { get; init; }

    /// <summary>Versions that the path must take: <c>alignment@version</c>.</summary>
    public EquatableArray<string> Pins { get; init; }

    /// <summary>The time to look at, or null for now.</summary>
    public DateTimeOffset? AsOf { get; init; }
}

/// <summary>Points that were carried.</summary>
public sealed record PointsAnswer
{
    /// <summary>The points, in the order of the request; null where one has a fault.</summary>
    public EquatableArray<EquatableArray<double>?> Points { get; init; }

    /// <summary>Points that could not be carried, and why.</summary>
    public EquatableArray<PointFaultAnswer>? Faults { get; init; }

    /// <summary>The steps.</summary>
    public EquatableArray<TransformStep> Path { get; init; }

    /// <summary>What whoever uses the path should know.</summary>
    public EquatableArray<Diagnostic>? Diagnostics { get; init; }

    /// <summary>The change that the answer is current to.</summary>
    public string? Change { get; init; }
}

/// <summary>Why a point could not be carried.</summary>
/// <param name="Point">Its index in the request.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record PointFaultAnswer(int Point, string Rule, string Message);
