using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Neuroglancer;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Silo.Viewers.Neuroglancer;

/// <summary>
/// An image as Neuroglancer finds it below <c>/zarr</c>, in its own space: as OME 0.5, or 0.4 where its data are Zarr v2,
/// so that nothing is said in another format than it needs to be; the other where it cannot be shown so. What is known of it
/// comes from the very documents that are served.
/// </summary>
/// <param name="Image">The record.</param>
/// <param name="Axes">The axes of its intrinsic space.</param>
/// <param name="Space">Its space in Neuroglancer.</param>
/// <param name="Path">The address below that of the catalog, pinned to its Zarr version.</param>
internal sealed record PublishedSource(ImageRecord Image, EquatableArray<Axis> Axes, SourceSpace Space, string Path)
{
    /// <summary>The data type, by its v3 name.</summary>
    public required string DataType { get; init; }

    /// <summary>True for a label image.</summary>
    public bool IsLabel => Image.LabelOf is not null || Image.ImageLabel is not null;

    /// <summary>Finds an image.</summary>
    /// <exception cref="ProblemException">404: there is no such image; 409: Neuroglancer cannot show it.</exception>
    internal static async Task<PublishedSource> Find(IGrainFactory grains, string id, CancellationToken cancellationToken)
    {
        if (!RecordId.IsValid(id))
        {
            throw ProblemException.NotFound("image", id);
        }

        var grain = grains.GetGrain<IImageGroupGrain>(id);
        var image = await grain.Get(cancellationToken) ?? throw ProblemException.NotFound("image", id);
        var reasons = new List<ProblemError>();
        foreach (var version in await SuitedVersions.Of(grains, image, cancellationToken))
        {
            try
            {
                if (await Read(grain, image, version, reasons, cancellationToken) is { } source)
                {
                    return source;
                }
            }
            catch (NgffException refusal)
            {
                reasons.AddRange(ProblemException.Invalid(refusal).Problem.Errors);
            }
        }

        throw NotShown($"Neuroglancer cannot show the image '{id}'.", reasons.Distinct());
    }

    /// <summary>409: something cannot be shown.</summary>
    internal static ProblemException NotShown(string detail, IEnumerable<ProblemError> reasons)
    {
        var errors = reasons.ToEquatableArray();
        return new ProblemException(new Problem("/problems/not-shown", "Cannot be shown in Neuroglancer", 409,
            string.Join(" ", errors.Select(error => error.Message).Distinct().Prepend(detail)))
        {
            Errors = errors,
        });
    }

    private static async Task<PublishedSource?> Read(
        IImageGroupGrain grain, ImageRecord image, OmeVersion version, List<ProblemError> reasons,
        CancellationToken cancellationToken)
    {
        var format = version.ZarrFormat();
        if (await Document(grain, version, format == 2 ? ".zattrs" : "zarr.json", reasons, cancellationToken) is not { } group)
        {
            return null;
        }

        var attributes = format == 2 ? group
            : group.Member("attributes") is { } own ? new RawJson(own) : RawJson.EmptyObject;
        var reading = OmeReader.Read(format, attributes);
        if (reading.Group?.Multiscales is not [{ Axes: { } axes, Datasets: [{ Transformation: { } level } first, ..] } whole, ..])
        {
            throw new NgffException(reading.Diagnostics);
        }

        var document = await Document(
            grain, version, $"{first.Path}/{(format == 2 ? ".zarray" : "zarr.json")}", reasons, cancellationToken);
        if (document is null)
        {
            return null;
        }

        var array = ZarrArrayDocument.Parse(format, document);
        ShownArrays.Demand(array);
        var transformation = whole.CoordinateTransformations.Aggregate(level, (before, next) => before.Then(next, axes.Count));
        return new PublishedSource(image, axes, SourceSpace.Of(axes, transformation, array.Shape),
            $"/zarr/{version.Text()}/{image.Id}.zarr/|zarr{format}:")
        {
            DataType = array.DataType,
        };
    }

    private static async Task<RawJson?> Document(
        IImageGroupGrain grain, OmeVersion version, string key, List<ProblemError> reasons,
        CancellationToken cancellationToken)
    {
        var served = await grain.Read(new ViewRoot(version.Text()), key, cancellationToken);
        if (served.Problem is { Status: not 409 } problem)
        {
            throw new ProblemException(problem);
        }

        reasons.AddRange(served.Problem?.Errors ?? []);
        return served.Document is { } document ? RawJson.Parse(document.Utf8) : null;
    }
}
