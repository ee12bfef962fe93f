using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Transformations;

/// <summary>Checks transformations.</summary>
public static class TransformationValidation
{
    /// <summary>
    /// Checks the parameters ("coordinateTransformations" metadata): as many as axes
    /// (<c>transformation-rank-mismatch</c>), finite (<c>transformation-not-finite</c>), scales greater than 0
    /// (<c>scale-not-positive</c>), sequences not empty (<c>transformation-empty</c>).
    /// </summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="axisCount">The number of axes on both sides.</param>
    /// <param name="pointer">JSON Pointer of the transformation object.</param>
    /// <returns>The faults; empty when there is none.</returns>
    public static EquatableArray<Diagnostic> Validate(
        this CoordinateTransformation transformation, int axisCount, string pointer)
    {
        var faults = new List<Diagnostic>();
        Check(transformation, axisCount, pointer, faults);
        return faults.ToEquatableArray();
    }

    private static void Check(
        CoordinateTransformation transformation, int axisCount, string pointer, List<Diagnostic> faults)
    {
        switch (transformation)
        {
            case ScaleTransformation { Scale: var scale }:
                CheckNumbers(scale, "scale", axisCount, $"{pointer}/scale", faults);
                for (var axis = 0; axis < scale.Count; axis++)
                {
                    if (double.IsFinite(scale[axis]) && scale[axis] <= 0)
                    {
                        faults.Add(Rules.ScaleNotPositive.At(
                            $"{pointer}/scale/{axis}", "A factor of a scale is greater than 0."));
                    }
                }

                break;
            case TranslationTransformation { Translation: var translation }:
                CheckNumbers(translation, "translation", axisCount, $"{pointer}/translation", faults);
                break;
            case SequenceTransformation { Transformations: var parts }:
                if (parts.IsEmpty)
                {
                    faults.Add(Rules.TransformationEmpty.At($"{pointer}/transformations", "A sequence has parts."));
                }

                for (var part = 0; part < parts.Count; part++)
                {
                    Check(parts[part], axisCount, $"{pointer}/transformations/{part}", faults);
                }

                break;
        }
    }

    private static void CheckNumbers(
        EquatableArray<double> numbers, string type, int axisCount, string pointer, List<Diagnostic> faults)
    {
        if (numbers.Count != axisCount)
        {
            faults.Add(Rules.TransformationRankMismatch.At(
                pointer, $"The {type} has {numbers.Count} parameters, and there are {axisCount} axes."));
        }

        for (var axis = 0; axis < numbers.Count; axis++)
        {
            if (!double.IsFinite(numbers[axis]))
            {
                faults.Add(Rules.TransformationNotFinite.At($"{pointer}/{axis}", "A parameter is a finite number."));
            }
        }
    }
}
