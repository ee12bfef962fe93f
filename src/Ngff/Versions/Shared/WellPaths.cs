namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Which names rows, columns and fields of a plate may have.</summary>
internal static class WellPaths
{
    /// <summary>Why a name is not one of letters and digits alone (0.1 to 0.5), or null when it is.</summary>
    public static string? NotAlphanumeric(string name) =>
        IsAlphanumeric(name) ? null : "it is made of other characters than letters and digits";

    /// <summary>Why a name is none of a Zarr node (0.6), or null when it is.</summary>
    public static string? NotNodeName(string name) => name switch
    {
        "" => "it is empty",
        _ when name.All(character => character == '.') => "it is made of periods alone",
        _ when name.StartsWith("__", StringComparison.Ordinal) => "it begins with \"__\", which is reserved",
        _ when name.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_' or '.')) =>
            "it has other characters than letters, digits, \"-\", \"_\" and \".\"",
        _ => null,
    };

    public static bool IsAlphanumeric(string name) => name.Length > 0 && name.All(char.IsAsciiLetterOrDigit);
}
