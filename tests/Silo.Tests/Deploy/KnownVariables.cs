using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using OmeNgff.Catalog.PrivateServer;
using OmeNgff.Silo.Hosting;

namespace OmeNgff.Silo.Tests.Deploy;

/// <summary>The environment variables whose names are in the program.</summary>
internal static partial class KnownVariables
{
    public static ImmutableHashSet<string> All { get; } =
        [.. Literals(typeof(SiloApplication).Assembly.Location), .. Literals(typeof(PrivateServer).Assembly.Location)];

    /// <summary>The names that a text has in it.</summary>
    public static IEnumerable<string> In(string text) => Name().Matches(text).Select(match => match.Value);

    private static IEnumerable<string> Literals(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var reader = file.GetMetadataReader();
        var found = new List<string>();
        for (var handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = reader.GetNextHandle(handle))
        {
            var literal = reader.GetUserString(handle);
            if (Name().Match(literal) is { Success: true } match && match.Length == literal.Length)
            {
                found.Add(literal);
            }
        }

        return found;
    }

    [GeneratedRegex("OMENGFF_[A-Z0-9_]*[A-Z0-9]", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
