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

/// <summary>What a collection publishes: a pure function of one snapshot of it and its members.</summary>
internal static class CollectionView
{
    /// <summary>The version of <c>bioformats2raw.layout</c>.</summary>
    private const int SeriesLayout = 3;

    /// <summary>The documents of the collection's groups by Zarr key.</summary>
    /// <exception cref="ProblemException">409: the collection publishes none, or not in this version.</exception>
    internal static ServedDocument Metadata(CollectionSnapshot snapshot, string ome)
    {
        var collection = snapshot.Collection;
        if (collection.CollectionKind == CollectionKind.List)
        {
            throw new ProblemException(new Problem("/problems/not-expressible", "Cannot be said in OME-NGFF", 409,
                $"The collection '{collection.Id}' is a free list, which OME-NGFF has no documents for; a plate, a well, "
                + "a bioformats2raw series and a scene have."));
        }

        if (!OmeVersions.TryParse(ome, out var version) || !version.IsWritten())
        {
            var written = string.Join(", ", OmeVersions.Written.Select(known => known.Text()));
            throw ProblemException.Invalid("/ome", "ome-version-unknown", $"ome must be one of {written}.");
        }

        try
        {
            return Documents.Bundle(CollectionDocuments.Publish(version, Groups(snapshot)));
        }
        catch (NgffException refusal)
        {
            throw new ProblemException(Refusal(collection, ome, refusal));
        }
    }

    /// <summary>The collection's groups by their paths.</summary>
    private static SortedDictionary<string, OmeGroup> Groups(CollectionSnapshot snapshot)
    {
        var collection = snapshot.Collection;
        var groups = new SortedDictionary<string, OmeGroup>(StringComparer.Ordinal);
        switch (collection.CollectionKind)
        {
            case CollectionKind.Plate:
                groups[""] = new OmeGroup { Plate = PlateOf(snapshot), Attributes = collection.Attributes };
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

    private static Plate PlateOf(CollectionSnapshot snapshot)
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

    private static Problem Refusal(CollectionRecord collection, string ome, NgffException refusal) => new(
        "/problems/not-expressible",
        "Cannot be said in this OME version",
        409,
        $"The collection '{collection.Id}' cannot be said as OME {ome}: "
        + string.Join(" ", refusal.Diagnostics.Select(reason => reason.Message).Distinct()))
    {
        Errors = refusal.Diagnostics.Select(reason => new ProblemError(reason.Pointer, reason.Rule, reason.Message)
        {
            Path = reason.Path,
        }).ToEquatableArray(),
    };
}
