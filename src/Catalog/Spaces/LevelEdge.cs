using System.Globalization;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Catalog.Spaces;

/// <summary>A step inside an image: from the index space of one of its arrays to its intrinsic space.</summary>
public sealed record LevelEdge(string Id, string From, string To) : SpaceEdge(Id, From, To)
{
    /// <inheritdoc/>
    public override bool IsAlignment => false;

    /// <summary>The image's id.</summary>
    public required string Image { get; init; }

    /// <summary>The level's index among those of the image.</summary>
    public required int Level { get; init; }

    /// <summary>The way from an array to an image that has it as a level.</summary>
    public static LevelEdge Of(string image, int level, string array) =>
        new(string.Create(CultureInfo.InvariantCulture, $"image:{image}/{level}"), $"array:{array}", $"image:{image}")
        {
            Image = image,
            Level = level,
        };
}

/// <summary>A step from a label image to the image that it labels: both have one space.</summary>
public sealed record LabelEdge(string Id, string From, string To) : SpaceEdge(Id, From, To)
{
    /// <inheritdoc/>
    public override bool IsAlignment => false;

    /// <summary>The way from a label image to its image.</summary>
    public static LabelEdge Of(string label, string image) =>
        new($"image:{label}/labelOf", $"image:{label}", $"image:{image}");
}
