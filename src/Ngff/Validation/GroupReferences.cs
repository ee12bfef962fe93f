using System.Globalization;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Validation;

/// <summary>
/// The nodes that a group refers to: what is to be read where a store cannot be listed, as over HTTP.
/// </summary>
public static class GroupReferences
{
    /// <summary>
    /// The paths of groups and arrays below a group, relative to it: levels, <c>labels</c>, label images, wells and their
    /// rows, fields of view, the <c>OME</c> group and its series, images of a scene, arrays and groups of transformations,
    /// and the groups that lie between. Some may be absent.
    /// </summary>
    /// <param name="group">The group.</param>
    public static EquatableArray<string> Of(OmeGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return All(group).SelectMany(WithParents).Distinct(StringComparer.Ordinal).ToEquatableArray();
    }

    /// <summary>
    /// The path of the image after <paramref name="last"/> in a series without a list: images are numbered from 0 until
    /// one is absent.
    /// </summary>
    /// <param name="last">The number of the image that was found last, or −1.</param>
    public static string NextInSeries(int last) => (last + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>A path relative to a group, with <c>.</c> and <c>..</c> taken out; null when it leads out of the root.</summary>
    /// <param name="path">The group's path from the root; empty for the root.</param>
    /// <param name="relative">What it refers to.</param>
    public static string? Resolve(string path, string relative)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(relative);
        var segments = path.Length == 0 ? [] : path.Split('/').ToList();
        foreach (var segment in relative.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == "..")
            {
                if (segments.Count == 0)
                {
                    return null;
                }

                segments.RemoveAt(segments.Count - 1);
            }
            else if (segment != ".")
            {
                segments.Add(segment);
            }
        }

        return string.Join('/', segments);
    }

    private static IEnumerable<string> All(OmeGroup group)
    {
        foreach (var multiscale in group.Multiscales)
        {
            foreach (var dataset in multiscale.Datasets)
            {
                yield return dataset.Path;
            }

            foreach (var path in multiscale.CoordinateTransformations.SelectMany(Paths))
            {
                yield return path;
            }
        }

        if (!group.Multiscales.IsEmpty)
        {
            yield return "labels";
        }

        foreach (var label in group.Labels ?? [])
        {
            yield return label;
        }

        foreach (var well in group.Plate?.Wells ?? [])
        {
            yield return well.Path;
        }

        foreach (var image in group.Well?.Images ?? [])
        {
            yield return image.Path;
        }

        if (group.SeriesLayout is not null)
        {
            yield return "OME";
        }

        // The list is in the group OME, and its paths begin at the group above.
        foreach (var image in group.Series ?? [])
        {
            yield return "../" + image;
        }

        foreach (var path in (group.Scene?.CoordinateTransformations ?? []).SelectMany(Paths))
        {
            yield return path;
        }
    }

    /// <summary>The paths of the vector fields of a group's transformations, relative to the group.</summary>
    internal static IEnumerable<string> VectorFields(OmeGroup group) =>
        group.Multiscales.SelectMany(multiscale => multiscale.CoordinateTransformations)
            .Concat(group.Scene?.CoordinateTransformations ?? [])
            .SelectMany(Parts).OfType<IVectorField>().Select(field => field.Path);

    private static IEnumerable<string> Paths(CoordinateTransformation transformation) =>
        Parts(transformation).SelectMany(part => new[]
        {
            part.Input?.Path, part.Output?.Path, (part as IArrayParameters)?.Path, (part as IVectorField)?.Path,
        }).OfType<string>();

    private static IEnumerable<string> WithParents(string path)
    {
        for (var slash = path.IndexOf('/'); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }

        yield return path;
    }

    /// <summary>A transformation and all that it is made of.</summary>
    private static IEnumerable<CoordinateTransformation> Parts(CoordinateTransformation transformation)
    {
        var inner = transformation switch
        {
            SequenceTransformation sequence => sequence.Transformations,
            ByDimensionTransformation parts => parts.Transformations.Select(part => part.Transformation).ToEquatableArray(),
            BijectionTransformation bijection => [bijection.Forward, bijection.Inverse],
            _ => [],
        };
        return inner.SelectMany(Parts).Prepend(transformation);
    }
}
