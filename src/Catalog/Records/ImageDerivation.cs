using System.Collections.Immutable;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;

namespace OmeNgff.Catalog.Records;

/// <summary>What an image group derives from its arrays for the index; also the check that they fit together.</summary>
/// <param name="Consolidated">The axes and levels put together.</param>
/// <param name="Extent">The pixel edges of all levels in intrinsic space.</param>
public sealed record ImageDerivation(Multiscale Consolidated, Extent Extent)
{
    /// <summary>Derives from an image and its arrays in the order of its levels.</summary>
    /// <exception cref="ProblemException">The arrays do not share one set of axes, or a transformation does not fit
    /// them; the pointers lead into the image.</exception>
    public static ImageDerivation Of(ImageRecord image, ImmutableArray<ArrayRecord> arrays)
    {
        try
        {
            var group = image.ToGroup();
            var spatial = arrays.Select(array => array.Spatial).ToList();
            var consolidated = Consolidation.Consolidate(group, spatial);
            var extent = Extent.Of(group, [.. arrays.Select(array => (array.Spatial, array.Shape))]);
            return extent.Min.Concat(extent.Max).All(double.IsFinite)
                ? new ImageDerivation(consolidated, extent)
                : throw new NgffException("extent-overflow", "/levels",
                    "The scales and translations lead beyond the range of numbers.");
        }
        catch (NgffException refusal)
        {
            throw ProblemException.Invalid(refusal);
        }
    }
}
