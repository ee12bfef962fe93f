using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Tests.Versions;

/// <summary>One case of the specification's suites, or one of its examples that a version has instead.</summary>
/// <param name="Version">The version, as its folder is named.</param>
/// <param name="Name">The suite and the name of the case.</param>
/// <param name="Data">The attributes.</param>
/// <param name="IsValid">What the suite says of them.</param>
/// <param name="IsStrict">True where a SHOULD counts as a MUST.</param>
internal sealed record SuiteCase(string Version, string Name, RawJson Data, bool IsValid, bool IsStrict)
{
    public string Id => $"{Version} {Name}";

    public static IEnumerable<SuiteCase> Of(string version) => version switch
    {
        "0.1" or "0.2" or "0.3" => Examples(version),
        "0.4" or "0.5" => Suites(version),
        _ => Files(version),
    };

    /// <summary>A document; some of the specification's examples have lines that are comments.</summary>
    public static RawJson WithoutComments(string path) => RawJson.Parse(string.Join(
        '\n',
        File.ReadLines(Conformance.Path(path)).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))));

    private static IEnumerable<SuiteCase> Examples(string version)
    {
        var root = Conformance.Path($"ngff-spec/{version}/examples");
        return Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories).Order().Select(file =>
        {
            var name = Path.GetRelativePath(root, file);
            return new SuiteCase(
                version,
                name,
                WithoutComments($"ngff-spec/{version}/examples/{name}"),
                !name.Contains("/invalid/", StringComparison.Ordinal),
                IsStrict: false);
        });
    }

    private static IEnumerable<SuiteCase> Suites(string version)
    {
        foreach (var file in Directory.GetFiles(Conformance.Path($"ngff-spec/{version}/tests"), "*_suite.json").Order())
        {
            var suite = Path.GetFileName(file)[..^"_suite.json".Length];
            var names = new HashSet<string>();
            foreach (var test in RawJson.Parse(File.ReadAllBytes(file)).Member("tests")!.Value.EnumerateArray())
            {
                // Two cases of one suite have the same name.
                var name = $"{suite} {test.GetProperty("formerly").GetString()}";
                yield return new SuiteCase(
                    version,
                    names.Add(name) ? name : $"{name} (again)",
                    new RawJson(test.GetProperty("data")),
                    test.GetProperty("valid").GetBoolean(),
                    suite.StartsWith("strict", StringComparison.Ordinal));
            }
        }
    }

    private static IEnumerable<SuiteCase> Files(string version)
    {
        var root = Conformance.Path($"ngff-spec/{version}/tests/attributes");
        return Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories).Order().Select(file =>
        {
            var name = Path.GetRelativePath(root, file);
            return new SuiteCase(
                version,
                name,
                RawJson.Parse(File.ReadAllBytes(file)),
                name.Contains("/valid/", StringComparison.Ordinal),
                name.StartsWith("strict/", StringComparison.Ordinal));
        });
    }
}
