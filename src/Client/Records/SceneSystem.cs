using OmeNgff.Ngff.Json;

namespace OmeNgff.Client.Records;

/// <summary>
/// A coordinate system of a scene that is a catalogued space: one of the scene itself, or one of a member beside the
/// member's intrinsic system, which is <c>image:{id}</c> and is not listed.
/// </summary>
public sealed record SceneSystem
{
    /// <summary>The name in the documents.</summary>
    public required string Name { get; init; }

    /// <summary>The path of the member whose system it is; null for one of the scene itself.</summary>
    public string? Path { get; init; }

    /// <summary>The id of the space, whose axes are published.</summary>
    public required string Space { get; init; }

    /// <summary>The id of the alignment that links a member's system with the member, or with another of its systems; null
    /// where none is catalogued.</summary>
    public string? Alignment { get; init; }

    /// <summary>Other members of the coordinate system's object; an object, or null.</summary>
    public RawJson? Attributes { get; init; }
}
