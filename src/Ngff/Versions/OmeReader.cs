using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions.V04;
using OmeNgff.Ngff.Versions.V05;

namespace OmeNgff.Ngff.Versions;

/// <summary>Reads the OME metadata of a Zarr group.</summary>
public static class OmeReader
{
    /// <summary>
    /// Reads a group's attributes and checks what can be checked without its arrays. Pointers of diagnostics lead into
    /// the Zarr document that holds the attributes: <c>.zattrs</c> for format 2 (<c>/multiscales/0/axes</c>),
    /// <c>zarr.json</c> for format 3 (<c>/attributes/ome/multiscales/0/axes</c>).
    /// </summary>
    /// <param name="zarrFormat">2 or 3.</param>
    /// <param name="attributes">
    /// The attributes: the whole of <c>.zattrs</c>, or the <c>attributes</c> of <c>zarr.json</c>.
    /// </param>
    /// <returns>
    /// The metadata and the diagnostics. One refusal refuses the whole group: also its other images.
    /// </returns>
    public static OmeReading Read(int zarrFormat, RawJson attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        if (zarrFormat is not (2 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(zarrFormat), zarrFormat, "Zarr has formats 2 and 3.");
        }

        var findings = new Findings();
        var root = new JsonCursor(attributes.Element, zarrFormat == 2 ? "" : "/attributes");
        if (UnicodeText.FirstFault(root) is { } fault)
        {
            return new OmeReading(null, [UnicodeText.Describe(fault)]);
        }

        var group = zarrFormat == 2 ? OmeReader04.Read(root, findings) : OmeReader05.Read(root, findings);
        return new OmeReading(findings.Refused ? null : group, findings.ToEquatableArray());
    }

    /// <summary>The pointer, into the group's Zarr document, of the object that holds the OME members.</summary>
    internal static string RootPointer(OmeVersion version) => version == OmeVersion.V04 ? "" : "/attributes/ome";
}
