namespace OmeNgff.Ngff.Versions;

/// <summary>A version of the OME-NGFF specification that can be read and written.</summary>
public enum OmeVersion
{
    /// <summary>0.4, in Zarr v2.</summary>
    V04,

    /// <summary>0.5, in Zarr v3.</summary>
    V05,
}

/// <summary>The text form of <see cref="OmeVersion"/>.</summary>
public static class OmeVersions
{
    /// <summary>The versions, oldest first.</summary>
    public static readonly EquatableArray<OmeVersion> All = [OmeVersion.V04, OmeVersion.V05];

    /// <summary>The version as documents write it: <c>0.4</c>.</summary>
    public static string Text(this OmeVersion version) => version switch
    {
        OmeVersion.V04 => "0.4",
        OmeVersion.V05 => "0.5",
        _ => throw new ArgumentOutOfRangeException(nameof(version)),
    };

    /// <summary>The Zarr format that carries the version: 2 or 3.</summary>
    public static int ZarrFormat(this OmeVersion version) => version == OmeVersion.V04 ? 2 : 3;

    /// <summary>Parses exactly the text of one version.</summary>
    public static bool TryParse(string? text, out OmeVersion version)
    {
        foreach (var candidate in All)
        {
            if (string.Equals(candidate.Text(), text, StringComparison.Ordinal))
            {
                version = candidate;
                return true;
            }
        }

        version = default;
        return false;
    }
}
