using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Reads the members that 0.4 has at the root of the attributes and 0.5 under <c>ome</c>.</summary>
internal static class OmeMembers
{
    /// <summary>The members that the model interprets.</summary>
    public static readonly string[] Interpreted = ["multiscales", "omero", "labels", "image-label"];

    /// <summary>Other members that are OME's although they are at the root of the attributes in 0.4.</summary>
    public static readonly string[] Carried = ["_creator", "bioformats2raw.layout", "plate", "series", "well"];

    /// <summary>The group without the members that are elsewhere in the two versions.</summary>
    public static OmeGroup Read(JsonCursor ome, OmeRules rules, Findings findings)
    {
        var multiscales = new MultiscalesReader(rules, findings).Read(ome.Member("multiscales"));
        if (ome.Member("omero") is { } omero)
        {
            OmeroRules.Check(omero, findings);
        }

        if (ome.Member("image-label") is { } label)
        {
            LabelsReader.CheckImageLabel(label, rules, findings);
        }

        return new OmeGroup
        {
            Version = rules.Version,
            Multiscales = multiscales,
            Omero = Carry(ome.Present("omero")),
            Labels = LabelsReader.ReadList(ome.Present("labels"), findings),
            ImageLabel = Carry(ome.Present("image-label")),
        };
    }

    /// <summary>
    /// The version that a text means, where the reader knows it: patch releases (<c>0.4.1</c>) count as their release.
    /// </summary>
    public static OmeVersion? Version(JsonCursor version, OmeRules rules, Findings findings)
    {
        if (version.Text is not { } text)
        {
            findings.WrongType(version, "a version, a string");
            return null;
        }

        var own = rules.Version.Text();
        if (text == own)
        {
            return rules.Version;
        }

        if (text.StartsWith(own + ".", StringComparison.Ordinal))
        {
            findings.Add(
                Rules.VersionInexact,
                version.Pointer,
                $"Version \"{text}\" is read as {own}; not all readers do.",
                own);
            return rules.Version;
        }

        if (OmeVersions.TryParse(text, out var other))
        {
            findings.Add(
                Rules.VersionZarrFormat,
                version.Pointer,
                $"OME {text} is in Zarr v{other.ZarrFormat()}, not in Zarr v{rules.Version.ZarrFormat()}.");
        }
        else
        {
            findings.Add(Rules.VersionUnsupported, version.Pointer, $"OME version \"{text}\" cannot be read.");
        }

        return null;
    }

    private static RawJson? Carry(JsonCursor? member) => member is { } some ? new RawJson(some.Element) : null;
}
