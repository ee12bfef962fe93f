namespace OmeNgff.Catalog.Records;

/// <summary>What the index keeps of an image's derivation, column by column.</summary>
/// <param name="Axes">The names of the axes, in order.</param>
/// <param name="Units">Their units; empty where there is none.</param>
/// <param name="ExtentMin">The least edge per axis, in the axis' unit.</param>
/// <param name="ExtentMax">The greatest edge per axis.</param>
/// <param name="VoxelSize">The size of a pixel of the first level per axis; empty where it has none.</param>
/// <param name="PyramidKind"><c>discrete</c> or <c>continuous</c>.</param>
/// <param name="Factors">Per level its factors to the first one, as <c>2,2,1</c>.</param>
/// <param name="Diagnostics">The rules that the diagnostics name, each once, in order.</param>
internal sealed record ImageIndexColumns(
    string[] Axes,
    string[] Units,
    double[] ExtentMin,
    double[] ExtentMax,
    double[] VoxelSize,
    string PyramidKind,
    string[] Factors,
    string[] Diagnostics)
{
    /// <summary>All columns, to compare and to show.</summary>
    internal string Text => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{PyramidKind} axes [{string.Join(", ", Axes)}] in [{string.Join(", ", Units)}], voxel "
        + $"[{Numbers(VoxelSize)}], from [{Numbers(ExtentMin)}] to [{Numbers(ExtentMax)}], factors "
        + $"[{string.Join("; ", Factors)}], diagnostics [{string.Join(", ", Diagnostics)}]");

    /// <summary>True when all columns are the same, numbers to the bit.</summary>
    internal bool Matches(ImageIndexColumns? other) => other is not null && Text == other.Text;

    private static string Numbers(double[] numbers) => string.Join(
        ", ", numbers.Select(number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>The columns of a derivation.</summary>
    internal static ImageIndexColumns Of(ImageDerivation derivation) => new(
        [.. derivation.Consolidated.Axes.Select(axis => axis.Name)],
        [.. derivation.Consolidated.Axes.Select(axis => axis.Unit ?? "")],
        [.. derivation.Extent.Min],
        [.. derivation.Extent.Max],
        [.. derivation.VoxelSize ?? []],
        derivation.Pyramid.Kind == Ngff.Pyramids.PyramidKind.Discrete ? "discrete" : "continuous",
        [.. derivation.Pyramid.Levels.Select(level => string.Join(',', level.Factors))],
        [
            .. derivation.Diagnostics.Select(diagnostic => diagnostic.Rule)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ]);
}
