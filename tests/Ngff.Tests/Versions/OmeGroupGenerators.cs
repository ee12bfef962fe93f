using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Collections;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests.Versions;

/// <summary>Random valid groups of all kinds, as a version can say them.</summary>
internal static class OmeGroupGenerators
{
    private static readonly Gen<RawJson?> Other = Gen.Elements(null, RawJson.Parse("""{"x-mine":{"n":1.50,"t":["\u00b5"]}}"""));

    public static Gen<OmeGroup> Group(OmeVersion version) => Gen.OneOf(
        Image(version), Labels, Gen.Constant(new OmeGroup { SeriesLayout = 3 }),
        Gen.Elements<EquatableArray<string>>(["0"], ["1", "0/x"]).Select(series => new OmeGroup { Series = series }),
        PlateGroup(), WellGroup(version), version == OmeVersion.V06 ? SceneGroup : Labels)
        .SelectMany(group => Other.Select(other => group with { Version = version, Attributes = other }));

    private static Gen<OmeGroup> Labels => Gen.Elements<EquatableArray<string>>([], ["a"], ["a", "deep/b"])
        .Select(labels => new OmeGroup { Labels = labels });

    private static Gen<OmeGroup> Image(OmeVersion version) =>
        from multiscale in Generators.Multiscale
        from other in Other
        from omero in Gen.Elements(null, RawJson.Parse(
            """{"channels":[{"color":"00FF00","window":{"min":0,"max":9,"start":0,"end":5.5}}],"id":7}"""))
        from label in Gen.Elements(null, RawJson.Parse("""{"colors":[{"label-value":1,"rgba":[1,2,3,4],"k":0}]}"""))
        select new OmeGroup
        {
            Multiscales =
            [
                new OmeMultiscale
                {
                    Name = multiscale.Name,
                    Type = multiscale.Type,
                    Axes = multiscale.Axes,
                    IntrinsicName = version == OmeVersion.V06 ? "intrinsic" : null,
                    IntrinsicOther = version == OmeVersion.V06 ? other : null,
                    Datasets = multiscale.Levels.Select(level => new OmeDataset(
                        level.Path, Said(level.Transformation, multiscale.Axes.Count, version)) { Other = other }).ToEquatableArray(),
                    CoordinateTransformations = Whole(multiscale.CoordinateTransformations, multiscale.Axes.Count, version),
                    Other = multiscale.Other,
                },
            ],
            Omero = omero,
            ImageLabel = label,
        };

    private static Gen<OmeGroup> PlateGroup() =>
        from name in Gen.Elements(null, "plate")
        from other in Other
        from count in Gen.Elements<int?>(null, 4)
        from runs in Gen.Elements<EquatableArray<Acquisition>?>(
            null, [new Acquisition(0)], [new Acquisition(3) { Name = "run", MaximumFieldCount = 2, StartTime = 1343731272000 }])
        select new OmeGroup
        {
            Plate = new Plate
            {
                Name = name,
                Rows = [new PlateLine("A") { Other = other }, new PlateLine("B")],
                Columns = [new PlateLine("1")],
                Wells = [new PlateWell("B/1", 1, 0) { Other = other }, new PlateWell("A/1", 0, 0)],
                FieldCount = count,
                Acquisitions = runs,
                Other = other,
            },
        };

    private static Gen<OmeGroup> WellGroup(OmeVersion version) =>
        from other in Other
        from path in Gen.Elements(version == OmeVersion.V06 ? ["0", "a-b_c.d"] : (string[])["0", "b1"])
        from acquisition in Gen.Elements<int?>(null, 2)
        select new OmeGroup
        {
            Well = new Well { Images = [new WellImage(path, acquisition) { Other = other }, new WellImage("9")], Other = other },
        };

    private static Gen<OmeGroup> SceneGroup =>
        from other in Other
        from edge in Generators.Transformation(2)
        select new OmeGroup
        {
            Scene = new Scene
            {
                CoordinateSystems = [new CoordinateSystem("world", [new Axis("y", "space"), new Axis("x", "space")]) { Other = other }],
                CoordinateTransformations =
                [
                    edge with
                    {
                        Name = "edge",
                        Input = new CoordinateSystemReference("physical", "tile"),
                        Output = new CoordinateSystemReference("world"),
                        Other = other,
                    },
                ],
                Other = other,
            },
        };

    // The forms that each version has: what is in one of them is written as it is.
    private static CoordinateTransformation Said(CoordinateTransformation transformation, int rank, OmeVersion version)
    {
        var (scale, translation) = transformation.AsScaleAndTranslation(rank)!.Value;
        if (version == OmeVersion.V06 && transformation is IdentityTransformation)
        {
            return transformation with { Name = "level" };
        }

        return translation.Any(offset => offset != 0)
            ? new SequenceTransformation([new ScaleTransformation(scale), new TranslationTransformation(translation)])
            : new ScaleTransformation(scale);
    }

    private static EquatableArray<CoordinateTransformation> Whole(
        EquatableArray<CoordinateTransformation> parts, int rank, OmeVersion version)
    {
        if (parts.IsEmpty || version == OmeVersion.V06)
        {
            return parts.Take(8).ToEquatableArray();
        }

        return Said(new SequenceTransformation(parts), rank, version) is SequenceTransformation sequence
            ? sequence.Transformations
            : [Said(new SequenceTransformation(parts), rank, version)];
    }
}
