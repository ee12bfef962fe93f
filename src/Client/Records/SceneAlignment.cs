namespace OmeNgff.Client.Records;

/// <summary>A transformation of a scene that is an alignment: its default version is what the scene publishes.</summary>
public sealed record SceneAlignment
{
    /// <summary>The id of the alignment, whose ends are spaces of the scene's systems, or images that are members.
    /// </summary>
    public required string Alignment { get; init; }

    /// <summary>The name to publish where the version's transformation has none, or null.</summary>
    public string? Name { get; init; }
}
