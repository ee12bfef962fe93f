using System.Text.RegularExpressions;

namespace OmeNgff.Ngff.Neuroglancer;

/// <summary>One dimension of a coordinate space in Neuroglancer.</summary>
/// <param name="Name">The name. One that ends in <c>'</c> is local: each layer has its own position along it.</param>
/// <param name="Scale">The size of a voxel along it, in <paramref name="Unit"/>; positive.</param>
/// <param name="Unit"><c>m</c>, <c>s</c> or empty.</param>
public sealed partial record ViewerDimension(string Name, double Scale, string Unit)
{
    /// <summary>The end of the names of local dimensions.</summary>
    public const char LocalEnding = '\'';

    /// <summary>True where each layer has its own position along it.</summary>
    public bool IsLocal => Name.EndsWith(LocalEnding);

    /// <summary>True for a name that may stand in a state. Others are read from data and refused in states.</summary>
    public static bool IsName(string name) => Valid().IsMatch(name);

    /// <summary>A name like this one that may stand in a state and that none of the others has. It never looks like a
    /// number: JSON objects would be reordered by it.</summary>
    public static string NameLike(string name, IReadOnlyCollection<string> others)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(others);
        var ending = name.EndsWith(LocalEnding) ? "'" : "";
        var plain = Other().Replace(ending.Length > 0 ? name[..^1] : name, "_");
        plain = plain.Length > 0 && char.IsAsciiLetter(plain[0]) ? plain : $"axis{plain}";
        var unique = plain + ending;
        for (var number = 2; others.Contains(unique); number++)
        {
            unique = $"{plain}_{number}{ending}";
        }

        return unique;
    }

    [GeneratedRegex("^[a-zA-Z][a-zA-Z_0-9]*'?$", RegexOptions.NonBacktracking)]
    private static partial Regex Valid();

    [GeneratedRegex("[^a-zA-Z_0-9]", RegexOptions.NonBacktracking)]
    private static partial Regex Other();
}
