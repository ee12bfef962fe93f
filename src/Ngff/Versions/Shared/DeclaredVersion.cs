using System.Globalization;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions.V06;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>
/// Which version a group's attributes are written in: by what they say, or else by their form.
/// </summary>
/// <param name="Table">The version's table, or null when there is no OME metadata, or none that can be read.</param>
/// <param name="Source">The object that holds the OME members, in the form of that version.</param>
/// <param name="Found">What was found.</param>
internal sealed record DeclaredVersion(OmeRules? Table, JsonCursor? Source, EquatableArray<Diagnostic> Found)
{
    private static readonly DeclaredVersion None = new(null, null, []);

    /// <summary>True when the document does not say it.</summary>
    public bool IsInferred { get; private init; }

    /// <summary>0.1 to 0.4: members at the root of the attributes, the version in each of them.</summary>
    public static DeclaredVersion OfRoot(JsonCursor attributes, OmeVersion? assumed)
    {
        var findings = new Findings();
        if (!attributes.IsObject)
        {
            findings.WrongType(attributes, "an object, the attributes");
            return new DeclaredVersion(null, null, findings.ToEquatableArray());
        }

        if (!OmeMembers.AreInRoot(attributes))
        {
            return attributes.Member("ome") is { IsObject: true } later && later.Present("version") is { } misplaced
                ? Misplaced(misplaced)
                : None;
        }

        var declared = Declarations(attributes).ToList();
        OmeVersion? version = null;
        foreach (var place in declared)
        {
            if (Parse(place, zarrFormat: 2, findings) is not { } said)
            {
                return new DeclaredVersion(null, null, findings.ToEquatableArray());
            }

            if (version is { } first && said != first)
            {
                findings.Add(
                    Rules.VersionInconsistent,
                    place,
                    $"Here is version {said.Text()}, elsewhere in the document {first.Text()}; say one.");
            }

            version ??= said;
        }

        if (version is null)
        {
            version = assumed is { } given && given.ZarrFormat() == 2 ? given : ByForm(attributes);
        }

        var rules = OmeRules.Of(version.Value);
        foreach (var multiscale in attributes.Member("multiscales")?.Items() ?? [])
        {
            if (multiscale.IsObject && multiscale.Present("version") is null)
            {
                findings.Add(
                    Rules.MultiscaleVersionMissing,
                    multiscale,
                    $"The multiscale does not say its version; it is read as {version.Value.Text()}.",
                    version.Value.Text());
            }
        }

        return new DeclaredVersion(rules, attributes, findings.ToEquatableArray()) { IsInferred = declared.Count == 0 };
    }

    /// <summary>0.5 and later: members under <c>ome</c>, which says the version once.</summary>
    public static DeclaredVersion OfNamespace(JsonCursor attributes, OmeVersion? assumed)
    {
        var findings = new Findings();
        if (!attributes.IsObject)
        {
            findings.WrongType(attributes, "an object, the attributes");
            return new DeclaredVersion(null, null, findings.ToEquatableArray());
        }

        if (attributes.Member("ome") is not { } ome)
        {
            return OmeMembers.AreIn(attributes) ? Misplaced(attributes) : None;
        }

        if (!ome.IsObject)
        {
            findings.WrongType(ome, "an object, the OME metadata");
            return new DeclaredVersion(null, null, findings.ToEquatableArray());
        }

        OmeVersion version;
        if (ome.Present("version") is { } place)
        {
            if (DevelopmentVersion.IsOne(place.Text))
            {
                var (converted, changes) = DevelopmentVersion.Convert(ome);
                return new DeclaredVersion(OmeRules.Of(OmeVersion.V06), converted, changes);
            }

            if (Parse(place, zarrFormat: 3, findings) is not { } said)
            {
                return new DeclaredVersion(null, null, findings.ToEquatableArray());
            }

            version = said;
        }
        else
        {
            version = assumed is { } given && given.ZarrFormat() == 3 ? given : ByFormInNamespace(ome);
            findings.Add(
                Rules.VersionMissing,
                ome,
                $"The OME metadata does not say its version; it is read as {version.Text()}.",
                version.Text());
        }

        CheckNested(ome, version, findings);
        return new DeclaredVersion(OmeRules.Of(version), ome, findings.ToEquatableArray())
        {
            IsInferred = ome.Present("version") is null,
        };
    }

    // The namespace says the version; what says it again must say the same.
    private static void CheckNested(JsonCursor ome, OmeVersion version, Findings findings)
    {
        foreach (var place in Declarations(ome))
        {
            if (place.Text is not { } text || (text != version.Text() && !OmeRules.Of(version).IsPreview(text)
                && !text.StartsWith(version.Text() + ".", StringComparison.Ordinal)))
            {
                findings.Add(
                    Rules.VersionInconsistent,
                    place,
                    $"Here is version {place.Element.GetRawText()}, and the document is of {version.Text()}; say one.",
                    version.Text());
            }
        }
    }

    private static IEnumerable<JsonCursor> Declarations(JsonCursor attributes)
    {
        foreach (var multiscale in attributes.Member("multiscales")?.Items() ?? [])
        {
            if (multiscale.Present("version") is { } version)
            {
                yield return version;
            }
        }

        foreach (var name in (string[])["image-label", "plate", "well"])
        {
            if (attributes.Member(name)?.Present("version") is { } version)
            {
                yield return version;
            }
        }
    }

    private static OmeVersion? Parse(JsonCursor place, int zarrFormat, Findings findings)
    {
        if (place.Text is not { } text)
        {
            findings.WrongType(place, "a version, a string");
            return null;
        }

        foreach (var version in OmeVersions.All)
        {
            var own = version.Text();
            var isPatch = text.StartsWith(own + ".", StringComparison.Ordinal) &&
                int.TryParse(text[(own.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _);
            if (text != own && !isPatch && !OmeRules.Of(version).IsPreview(text))
            {
                continue;
            }

            if (version.ZarrFormat() != zarrFormat)
            {
                findings.Add(
                    Rules.VersionZarrFormat,
                    place,
                    $"OME {text} is in Zarr v{version.ZarrFormat()}, not in Zarr v{zarrFormat}.");
                return null;
            }

            if (isPatch)
            {
                findings.Add(
                    Rules.VersionInexact, place, $"Version \"{text}\" is read as {own}; not all readers do.", own);
            }

            return version;
        }

        findings.Add(Rules.VersionUnsupported, place, $"OME version \"{text}\" cannot be read.");
        return null;
    }

    // Without a version: names of axes came in 0.3, objects in 0.4; plates and wells changed in 0.4 last.
    private static OmeVersion ByForm(JsonCursor attributes)
    {
        foreach (var multiscale in attributes.Member("multiscales")?.Items() ?? [])
        {
            if (multiscale.Present("axes") is { IsArray: true } axes)
            {
                return axes.Items().Any(axis => axis.Text is not null) ? OmeVersion.V03 : OmeVersion.V04;
            }

            var hasTransformations = multiscale.Member("datasets")?.Items()
                .Any(dataset => dataset.Member("coordinateTransformations") is not null) ?? false;
            return hasTransformations || multiscale.Member("coordinateTransformations") is not null
                ? OmeVersion.V04
                : OmeVersion.V02;
        }

        return OmeVersion.V04;
    }

    private static OmeVersion ByFormInNamespace(JsonCursor ome) =>
        ome.Member("scene") is not null || (ome.Member("multiscales")?.Items()
            .Any(multiscale => multiscale.Member("coordinateSystems") is not null) ?? false)
            ? OmeVersion.V06
            : OmeVersion.V05;

    private static DeclaredVersion Misplaced(JsonCursor place) => new(null, null,
    [
        Rules.VersionZarrFormat.At(
            place.Pointer,
            place.IsObject
                ? "In Zarr v3 the OME metadata is under \"ome\"; outside it, it would be of a version for Zarr v2."
                : $"OME {place.Text} is in Zarr v3, not in Zarr v2."),
    ]);
}
