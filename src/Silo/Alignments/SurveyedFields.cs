using OmeNgff.Client.Records;
using OmeNgff.Zarr.Fields;

namespace OmeNgff.Silo.Alignments;

/// <summary>Says of new versions of alignments between which numbers the vectors of their fields lie.</summary>
internal static class SurveyedFields
{
    /// <summary>The version with the bounds of those fields that can be read now.</summary>
    internal static async Task<AlignmentVersionRecord> Surveyed(
        this FieldSurvey survey, AlignmentVersionRecord version, CancellationToken cancellationToken)
    {
        var bounds = await survey.Read(version.CoordinateTransformation, cancellationToken);
        return version with { FieldBounds = bounds.IsEmpty ? null : bounds };
    }
}
