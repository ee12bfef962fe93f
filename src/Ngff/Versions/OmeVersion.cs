namespace OmeNgff.Ngff.Versions;

/// <summary>A version of the OME-NGFF specification that can be read.</summary>
public enum OmeVersion
{
    /// <summary>0.1, in Zarr v2; read only.</summary>
    V01,

    /// <summary>0.2, in Zarr v2; read only.</summary>
    V02,

    /// <summary>0.3, in Zarr v2; read only.</summary>
    V03,

    /// <summary>0.4, in Zarr v2.</summary>
    V04,

    /// <summary>0.5, in Zarr v3.</summary>
    V05,

    /// <summary>0.6, in Zarr v3; <c>0.6rc*</c> is read as it, and <c>0.6.dev*</c> is converted.</summary>
    V06,
}

/// <summary>The text form of <see cref="OmeVersion"/>.</summary>
public static class OmeVersions
{
    /// <summary>The versions that are read, oldest first.</summary>
    public static readonly EquatableArray<OmeVersion> All =
        [OmeVersion.V01, OmeVersion.V02, OmeVersion.V03, OmeVersion.V04, OmeVersion.V05, OmeVersion.V06];

    /// <summary>The versions that are written, oldest first.</summary>
    public static readonly EquatableArray<OmeVersion> Written = [OmeVersion.V04, OmeVersion.V05, OmeVersion.V06];

    /// <summary>The version as documents write it: <c>0.4</c>.</summary>
    public static string Text(this OmeVersion version) => version switch
    {
        OmeVersion.V01 => "0.1",
        OmeVersion.V02 => "0.2",
        OmeVersion.V03 => "0.3",
        OmeVersion.V04 => "0.4",
        OmeVersion.V05 => "0.5",
        OmeVersion.V06 => "0.6",
        _ => throw new ArgumentOutOfRangeException(nameof(version)),
    };

    /// <summary>The Zarr format that carries the version: 2 or 3.</summary>
    public static int ZarrFormat(this OmeVersion version) => version <= OmeVersion.V04 ? 2 : 3;

    /// <summary>True for a version that can be written.</summary>
    public static bool IsWritten(this OmeVersion version) => version >= OmeVersion.V04;

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
