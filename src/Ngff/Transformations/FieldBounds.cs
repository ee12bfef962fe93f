namespace OmeNgff.Ngff.Transformations;

/// <summary>
/// Between which numbers the vectors of a field lie, block by block of its samples: enough to say, without reading the
/// field, where a box comes to lie at the most. Blocks are numbered in C order, and begin where as many equal parts of the
/// samples do.
/// </summary>
public sealed record FieldBounds
{
    /// <summary>How many blocks a field has at the most, however large it is (limit <c>MaxBlocks</c>).</summary>
    public const int MaxBlocks = 64;

    /// <summary>The address of the field.</summary>
    public required string Path { get; init; }

    /// <summary>How it is interpolated, as the transformation says it; null for <c>linear</c>.</summary>
    public string? Interpolation { get; init; }

    /// <summary>The number of samples along each axis.</summary>
    public required EquatableArray<long> Size { get; init; }

    /// <summary>The number of blocks along each axis.</summary>
    public required EquatableArray<int> Blocks { get; init; }

    /// <summary>From indices of samples to the input of the transformation: a row per axis, the offset last.</summary>
    public required Matrix ToInput { get; init; }

    /// <summary>The least components of the vectors of each block, also between its samples and half a sample around them.
    /// Where no vector of a block is finite, the least are greater than the greatest.</summary>
    public required EquatableArray<float> Min { get; init; }

    /// <summary>The greatest components.</summary>
    public required EquatableArray<float> Max { get; init; }

    /// <summary>Into how many blocks samples are divided along each axis: so that all are about as long.</summary>
    public static EquatableArray<int> BlocksOf(EquatableArray<long> size)
    {
        var blocks = Enumerable.Repeat(1, size.Count).ToArray();
        while (true)
        {
            var product = blocks.Aggregate(1, (left, right) => left * right);
            var next = -1;
            for (var axis = 0; axis < blocks.Length; axis++)
            {
                if (blocks[axis] < size[axis] && product / blocks[axis] * (blocks[axis] + 1) <= MaxBlocks
                    && (next < 0 || size[axis] * blocks[next] > size[next] * blocks[axis]))
                {
                    next = axis;
                }
            }

            if (next < 0)
            {
                return EquatableArray.Own(blocks);
            }

            blocks[next]++;
        }
    }
}
