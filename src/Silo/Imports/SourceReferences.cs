using OmeNgff.Ngff.Validation;
using OmeNgff.Ngff.Versions;
using OmeNgff.Zarr.Hierarchies;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Imports;

/// <summary>
/// The groups below a group that its metadata tell of: wells of a plate, fields of a well, images of a series. All there
/// is to go by where a store cannot be listed, as over HTTP.
/// </summary>
internal static class SourceReferences
{
    /// <summary>True when a group tells of others; those of a scene are found by other means.</summary>
    internal static bool Has(OmeGroup group) =>
        group.Plate is not null || group.Well is not null || group.SeriesLayout is not null || group.Series is not null
        || group.Scene is not null;

    /// <summary>The paths of the groups, relative to the group, each once. Some may be absent.</summary>
    /// <param name="store">The store whose root the group is.</param>
    /// <param name="group">The group's metadata.</param>
    /// <param name="limits">Bounds on the documents that are read, and on the images of a series.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="StoreException">A document cannot be read.</exception>
    internal static async Task<IReadOnlyList<string>> Of(
        IZarrStore store, OmeGroup group, StoreLimits limits, CancellationToken cancellationToken)
    {
        var paths = new List<string>();
        paths.AddRange((group.Plate?.Wells ?? []).Select(well => well.Path));
        paths.AddRange((group.Well?.Images ?? []).Select(image => image.Path));
        if (group.SeriesLayout is not null)
        {
            paths.AddRange(await Series(store, limits, cancellationToken));
        }

        return [.. paths.Select(SourceScene.Normal).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The images of a bioformats2raw series: by the list in the group OME, else by number until one is absent.
    /// </summary>
    internal static async Task<IReadOnlyList<string>> Series(
        IZarrStore store, StoreLimits limits, CancellationToken cancellationToken)
    {
        var list = await ZarrHierarchy.ReadNode(store, "OME", limits, cancellationToken);
        if (list?.Attributes is { } attributes
            && OmeReader.Read(list.ZarrFormat, attributes).Group?.Series is { } listed)
        {
            return [.. listed];
        }

        var numbered = new List<string>();
        while (numbered.Count < limits.MaxHierarchyNodes
            && GroupReferences.NextInSeries(numbered.Count - 1) is var next
            && await ZarrHierarchy.ReadNode(store, next, limits, cancellationToken) is not null)
        {
            numbered.Add(next);
        }

        return numbered;
    }
}
