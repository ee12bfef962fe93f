using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Reads the members that are at the root of the attributes up to 0.4 and under <c>ome</c> since.</summary>
internal static class OmeMembers
{
    /// <summary>The members that the model interprets.</summary>
    public static readonly string[] Interpreted =
    [
        "multiscales", "omero", "labels", "image-label", "plate", "well", "bioformats2raw.layout", "series", "scene",
    ];

    /// <summary>Other members that are OME's although they are at the root of the attributes.</summary>
    public static readonly string[] Carried = ["_creator"];

    /// <summary>True when there is OME metadata at the root of the attributes.</summary>
    public static bool AreIn(JsonCursor attributes) => Interpreted.Any(name => attributes.Member(name) is not null);

    /// <summary>The same before there was a namespace: there were no scenes then.</summary>
    public static bool AreInRoot(JsonCursor attributes) =>
        Interpreted.Any(name => name != "scene" && attributes.Member(name) is not null);

    /// <summary>The group.</summary>
    /// <param name="ome">The object that holds the members.</param>
    /// <param name="attributes">The attributes, which may be the same object.</param>
    /// <param name="rules">The version's table.</param>
    /// <param name="findings">Takes what is found.</param>
    public static OmeGroup Read(JsonCursor ome, JsonCursor attributes, OmeRules rules, Findings findings)
    {
        if (!AreIn(ome))
        {
            findings.Add(
                Rules.OmeMetadataMissing,
                ome,
                $"There is no image, label list, plate, well, series{(rules.HasScene ? ", scene" : "")} here.");
        }

        if (ome.Member("omero") is { } omero)
        {
            OmeroRules.Check(omero, findings);
        }

        if (ome.Member("image-label") is { } label)
        {
            LabelsReader.CheckImageLabel(label, rules, findings);
        }

        var collections = new CollectionsReader(rules, findings);
        var group = new OmeGroup
        {
            Version = rules.Version,
            Multiscales = new MultiscalesReader(rules, findings).Read(ome.Member("multiscales")),
            Omero = Carry(ome.Present("omero")),
            Labels = LabelsReader.ReadList(ome.Present("labels"), findings),
            ImageLabel = WithoutVersion(ome.Present("image-label")),
            Plate = collections.Plate(ome.Present("plate")),
            Well = collections.Well(ome.Present("well")),
            SeriesLayout = collections.SeriesLayout(ome.Member("bioformats2raw.layout")),
            Series = collections.Series(ome.Member("series")),
            Scene = SceneReader.Read(ome.Member("scene"), rules, findings),
        };
        return rules.HasNamespace
            ? group with
            {
                OtherOme = JsonText.Without(ome.Element, [.. Read(group), "version"]),
                Attributes = JsonText.Without(attributes.Element, "ome"),
            }
            : group with
            {
                OtherOme = JsonText.Only(ome.Element, [.. Carried, .. Interpreted.Except(Read(group)).Except(["scene"])]),
                Attributes = JsonText.Without(ome.Element, [.. Interpreted.Except(["scene"]), .. Carried]),
            };
    }

    /// <summary>The interpreted members that a group has; what is too faulty stays among the others as it is.</summary>
    public static IEnumerable<string> Read(OmeGroup group)
    {
        yield return "multiscales";
        yield return "omero";
        yield return "image-label";
        if (group.Labels is not null)
        {
            yield return "labels";
        }

        if (group.Plate is not null)
        {
            yield return "plate";
        }

        if (group.Well is not null)
        {
            yield return "well";
        }

        if (group.SeriesLayout is not null)
        {
            yield return "bioformats2raw.layout";
        }

        if (group.Series is not null)
        {
            yield return "series";
        }

        if (group.Scene is not null)
        {
            yield return "scene";
        }
    }

    // The version is that of the document, and is written again where the version wants it.
    private static RawJson? WithoutVersion(JsonCursor? member) => member is { IsObject: true } some
        ? JsonText.Without(some.Element, "version") ?? RawJson.EmptyObject
        : Carry(member);

    private static RawJson? Carry(JsonCursor? member) => member is { } some ? new RawJson(some.Element) : null;
}
