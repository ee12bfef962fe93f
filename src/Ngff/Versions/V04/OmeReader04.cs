using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Versions.V04;

/// <summary>Reads OME 0.4: members at the root of the attributes, the version in each multiscale.</summary>
internal static class OmeReader04
{
    private static readonly string[] Versioned = ["image-label", "plate", "well"];

    /// <summary>The group, or null when there is no OME metadata or it is refused.</summary>
    public static OmeGroup? Read(JsonCursor attributes, Findings findings)
    {
        if (!attributes.IsObject)
        {
            findings.WrongType(attributes, "an object, the attributes");
            return null;
        }

        if (!HasOme(attributes))
        {
            if (attributes.Member("ome") is { IsObject: true } later && later.Member("version") is { } version)
            {
                OmeMembers.Version(version, OmeRules04.Table, findings);
            }

            return null;
        }

        if (!CheckVersions(attributes, findings))
        {
            return null;
        }

        string[] own = [.. OmeMembers.Interpreted, .. OmeMembers.Carried];
        var others = attributes.Element.EnumerateObject().Select(member => member.Name);
        return OmeMembers.Read(attributes, OmeRules04.Table, findings) with
        {
            OtherOme = JsonText.Without(attributes.Element, [.. others.Except(OmeMembers.Carried)]),
            Attributes = JsonText.Without(attributes.Element, own),
        };
    }

    private static bool HasOme(JsonCursor attributes) =>
        OmeMembers.Interpreted.Any(name => attributes.Member(name) is not null) ||
        OmeMembers.Carried.Any(name => name != "_creator" && attributes.Member(name) is not null);

    /// <summary>False where the version refuses the rest, whose rules are then not known.</summary>
    private static bool CheckVersions(JsonCursor attributes, Findings findings)
    {
        var known = true;
        foreach (var name in Versioned)
        {
            if (attributes.Member(name)?.Present("version") is { } version)
            {
                known &= OmeMembers.Version(version, OmeRules04.Table, findings) is not null;
            }
        }

        foreach (var multiscale in attributes.Member("multiscales")?.Items() ?? [])
        {
            known &= CheckVersion(multiscale, findings);
        }

        return known;
    }

    private static bool CheckVersion(JsonCursor multiscale, Findings findings)
    {
        if (multiscale.Present("version") is { } version)
        {
            return OmeMembers.Version(version, OmeRules04.Table, findings) is not null;
        }

        var axes = multiscale.Present("axes");
        if (axes is { IsArray: true } list && list.Items().Take(1).All(axis => axis.IsObject))
        {
            findings.Add(
                Rules.MultiscaleVersionMissing,
                multiscale.Pointer,
                "The multiscale does not say its version; its axes are as in 0.4.",
                "0.4");
            return true;
        }

        findings.Add(
            Rules.VersionUnsupported,
            multiscale.Pointer,
            axes is null
                ? "The multiscale says neither its version nor its axes: it may be of 0.1 or 0.2, which cannot be read."
                : "The multiscale does not say its version and its axes are as in 0.3, which cannot be read.");
        return false;
    }
}
