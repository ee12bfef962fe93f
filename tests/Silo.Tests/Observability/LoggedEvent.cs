using System.Globalization;
using System.Text.RegularExpressions;

namespace OmeNgff.Silo.Tests.Observability;

/// <summary>An event that some part of the program logs, as its source says: also those of the other grain runtime.</summary>
internal sealed partial record LoggedEvent(
    int Id, string Name, string Level, string Message, string Meaning, string Remedy, string Source)
{
    /// <summary>All events, in the order of their ids.</summary>
    public static IReadOnlyList<LoggedEvent> All()
    {
        var sources = Path.Join(Checkout.Folder, "src");
        var events = new List<LoggedEvent>();
        foreach (var file in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories).Order())
        {
            var text = File.ReadAllText(file);
            var name = Path.GetRelativePath(sources, file);
            var found = Declared().Matches(text).Select(match => Of(match, name)).ToList();

            // Whatever is written in another way must not be overlooked.
            Assert.True(found.Count == Attribute().Count(text), $"{name} declares an event in another form.");
            events.AddRange(found);
        }

        return [.. events.OrderBy(logged => logged.Id)];
    }

    private static LoggedEvent Of(Match match, string file) => new(
        int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture),
        match.Groups["name"].Value,
        match.Groups["level"].Value,
        string.Concat(Literal().Matches(match.Groups["message"].Value).Select(part => part.Groups["text"].Value)),
        Prose(match.Groups["documentation"].Value, "summary"),
        Prose(match.Groups["documentation"].Value, "remarks"),
        file);

    private static string Prose(string documentation, string element)
    {
        var lines = Slashes().Replace(documentation, " ");
        var whole = Regex.Match(
            lines, $"<{element}>(?<text>.*?)</{element}>",
            RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["text"].Value;
        var code = Code().Replace(whole, "`");
        return Spaces().Replace(code, " ").Trim();
    }

    [GeneratedRegex(
        """
        (?<documentation>(?:[ ]*///[^\n]*\n)*)[ ]*\[LoggerMessage\(EventId\s=\s(?<id>\d+),\s*EventName\s=\s"(?<name>[^"]*)",
        \s*Level\s=\sLogLevel\.(?<level>\w+),\s*Message\s=\s(?<message>(?:"[^"]*"|[\s+])*)\)\]
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declared();

    [GeneratedRegex(@"\[LoggerMessage\(", RegexOptions.None, 1000)]
    private static partial Regex Attribute();

    [GeneratedRegex("\"(?<text>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\n?[ ]*///", RegexOptions.None, 1000)]
    private static partial Regex Slashes();

    [GeneratedRegex("</?c>", RegexOptions.None, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
