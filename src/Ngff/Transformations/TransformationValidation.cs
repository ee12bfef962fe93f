using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Transformations;

/// <summary>Checks parameters of transformations against the axes that they act on.</summary>
public static class TransformationValidation
{
    // As loose as the shortest texts that writers round a matrix to.
    private const double OrthonormalTolerance = 1e-4;

    /// <summary>Checks a transformation between two systems of as many axes.</summary>
    /// <inheritdoc cref="Validate(CoordinateTransformation, int?, int?, string)"/>
    public static EquatableArray<Diagnostic> Validate(
        this CoordinateTransformation transformation, int axisCount, string pointer) =>
        transformation.Validate(axisCount, axisCount, pointer);

    /// <summary>
    /// Checks the parameters ("coordinateTransformations" metadata): as many as axes, indices of axes that there are,
    /// finite numbers, scales that are not 0, rotations that are one. Of what is found, only what
    /// <see cref="Diagnostic.Refuses"/> leaves the transformation undefined.
    /// </summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="inputRank">The number of axes of the input, or null when it is not known.</param>
    /// <param name="outputRank">The number of axes of the output, or null when it is not known.</param>
    /// <param name="pointer">JSON Pointer of the transformation object.</param>
    /// <returns>The faults; empty when there is none.</returns>
    public static EquatableArray<Diagnostic> Validate(
        this CoordinateTransformation transformation, int? inputRank, int? outputRank, string pointer)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        List<Diagnostic>? faults = null;
        var rank = Check(transformation, inputRank, pointer, ref faults);
        if (rank is { } own && outputRank is { } expected && own != expected
            && !(faults?.Exists(fault => fault.Refuses) ?? false))
        {
            Add(ref faults, Rules.TransformationRankMismatch.At(
                pointer, $"The {transformation.Type} leads to {own} axes, and the output has {expected}."));
        }

        return faults is null ? [] : faults.ToEquatableArray();
    }

    /// <summary>Checks one and returns the number of axes of its output, null where that is not known.</summary>
    private static int? Check(
        CoordinateTransformation transformation, int? input, string pointer, ref List<Diagnostic>? faults)
    {
        switch (transformation)
        {
            case ScaleTransformation { Scale: var scale }:
                CheckCount(scale.Count, input, "scale", pointer, ref faults);
                CheckFinite(scale, "scale", pointer, ref faults);
                for (var axis = 0; axis < scale.Count; axis++)
                {
                    if (scale[axis] == 0)
                    {
                        Add(ref faults, Rules.ScaleZero.At(
                            $"{pointer}/scale/{axis}", "A factor of 0 puts all points of the axis in one place."));
                    }
                    else if (scale[axis] < 0)
                    {
                        Add(ref faults, Rules.ScaleNegative.At(
                            $"{pointer}/scale/{axis}", "A negative factor flips the axis; some readers refuse it."));
                    }
                }

                return scale.Count;
            case TranslationTransformation { Translation: var translation }:
                CheckCount(translation.Count, input, "translation", pointer, ref faults);
                CheckFinite(translation, "translation", pointer, ref faults);
                return translation.Count;
            case MapAxisTransformation { MapAxis: var map }:
                CheckCount(map.Count, input, "mapAxis", pointer, ref faults);
                if (!map.Order().SequenceEqual(Enumerable.Range(0, map.Count)))
                {
                    Add(ref faults, Rules.MapAxisNotPermutation.At(
                        $"{pointer}/mapAxis", $"mapAxis names every index from 0 to {map.Count - 1} exactly once."));
                }

                return map.Count;
            case ProjectAxisTransformation project:
                return CheckProjection(project, input, pointer, ref faults);
            case AffineTransformation { Affine: { } matrix }:
                CheckMatrix(matrix, input + 1, "affine", pointer, ref faults);
                return matrix.Rows;
            case RotationTransformation { Rotation: { } matrix }:
                CheckRotation(matrix, input, pointer, ref faults);
                return matrix.Rows;
            case SequenceTransformation { Transformations: var parts }:
                return CheckSequence(parts, input, pointer, ref faults);
            case ByDimensionTransformation { Transformations: var parts }:
                return CheckDimensions(parts, input, pointer, ref faults);
            case BijectionTransformation bijection:
                return CheckBijection(bijection, input, pointer, ref faults);
            case CoordinatesTransformation or AffineTransformation:
                return null;
            default:
                return input;
        }
    }

    private static int? CheckSequence(
        EquatableArray<CoordinateTransformation> parts, int? input, string pointer, ref List<Diagnostic>? faults)
    {
        if (parts.IsEmpty)
        {
            Add(ref faults, Rules.TransformationEmpty.At($"{pointer}/transformations", "A sequence has parts."));
        }

        for (var part = 0; part < parts.Count; part++)
        {
            input = Check(parts[part], input, $"{pointer}/transformations/{part}", ref faults);
        }

        return input;
    }

    private static int? CheckProjection(
        ProjectAxisTransformation project, int? input, string pointer, ref List<Diagnostic>? faults)
    {
        var (dropped, created) = (project.DroppedInputs, project.CreatedOutputs);
        var output = input - dropped.Count + created.Count;
        CheckIndices(dropped, input, "droppedInputs", pointer, ref faults);
        CheckIndices(created, output, "createdOutputs", pointer, ref faults);
        if (output < 1)
        {
            Add(ref faults, Rules.TransformationRankMismatch.At(pointer, "A projectAxis leaves at least one axis."));
        }

        return output;
    }

    private static int CheckDimensions(
        EquatableArray<DimensionsTransformation> parts, int? input, string pointer, ref List<Diagnostic>? faults)
    {
        var outputs = parts.SelectMany(part => part.OutputAxes).ToEquatableArray();
        for (var index = 0; index < parts.Count; index++)
        {
            var part = parts[index];
            var at = $"{pointer}/transformations/{index}";
            CheckIndices(part.InputAxes, input, "inputAxes", at, ref faults);
            faults = AddAll(faults, part.Transformation.Validate(
                part.InputAxes.Count, part.OutputAxes.Count, $"{at}/transformation"));
        }

        if (!outputs.Order().SequenceEqual(Enumerable.Range(0, outputs.Count)))
        {
            Add(ref faults, Rules.ByDimensionOutputs.At(
                $"{pointer}/transformations",
                $"Every axis of the output is in \"outputAxes\" of exactly one part; here are {outputs}."));
        }

        return outputs.Count;
    }

    private static int? CheckBijection(
        BijectionTransformation bijection, int? input, string pointer, ref List<Diagnostic>? faults)
    {
        var output = Check(bijection.Forward, input, $"{pointer}/forward", ref faults);
        var back = Check(bijection.Inverse, output ?? input, $"{pointer}/inverse", ref faults);
        if (input is { } from && ((output is { } to && to != from) || (back is { } again && again != from)))
        {
            Add(ref faults, Rules.TransformationRankMismatch.At(
                pointer, $"Input and output of a bijection have as many axes: {from} here."));
        }

        return output ?? input;
    }

    private static void CheckRotation(Matrix matrix, int? input, string pointer, ref List<Diagnostic>? faults)
    {
        if (matrix.Rows != matrix.Columns)
        {
            Add(ref faults, Rules.TransformationRankMismatch.At(
                $"{pointer}/rotation", $"A rotation has as many rows as columns, not {matrix.Rows} and {matrix.Columns}."));
            return;
        }

        CheckMatrix(matrix, input, "rotation", pointer, ref faults);
        if (matrix.Values.All(double.IsFinite) &&
            (!MatrixAlgebra.IsOrthonormal(matrix, matrix.Rows, OrthonormalTolerance) ||
                MatrixAlgebra.Determinant(matrix, matrix.Rows) < 0))
        {
            Add(ref faults, Rules.RotationNotOrthonormal.At(
                $"{pointer}/rotation",
                "The rows of a rotation have length 1 and right angles, and its determinant is 1; use an affine."));
        }
    }

    private static void CheckMatrix(
        Matrix matrix, int? columns, string type, string pointer, ref List<Diagnostic>? faults)
    {
        if (columns is { } expected && matrix.Columns != expected)
        {
            Add(ref faults, Rules.TransformationRankMismatch.At(
                $"{pointer}/{type}",
                $"The rows of the {type} have {matrix.Columns} numbers, and for these axes must have {expected}."));
        }

        CheckFinite(matrix.Values, type, pointer, ref faults, matrix.Columns);
    }

    private static void CheckIndices(
        EquatableArray<int> indices, int? axisCount, string name, string pointer, ref List<Diagnostic>? faults)
    {
        var seen = new HashSet<int>();
        for (var index = 0; index < indices.Count; index++)
        {
            if (!seen.Add(indices[index]) || indices[index] < 0 || indices[index] >= (axisCount ?? int.MaxValue))
            {
                Add(ref faults, Rules.AxisIndexInvalid.At(
                    $"{pointer}/{name}/{index}",
                    $"\"{name}\" lists axes that there are, each once: indices below {axisCount?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "the number of axes"}."));
            }
        }
    }

    private static void CheckCount(int count, int? axisCount, string type, string pointer, ref List<Diagnostic>? faults)
    {
        if (axisCount is { } expected && count != expected)
        {
            Add(ref faults, Rules.TransformationRankMismatch.At(
                $"{pointer}/{type}", $"The {type} has {count} parameters, and there are {expected} axes."));
        }
    }

    private static void CheckFinite(
        EquatableArray<double> numbers, string type, string pointer, ref List<Diagnostic>? faults, int columns = 0)
    {
        for (var index = 0; index < numbers.Count; index++)
        {
            if (!double.IsFinite(numbers[index]))
            {
                var place = columns == 0 ? $"{index}" : $"{index / columns}/{index % columns}";
                Add(ref faults, Rules.TransformationNotFinite.At(
                    $"{pointer}/{type}/{place}", "A parameter is a finite number."));
            }
        }
    }

    private static void Add(ref List<Diagnostic>? faults, Diagnostic fault) => (faults ??= []).Add(fault);

    private static List<Diagnostic>? AddAll(List<Diagnostic>? faults, EquatableArray<Diagnostic> more)
    {
        if (more.IsEmpty)
        {
            return faults;
        }

        faults ??= [];
        faults.AddRange(more);
        return faults;
    }
}
