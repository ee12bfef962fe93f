using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Arrays.Codecs;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Fields;

/// <summary>Reads fields as a whole to say between which numbers their vectors lie.</summary>
/// <param name="stores">Opens the fields' stores, where that is allowed; stays the caller's.</param>
/// <param name="limits">Bounds on the work.</param>
/// <param name="cache">Keeps the indexes of shards; samples are read past it.</param>
/// <param name="time">Measures how long it takes.</param>
public sealed class FieldSurvey(StoreFactory stores, FieldLimits limits, ChunkCache cache, TimeProvider time)
{
    /// <summary>The bounds of the fields in a transformation, each once. Those that cannot be read now are left out, and so
    /// are those that are larger than <see cref="FieldLimits.MaxBoxBytes"/>, or take longer than
    /// <see cref="FieldLimits.MaxSurveyTime"/> together.</summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="ct">Cancels the reading.</param>
    public async Task<EquatableArray<FieldBounds>> Read(CoordinateTransformation transformation, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        using var late = new CancellationTokenSource(limits.MaxSurveyTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        var found = new List<FieldBounds>();
        foreach (var field in Fields(transformation).DistinctBy(field => (field.Path, field.Interpolation)))
        {
            try
            {
                var opened = await VectorField.Open(stores, field, "", limits, cache, either.Token);
                if (await Read(field, opened, either.Token) is { } bounds)
                {
                    found.Add(bounds);
                }
            }
            catch (Exception failure) when (failure is NgffException or StoreException
                || (failure is OperationCanceledException && !ct.IsCancellationRequested))
            {
                // Whoever needs the field is told; here it only is looked at one by one.
            }
        }

        return found.ToEquatableArray();
    }

    private static IEnumerable<IVectorField> Fields(CoordinateTransformation transformation) => transformation switch
    {
        IVectorField field => [field],
        SequenceTransformation { Transformations: var parts } => parts.SelectMany(Fields),
        ByDimensionTransformation { Transformations: var parts } => parts.SelectMany(part => Fields(part.Transformation)),
        BijectionTransformation bijection => Fields(bijection.Forward).Concat(Fields(bijection.Inverse)),
        _ => [],
    };

    private async Task<FieldBounds?> Read(IVectorField field, VectorField opened, CancellationToken ct)
    {
        var counts = Enumerable.Range(0, opened.Rank).Select(opened.BlockCount).ToArray();
        if (Sizes.Product(counts) > limits.MaxBoxBytes / opened.BlockBytes)
        {
            return null;
        }

        var range = new FieldRange(opened, limits, cache, "");
        var samples = new FieldBlocks(opened, limits, cache);
        var blocks = Blocks(opened);
        var bounds = blocks.Select(_ => range.Nothing()).ToArray();
        await Parallel.ForEachAsync(
            FieldRange.Places(new long[opened.Rank], counts).Select((place, number) => (place, (long)number)),
            new ParallelOptions { MaxDegreeOfParallelism = limits.MaxParallelChunks, CancellationToken = ct },
            async (chunk, stop) =>
            {
                var (place, number) = chunk;
                var values = await samples.Read(number, stop);
                for (var block = 0; block < blocks.Length; block++)
                {
                    if (Common(opened, place, blocks[block]) is var (from, to))
                    {
                        Widen(bounds[block], range.Of(values, from, to));
                    }
                }
            });
        foreach (var block in bounds)
        {
            Spread(block, Math.Pow(opened.Interpolation.Spread(), opened.Rank));
        }

        var result = new FieldBounds
        {
            Path = field.Path,
            Interpolation = field.Interpolation,
            Size = opened.Size,
            Blocks = FieldBounds.BlocksOf(opened.Size),
            ToInput = opened.ToInput.Affine!,
            Min = bounds.SelectMany(block => block.Min.Select((least, component) =>
                least > block.Max[component] ? 1 : Below(least))).ToEquatableArray(),
            Max = bounds.SelectMany(block => block.Max.Select((greatest, component) =>
                block.Min[component] > greatest ? 0 : -Below(-greatest))).ToEquatableArray(),
        };
        return result.Min.Concat(result.Max).All(float.IsFinite) ? result : null;
    }

    /// <summary>The first and the last sample that vectors of each block need, per axis: those of the block, and so many
    /// around them as interpolation looks at.</summary>
    private static (long[] First, long[] Last)[] Blocks(VectorField field)
    {
        var counts = FieldBounds.BlocksOf(field.Size);
        var more = field.Interpolation == Interpolation.Cubic ? 2 : 1;
        return
        [
            .. FieldRange.Places(new long[field.Rank], [.. counts]).Select(place => (
                place.Select((at, axis) => Math.Max((at * field.Size[axis] / counts[axis]) - more, 0)).ToArray(),
                place.Select((at, axis) => Math.Min(
                    ((at + 1) * field.Size[axis] / counts[axis]) - 1 + more, field.Size[axis] - 1)).ToArray())),
        ];
    }

    /// <summary>The samples of a chunk that a block needs, as indices in the chunk; null where it needs none.</summary>
    private static (long[] From, long[] To)? Common(VectorField field, long[] place, (long[] First, long[] Last) block)
    {
        var (from, to) = (new long[place.Length], new long[place.Length]);
        for (var axis = 0; axis < place.Length; axis++)
        {
            var start = place[axis] * field.BlockShape[axis];
            from[axis] = Math.Max(block.First[axis] - start, 0);
            to[axis] = Math.Min(block.Last[axis] - start, field.BlockShape[axis] - 1);
            if (from[axis] > to[axis])
            {
                return null;
            }
        }

        return (from, to);
    }

    private static void Widen(Box whole, Box part)
    {
        lock (whole)
        {
            for (var component = 0; component < whole.Min.Length; component++)
            {
                whole.Min[component] = Math.Min(whole.Min[component], part.Min[component]);
                whole.Max[component] = Math.Max(whole.Max[component], part.Max[component]);
            }
        }
    }

    /// <summary>Makes room for values that cubic interpolation gives beside those of the samples.</summary>
    private static void Spread(Box range, double spread)
    {
        for (var component = 0; component < range.Min.Length && spread > 1; component++)
        {
            var wider = (range.Max[component] - range.Min[component]) / 2 * (spread - 1);
            if (wider >= 0)
            {
                (range.Min[component], range.Max[component]) = (range.Min[component] - wider, range.Max[component] + wider);
            }
        }
    }

    /// <summary>The greatest number of single precision that is not greater.</summary>
    private static float Below(double number)
    {
        var near = (float)number;
        return near > number ? MathF.BitDecrement(near) : near;
    }
}
