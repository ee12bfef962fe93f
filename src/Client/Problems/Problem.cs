using OmeNgff.Ngff;

namespace OmeNgff.Client.Problems;

/// <summary>Why a request was not carried out (RFC 9457). Nothing was changed.</summary>
/// <param name="Type">A stable path such as <c>/problems/version-conflict</c>.</param>
/// <param name="Title">A few words, the same for every problem of the type.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">A sentence about this occurrence.</param>
[GenerateSerializer, Alias("omengff.problem"), Immutable]
public sealed record Problem(
    [property: Id(0)] string Type,
    [property: Id(1)] string Title,
    [property: Id(2)] int Status,
    [property: Id(3)] string? Detail = null)
{
    /// <summary>What is wrong, field by field.</summary>
    [Id(4)]
    public EquatableArray<ProblemError> Errors { get; init; }

    /// <summary>What both ends reach, where there is no path between two spaces.</summary>
    [Id(5)]
    public ProblemReach? Reach { get; init; }
}

/// <summary>What both ends of a path that there is not reach, the nearest first.</summary>
/// <param name="From">Some of the spaces that the beginning reaches.</param>
/// <param name="FromCount">How many it reaches.</param>
/// <param name="To">Some of the spaces that reach the end.</param>
/// <param name="ToCount">How many reach it.</param>
[GenerateSerializer, Alias("omengff.problem-reach"), Immutable]
public sealed record ProblemReach(
    [property: Id(0)] EquatableArray<string> From,
    [property: Id(1)] int FromCount,
    [property: Id(2)] EquatableArray<string> To,
    [property: Id(3)] int ToCount);

/// <summary>One fault in a request or in a file.</summary>
/// <param name="Pointer">JSON Pointer (RFC 6901) into the request or the file.</param>
/// <param name="Rule">The rule that is broken, kebab-case.</param>
/// <param name="Message">A sentence for people.</param>
[GenerateSerializer, Alias("omengff.problem-error"), Immutable]
public sealed record ProblemError(
    [property: Id(0)] string Pointer,
    [property: Id(1)] string Rule,
    [property: Id(2)] string Message)
{
    /// <summary>The file or Zarr key the pointer points into, or null when it is the request.</summary>
    [Id(3)]
    public string? Path { get; init; }

    /// <summary>The character position in a query, or null.</summary>
    [Id(4)]
    public int? Position { get; init; }
}
