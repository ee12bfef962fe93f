using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Versions;

/// <summary>Reads the OME metadata of a Zarr group, in any version.</summary>
public static class OmeReader
{
    /// <summary>
    /// Reads a group's attributes and checks what can be checked without its arrays and without other groups. Pointers
    /// of diagnostics lead into the Zarr document that holds the attributes: <c>.zattrs</c> for format 2
    /// (<c>/multiscales/0/axes</c>), <c>zarr.json</c> for format 3 (<c>/attributes/ome/multiscales/0/axes</c>).
    /// </summary>
    /// <param name="zarrFormat">2 or 3.</param>
    /// <param name="attributes">
    /// The attributes: the whole of <c>.zattrs</c>, or the <c>attributes</c> of <c>zarr.json</c>.
    /// </param>
    /// <param name="assumed">
    /// The version to read them as where they do not say one, or null to infer it from their form.
    /// </param>
    /// <returns>
    /// The metadata and the diagnostics. One refusal refuses the whole group: also its other images.
    /// </returns>
    public static OmeReading Read(int zarrFormat, RawJson attributes, OmeVersion? assumed = null)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        if (zarrFormat is not (2 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(zarrFormat), zarrFormat, "Zarr has formats 2 and 3.");
        }

        var root = new JsonCursor(attributes.Element, zarrFormat == 2 ? "" : "/attributes");
        if (UnicodeText.FirstFault(root) is { } fault)
        {
            return new OmeReading(null, [UnicodeText.Describe(fault)]);
        }

        var detected = zarrFormat == 2
            ? DeclaredVersion.OfRoot(root, assumed)
            : DeclaredVersion.OfNamespace(root, assumed);
        if (detected.Table is not { } rules)
        {
            return new OmeReading(null, detected.Found);
        }

        var findings = new Findings(rules: rules);
        findings.AddRange(detected.Found);
        var group = detected.Source is { } source && !findings.Refused
            ? OmeMembers.Read(source, root, rules, findings)
            : null;
        return new OmeReading(findings.Refused ? null : group, findings.ToEquatableArray())
        {
            IsVersionInferred = detected.IsInferred,
        };
    }

    /// <summary>The pointer, into the group's Zarr document, of the object that holds the OME members.</summary>
    internal static string RootPointer(OmeVersion version) => OmeRules.Of(version).RootPointer;
}
