using System.Text.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Records.Rules;

/// <summary>Rules of the fields of alignments and of their versions.</summary>
internal static class AlignmentFieldRules
{
    /// <summary>How far from 0 a rank may be (limit <c>MaxRank</c>), so that sums of ranks compare to nine decimals.
    /// </summary>
    internal const double MaxRank = 1e9;

    /// <summary>Checks an alignment.</summary>
    internal static AlignmentRecord Complete(AlignmentRecord alignment, List<ProblemError> errors)
    {
        CheckEnd(alignment.Source, "/source", errors);
        CheckEnd(alignment.Target, "/target", errors);
        if (alignment.Source.Length > 0 && alignment.Source == alignment.Target)
        {
            errors.Add(new ProblemError("/target", "alignment-loop", "An alignment leads from one space to another."));
        }

        if (!double.IsFinite(alignment.Rank))
        {
            errors.Add(new ProblemError("/rank", "rank-not-finite", "The rank must be a finite number."));
        }
        else if (Math.Abs(alignment.Rank) > MaxRank)
        {
            errors.Add(new ProblemError("/rank", "rank-out-of-range",
                "The rank must be a number from −1000000000 to 1000000000 (limit MaxRank)."));
        }

        if (alignment.DefaultVersion is { } number && (number < 1 || number > alignment.LastVersion))
        {
            errors.Add(new ProblemError("/defaultVersion", "alignment-version-unknown",
                $"The alignment has no version {number}."));
        }

        return alignment;
    }

    /// <summary>Checks a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="isNew">False for one that stands, of which nothing but the status changes.</param>
    /// <param name="errors">Takes what is amiss.</param>
    internal static AlignmentVersionRecord Complete(
        AlignmentVersionRecord version, bool isNew, List<ProblemError> errors)
    {
        if (version.Id != AlignmentVersionRecord.IdOf(version.Alignment, version.Number))
        {
            errors.Add(new ProblemError("/id", "id-mismatch", "The id of a version is {alignment}@{number}."));
        }

        var transformation = version.CoordinateTransformation;
        CheckImplied(transformation.Input, version.Source, "input", errors);
        CheckImplied(transformation.Output, version.Target, "output", errors);
        if (isNew)
        {
            CheckPaths(transformation, "/coordinateTransformation", errors);
        }

        FieldRules.CheckObject(version.Quality, "/quality", errors);
        if (version.Quality is { Element.ValueKind: JsonValueKind.Object } quality)
        {
            foreach (var number in quality.Element.EnumerateObject()
                .Where(member => member.Value.ValueKind != JsonValueKind.Number))
            {
                errors.Add(new ProblemError(
                    $"/quality/{number.Name.Replace("~", "~0", StringComparison.Ordinal)
                        .Replace("/", "~1", StringComparison.Ordinal)}",
                    "quality-not-a-number",
                    "A quality is a number with a name."));
            }
        }

        return version with { CoordinateTransformation = transformation with { Input = null, Output = null } };
    }

    /// <summary>Parameters that lie in a store are named by its address: there is no group that a path could start from.
    /// </summary>
    private static void CheckPaths(CoordinateTransformation transformation, string pointer, List<ProblemError> errors)
    {
        var path = transformation switch
        {
            IVectorField field => field.Path,
            IArrayParameters parameters => parameters.Path,
            _ => null,
        };
        if (path is not null && !FieldRules.IsStoreAddress(path))
        {
            errors.Add(new ProblemError($"{pointer}/path", "field-path-relative",
                "The path in the transformation of an alignment is an absolute file:, https:, http: or s3: address."));
        }

        switch (transformation)
        {
            case SequenceTransformation { Transformations: var parts }:
                for (var part = 0; part < parts.Count; part++)
                {
                    CheckPaths(parts[part], $"{pointer}/transformations/{part}", errors);
                }

                break;
            case ByDimensionTransformation { Transformations: var parts }:
                for (var part = 0; part < parts.Count; part++)
                {
                    CheckPaths(
                        parts[part].Transformation, $"{pointer}/transformations/{part}/transformation", errors);
                }

                break;
            case BijectionTransformation bijection:
                CheckPaths(bijection.Forward, $"{pointer}/forward", errors);
                CheckPaths(bijection.Inverse, $"{pointer}/inverse", errors);
                break;
        }
    }

    private static void CheckEnd(string end, string pointer, List<ProblemError> errors)
    {
        if (!SpaceReference.TryParse(end, out _))
        {
            errors.Add(new ProblemError(pointer, "space-reference-invalid",
                $"A coordinate space is referred to as {SpaceReference.Rule}."));
        }
    }

    private static void CheckImplied(
        CoordinateSystemReference? given, string implied, string name, List<ProblemError> errors)
    {
        if (given is not null && given != new CoordinateSystemReference(implied))
        {
            errors.Add(new ProblemError($"/coordinateTransformation/{name}", $"transformation-{name}-implied",
                $"The {name} is that of the alignment, {{\"name\": \"{implied}\"}}; leave it out."));
        }
    }
}
