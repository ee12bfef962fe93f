using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Records.Rules;

/// <summary>Rules of arrays.</summary>
internal static class ArrayRules
{
    /// <summary>Checks an array and fills in what follows from its Zarr document.</summary>
    internal static ArrayRecord Complete(ArrayRecord array, List<ProblemError> errors)
    {
        if (array.Zarr is null)
        {
            errors.Add(new ProblemError("/zarr", "zarr-missing", "An array needs its own Zarr document."));
            return array;
        }

        try
        {
            var zarr = array.ParseZarr();
            if (array.DerivedFrom is { } derivation)
            {
                CheckDerivation(derivation, errors);
            }
            else
            {
                CheckSpace(array, zarr.Shape.Count, errors);
            }

            FieldRules.CheckLocation(array.Location, errors);
            return array with
            {
                Zarr = zarr.Document,
                Attributes = array.Attributes ?? (zarr.ZarrFormat == 3 ? zarr.Attributes : null),
                ZarrFormat = zarr.ZarrFormat,
                Shape = zarr.Shape,
                ChunkShape = zarr.ChunkShape,
                ShardShape = zarr.ShardShape,
                DataType = zarr.DataType,
                DimensionNames = zarr.DimensionNames,
                CoordinateTransformations = array.CoordinateTransformations
                    .Select(transformation => transformation with { Input = null, Output = null }).ToEquatableArray(),
            };
        }
        catch (NgffException refusal)
        {
            errors.AddRange(ProblemException.Invalid(refusal, "/zarr").Problem.Errors);
            return array;
        }
    }

    /// <summary>Axes and transformation are not looked at: they follow from the base.</summary>
    private static void CheckDerivation(ArrayDerivation derivation, List<ProblemError> errors)
    {
        if (!RecordId.IsValid(derivation.Array))
        {
            errors.Add(new ProblemError("/derivedFrom/array", "id-invalid", $"An id must match {RecordId.Rule}."));
        }
    }

    private static void CheckSpace(ArrayRecord array, int rank, List<ProblemError> errors)
    {
        if (array.Axes.Count != rank)
        {
            errors.Add(new ProblemError("/axes", "axes-rank-mismatch",
                $"The array has {rank} dimensions and {array.Axes.Count} axes."));
        }

        FieldRules.CheckAxisNames(array.Axes, errors);
        if (array.CoordinateTransformations.Count != 1)
        {
            errors.Add(new ProblemError("/coordinateTransformations", "transformation-count",
                $"An array has exactly one transformation (a sequence for several); there are "
                + $"{array.CoordinateTransformations.Count}."));
            return;
        }

        CheckTransformation(array.CoordinateTransformations[0], rank,
            "/coordinateTransformations/0", errors);
    }

    private static void CheckTransformation(
        CoordinateTransformation transformation, int rank, string pointer, List<ProblemError> errors)
    {
        errors.AddRange(transformation.Validate(rank, pointer).Where(diagnostic => diagnostic.Refuses)
            .Select(diagnostic => new ProblemError(diagnostic.Pointer, diagnostic.Rule, diagnostic.Message)));
        if (transformation.Input is not null && transformation.Input != CoordinateSystemReference.ToArray("."))
        {
            errors.Add(new ProblemError($"{pointer}/input", "transformation-input-implied",
                "The input is the record's own index space ({\"path\": \".\"}); leave it out."));
        }
    }
}
