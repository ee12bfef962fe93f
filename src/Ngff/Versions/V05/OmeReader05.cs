using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Versions.V05;

/// <summary>Reads OME 0.5: members under <c>ome</c>, which says the version once.</summary>
internal static class OmeReader05
{
    /// <summary>The group, or null when there is no OME metadata or it is refused.</summary>
    public static OmeGroup? Read(JsonCursor attributes, Findings findings)
    {
        if (!attributes.IsObject)
        {
            findings.WrongType(attributes, "an object, the attributes");
            return null;
        }

        if (attributes.Member("ome") is not { } ome)
        {
            CheckMisplaced(attributes, findings);
            return null;
        }

        if (!ome.IsObject)
        {
            findings.WrongType(ome, "an object, the OME metadata");
            return null;
        }

        if (ome.Present("version") is not { } version)
        {
            findings.Add(Rules.VersionMissing, ome.Pointer, "The OME metadata does not say its version.", "0.5");
        }
        else if (OmeMembers.Version(version, OmeRules05.Table, findings) is null)
        {
            return null;
        }

        return OmeMembers.Read(ome, OmeRules05.Table, findings) with
        {
            OtherOme = JsonText.Without(ome.Element, [.. OmeMembers.Interpreted, "version"]),
            Attributes = JsonText.Without(attributes.Element, "ome"),
        };
    }

    // 0.4 written into Zarr v3, as some early writers did.
    private static void CheckMisplaced(JsonCursor attributes, Findings findings)
    {
        if (attributes.Member("multiscales") is { IsArray: true } multiscales &&
            multiscales.Items().Any(multiscale => multiscale.Member("datasets") is { IsArray: true }))
        {
            findings.Add(
                Rules.VersionZarrFormat,
                multiscales.Pointer,
                "In Zarr v3 the OME metadata is under \"ome\"; outside it, it would be of a version for Zarr v2.");
        }
    }
}
