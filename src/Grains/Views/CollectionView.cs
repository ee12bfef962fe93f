using System.Collections.Concurrent;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Collections;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Publishing;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Grains.Views;

/// <summary>What a collection publishes: a pure function of one snapshot of it and its members. The documents are made once
/// for each OME version, on first use, as ready bytes.</summary>
/// <param name="snapshot">The snapshot.</param>
/// <param name="changes">How many changes of others had been heard of before the snapshot was taken.</param>
internal sealed class CollectionView(CollectionSnapshot snapshot, long changes)
{
    /// <summary>The version of <c>bioformats2raw.layout</c>.</summary>
    private const int SeriesLayout = 3;

    private readonly ConcurrentDictionary<OmeVersion, CollectionRoot> _roots = new();

    /// <summary>The collection's version.</summary>
    internal long Version => snapshot.Collection.Version;

    /// <summary>How many changes of others had been heard of before.</summary>
    internal long Changes => changes;

    /// <summary>The documents of the collection's groups by Zarr key.</summary>
    /// <exception cref="ProblemException">409: the collection publishes none, or not in this version.</exception>
    internal ServedDocument Metadata(string ome) => Root(ome) is { Refusal: { } refusal }
        ? throw new ProblemException(refusal)
        : Root(ome).Bundle;

    /// <summary>What lies at a key of the collection's hierarchy.</summary>
    internal ServedKey Read(string ome, string key) => Root(ome).Read(key);

    private CollectionRoot Root(string ome) => OmeVersions.TryParse(ome, out var version) && version.IsWritten()
        ? _roots.GetOrAdd(version, Published)
        : throw ProblemException.Invalid("/ome", "ome-version-unknown",
            $"ome must be one of {string.Join(", ", OmeVersions.Written.Select(known => known.Text()))}.");

    private CollectionRoot Published(OmeVersion version)
    {
        var collection = snapshot.Collection;
        if (collection.CollectionKind == CollectionKind.List)
        {
            return new CollectionRoot(version, new Problem(
                "/problems/not-expressible", "Cannot be said in OME-NGFF", 409,
                $"The collection '{collection.Id}' is a free list, which OME-NGFF has no documents for; a plate, a well, "
                + "a bioformats2raw series and a scene have."), images: []);
        }

        try
        {
            return new CollectionRoot(version, CollectionDocuments.Publish(version, Groups()), Images());
        }
        catch (NgffException refusal)
        {
            return new CollectionRoot(version, Refused(version, refusal), Images());
        }
    }

    private bool IsExpressible(OmeVersion version)
    {
        try
        {
            return !CollectionDocuments.Publish(version, Groups()).IsEmpty;
        }
        catch (NgffException)
        {
            return false;
        }
    }

    /// <summary>The images of the collection by their paths in its hierarchy.</summary>
    private IEnumerable<KeyValuePair<string, string>> Images()
    {
        foreach (var member in snapshot.Collection.Members)
        {
            if (member is { Path: { } path, Image: { } image })
            {
                yield return new(path, image);
            }
            else if (member is { Path: { } group, Collection: { } inner }
                && snapshot.Members.GetValueOrDefault(inner) is { CollectionKind: CollectionKind.Well } well)
            {
                foreach (var field in well.Members.Where(field => field is { Path: not null, Image: not null }))
                {
                    yield return new($"{group}/{field.Path}", field.Image!);
                }
            }
        }
    }

    /// <summary>The collection's groups by their paths.</summary>
    private SortedDictionary<string, OmeGroup> Groups()
    {
        var collection = snapshot.Collection;
        var groups = new SortedDictionary<string, OmeGroup>(StringComparer.Ordinal);
        switch (collection.CollectionKind)
        {
            case CollectionKind.Plate:
                groups[""] = new OmeGroup { Plate = PlateOf(), Attributes = collection.Attributes };
                foreach (var member in collection.Members)
                {
                    var well = snapshot.Members[member.Collection!];
                    if (well.CollectionKind != CollectionKind.Well)
                    {
                        throw new NgffException("member-not-a-well", "",
                            $"The collection '{well.Id}' at {member.Path} has become another kind than a well.");
                    }

                    groups[member.Path!] = new OmeGroup { Well = WellOf(well), Attributes = well.Attributes };
                }

                break;
            case CollectionKind.Well:
                groups[""] = new OmeGroup { Well = WellOf(collection), Attributes = collection.Attributes };
                break;
            case CollectionKind.Bioformats2Raw:
                groups[""] = new OmeGroup { SeriesLayout = SeriesLayout, Attributes = collection.Attributes };
                groups["OME"] = new OmeGroup
                {
                    Series = collection.Members.Select(member => member.Path!).ToEquatableArray(),
                };
                break;
            case CollectionKind.Scene:
                groups[""] = new OmeGroup { Scene = SceneView.Of(snapshot), Attributes = collection.Attributes };
                break;
        }

        if (groups.TryGetValue("", out var root))
        {
            groups[""] = root with { OtherOme = collection.OtherOme };
        }

        return groups;
    }

    private Plate PlateOf()
    {
        var plate = snapshot.Collection;
        var (rows, columns) = (plate.Rows.ToList(), plate.Columns.ToList());
        var fields = snapshot.Members.Values.Select(well => well.Members.Count).DefaultIfEmpty().Max();
        return new Plate
        {
            Name = plate.Name,
            Rows = rows.Select(name => new PlateLine(name)).ToEquatableArray(),
            Columns = columns.Select(name => new PlateLine(name)).ToEquatableArray(),
            Wells = plate.Members
                .Select(member => new PlateWell(
                    member.Path!, rows.IndexOf(member.Row!), columns.IndexOf(member.Column!))
                { Other = member.Attributes })
                .ToEquatableArray(),
            FieldCount = fields > 0 ? fields : null,
            Acquisitions = plate.Acquisitions.IsEmpty ? null : plate.Acquisitions,
            Other = plate.Other,
        };
    }

    private static Well WellOf(CollectionRecord well) => new()
    {
        Images = well.Members
            .Select(member => new WellImage(member.Path!, member.Acquisition) { Other = member.Attributes })
            .ToEquatableArray(),
        Other = well.Other,
    };

    private Problem Refused(OmeVersion version, NgffException refusal)
    {
        var id = snapshot.Collection.Id;
        var others = OmeVersions.Written.Where(IsExpressible).ToList();
        return new Problem(
            "/problems/not-expressible",
            "Cannot be said in this OME version",
            409,
            $"The collection '{id}' cannot be said as OME {version.Text()}: "
            + $"{string.Join(" ", refusal.Diagnostics.Select(reason => reason.Message).Distinct())} "
            + (others.Count == 0 ? "No other version can say it either."
                : Documents.AskFor(others, $"/zarr/{others[0].Text()}/collections/{id}.zarr/")))
        {
            Errors = refusal.Diagnostics.Select(reason => new ProblemError(reason.Pointer, reason.Rule, reason.Message)
            {
                Path = reason.Path,
            }).ToEquatableArray(),
        };
    }
}
