using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Transformations;

/// <summary>Carries points through transformations.</summary>
public static class TransformationPoints
{
    // Room for the points between the parts of a sequence; more axes than the specification's 5 are read, not many more.
    private const int MaxRank = TransformationReader.MaxLength;

    /// <summary>
    /// Carries one point from the input to the output; allocates nothing. <paramref name="result"/> may be the same
    /// memory as <paramref name="point"/> where both have as many coordinates.
    /// </summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="point">One coordinate per axis of the input.</param>
    /// <param name="result">Takes one coordinate per axis of the output.</param>
    /// <exception cref="ArgumentException">A length is not the number of axes.</exception>
    /// <exception cref="NgffException">
    /// <c>transformation-needs-array</c>: matrices by path and vector fields are not at hand here.
    /// </exception>
    public static void ApplyTo(
        this CoordinateTransformation transformation, ReadOnlySpan<double> point, Span<double> result)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        if (point.Length > MaxRank || result.Length > MaxRank)
        {
            throw new ArgumentException($"A point has at most {MaxRank} coordinates.", nameof(point));
        }

        CheckInput(transformation, point.Length);
        if (transformation.OutputRank(point.Length) is { } rank && rank != result.Length)
        {
            throw new ArgumentException($"The result has {rank} coordinates, not {result.Length}.", nameof(result));
        }

        switch (transformation)
        {
            case IdentityTransformation:
                point.CopyTo(result);
                break;
            case ScaleTransformation { Scale: var scale }:
                for (var axis = 0; axis < result.Length; axis++)
                {
                    result[axis] = point[axis] * scale[axis];
                }

                break;
            case TranslationTransformation { Translation: var translation }:
                for (var axis = 0; axis < result.Length; axis++)
                {
                    result[axis] = point[axis] + translation[axis];
                }

                break;
            case MapAxisTransformation { MapAxis: var map }:
                Permute(map, point, result);
                break;
            case ProjectAxisTransformation project:
                Project(project, point, result);
                break;
            case AffineTransformation { Affine: { } matrix }:
                Multiply(matrix, point, result, hasOffset: true);
                break;
            case RotationTransformation { Rotation: { } matrix }:
                Multiply(matrix, point, result, hasOffset: false);
                break;
            case SequenceTransformation { Transformations: var parts }:
                ApplySequence(parts, point, result);
                break;
            case ByDimensionTransformation { Transformations: var parts }:
                ApplyByDimension(parts, point, result);
                break;
            case BijectionTransformation { Forward: var forward }:
                forward.ApplyTo(point, result);
                break;
            default:
                throw NeedsArray(transformation);
        }
    }

    /// <summary>
    /// Carries many points, which lie one after the other. What is a matrix is applied as one, so that the last bits
    /// may be others than step by step.
    /// </summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="points">The points, <paramref name="inputRank"/> coordinates each.</param>
    /// <param name="inputRank">The number of axes of the input.</param>
    /// <param name="results">Takes the points, as many coordinates each as the output has axes.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="NgffException"><c>transformation-needs-array</c>.</exception>
    public static void ApplyToAll(
        this CoordinateTransformation transformation,
        ReadOnlySpan<double> points,
        int inputRank,
        Span<double> results)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputRank, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inputRank, MaxRank);
        CheckInput(transformation, inputRank);
        var outputRank = transformation.OutputRank(inputRank) ?? throw NeedsArray(transformation);
        var count = points.Length / inputRank;
        if (points.Length % inputRank != 0 || results.Length != count * outputRank)
        {
            throw new ArgumentException(
                $"{points.Length} coordinates in and {results.Length} out are not points of {inputRank} and {outputRank}.",
                nameof(points));
        }

        if (transformation.ToMatrix(inputRank) is { } matrix)
        {
            MatrixPoints.Apply(matrix, points, results);
            return;
        }

        for (var index = 0; index < count; index++)
        {
            transformation.ApplyTo(
                points.Slice(index * inputRank, inputRank), results.Slice(index * outputRank, outputRank));
        }
    }

    /// <summary>
    /// True when the transformation leaves every point where it is, to the last bit: it is the identity, a scale of
    /// ones, a translation of zeros, or is made of such.
    /// </summary>
    public static bool IsIdentity(this CoordinateTransformation transformation) => transformation switch
    {
        IdentityTransformation => true,
        ScaleTransformation { Scale: var scale } => !scale.AsSpan().ContainsAnyExcept(1.0),
        TranslationTransformation { Translation: var translation } => !translation.AsSpan().ContainsAnyExcept(0.0),
        MapAxisTransformation { MapAxis: var map } => IsInOrder(map),
        SequenceTransformation { Transformations: var parts } => parts.All(IsIdentity),
        BijectionTransformation { Forward: var forward, Inverse: var inverse } => forward.IsIdentity() && inverse.IsIdentity(),
        _ => false,
    };

    internal static void CheckInput(CoordinateTransformation transformation, int rank)
    {
        if (transformation.InputRank is { } own && own != rank)
        {
            throw new ArgumentException(
                $"The {transformation.Type} takes points of {own} coordinates, not of {rank}.", nameof(rank));
        }

        var fits = transformation switch
        {
            MapAxisTransformation { MapAxis: var map } => AreBelow(map, rank),
            ProjectAxisTransformation project => AreBelow(project.DroppedInputs, rank)
                && AreBelow(project.CreatedOutputs, project.OutputRank(rank)!.Value),
            ByDimensionTransformation { Transformations: var parts } => AreBelow(parts, rank),
            _ => true,
        };
        if (!fits)
        {
            throw new ArgumentException(
                $"The {transformation.Type} names an axis that points of {rank} coordinates do not have.", nameof(rank));
        }
    }

    internal static NgffException NeedsArray(CoordinateTransformation transformation) =>
        Rules.TransformationNeedsArray.Refusal("", transformation switch
        {
            IArrayParameters { Path: { } path } => $"The parameters of the {transformation.Type} lie in the array \"{path}\".",
            IVectorField { Path: var path } => $"The {transformation.Type} lie in the group \"{path}\".",
            _ => $"A part of the {transformation.Type} lies in an array.",
        });

    private static bool AreBelow(EquatableArray<int> indices, int count)
    {
        foreach (var index in indices.AsSpan())
        {
            if ((uint)index >= (uint)Math.Max(count, 0))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreBelow(EquatableArray<DimensionsTransformation> parts, int inputRank)
    {
        var outputs = 0;
        foreach (var part in parts.AsSpan())
        {
            outputs += part.OutputAxes.Count;
        }

        foreach (var part in parts.AsSpan())
        {
            if (!AreBelow(part.InputAxes, inputRank) || !AreBelow(part.OutputAxes, outputs))
            {
                return false;
            }
        }

        return outputs > 0;
    }

    private static bool IsInOrder(EquatableArray<int> map)
    {
        for (var axis = 0; axis < map.Count; axis++)
        {
            if (map[axis] != axis)
            {
                return false;
            }
        }

        return true;
    }

    private static void Permute(EquatableArray<int> map, ReadOnlySpan<double> point, Span<double> result)
    {
        Span<double> copy = stackalloc double[point.Length];
        point.CopyTo(copy);
        for (var axis = 0; axis < result.Length; axis++)
        {
            result[axis] = copy[map[axis]];
        }
    }

    private static void Project(ProjectAxisTransformation project, ReadOnlySpan<double> point, Span<double> result)
    {
        Span<double> copy = stackalloc double[point.Length];
        point.CopyTo(copy);
        var input = 0;
        for (var output = 0; output < result.Length; output++)
        {
            if (project.CreatedOutputs.AsSpan().Contains(output))
            {
                result[output] = 0;
                continue;
            }

            while (project.DroppedInputs.AsSpan().Contains(input))
            {
                input++;
            }

            result[output] = copy[input++];
        }
    }

    private static void Multiply(Matrix matrix, ReadOnlySpan<double> point, Span<double> result, bool hasOffset)
    {
        Span<double> copy = stackalloc double[point.Length];
        point.CopyTo(copy);
        for (var row = 0; row < result.Length; row++)
        {
            var numbers = matrix.Row(row);
            var sum = hasOffset ? numbers[^1] : 0;
            for (var column = 0; column < copy.Length; column++)
            {
                sum += numbers[column] * copy[column];
            }

            result[row] = sum;
        }
    }

    private static void ApplySequence(
        EquatableArray<CoordinateTransformation> parts, ReadOnlySpan<double> point, Span<double> result)
    {
        Span<double> room = stackalloc double[2 * MaxRank];
        var current = room[..MaxRank];
        var next = room[MaxRank..];
        point.CopyTo(current);
        var rank = point.Length;
        foreach (var part in parts.AsSpan())
        {
            CheckInput(part, rank);
            var outputRank = part.OutputRank(rank) ?? throw NeedsArray(part);
            part.ApplyTo(current[..rank], next[..outputRank]);
            rank = outputRank;
            var swapped = current;
            current = next;
            next = swapped;
        }

        if (rank != result.Length)
        {
            throw new ArgumentException($"The result has {rank} coordinates, not {result.Length}.", nameof(result));
        }

        current[..rank].CopyTo(result);
    }

    private static void ApplyByDimension(
        EquatableArray<DimensionsTransformation> parts, ReadOnlySpan<double> point, Span<double> result)
    {
        Span<double> input = stackalloc double[MaxRank];
        Span<double> output = stackalloc double[MaxRank];
        Span<double> whole = stackalloc double[result.Length];
        foreach (var part in parts.AsSpan())
        {
            var from = part.InputAxes.AsSpan();
            var to = part.OutputAxes.AsSpan();
            for (var index = 0; index < from.Length; index++)
            {
                input[index] = point[from[index]];
            }

            part.Transformation.ApplyTo(input[..from.Length], output[..to.Length]);
            for (var index = 0; index < to.Length; index++)
            {
                whole[to[index]] = output[index];
            }
        }

        whole.CopyTo(result);
    }
}
