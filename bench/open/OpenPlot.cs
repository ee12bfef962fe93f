using System.Globalization;
using System.Text;

namespace OmeNgff.Bench.Open;

/// <summary>The results as a picture: a group of bars for each delay.</summary>
internal static class OpenPlot
{
    private const int Width = 860;

    private const int Left = 250;

    private const int BarHeight = 18;

    private static readonly string[] Colours = ["#0b7285", "#2f9e44", "#74b816", "#e67700", "#c92a2a"];

    /// <summary>An SVG document.</summary>
    public static string Draw(IReadOnlyList<OpenResult> results, int levels)
    {
        var delays = results.Select(result => result.Delay).Distinct().ToList();
        var longest = results.Max(result => result.Milliseconds);
        var height = 60 + (delays.Count * (34 + (WayToOpen.All.Length * (BarHeight + 4))));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" font-family="sans-serif" font-size="13">
            <rect width="{Width}" height="{height}" fill="white"/>
            <text x="16" y="26" font-size="16">Opening an image of {levels} levels: milliseconds, by the delay to the server</text>

            """);
        var y = 52;
        foreach (var delay in delays)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"16\" y=\"{y + 12}\" font-weight=\"bold\">{delay} ms</text>\n");
            y += 22;
            foreach (var (index, result) in results.Where(result => result.Delay == delay).Index())
            {
                var length = Math.Max(1, (Width - Left - 90) * result.Milliseconds / longest);
                svg.Append(CultureInfo.InvariantCulture,
                    $"""
                    <text x="{Left - 10}" y="{y + 13}" text-anchor="end">{result.Way.Name} ({result.Way.Requests(levels)})</text>
                    <rect x="{Left}" y="{y}" width="{length:F1}" height="{BarHeight}" fill="{Colours[index]}"/>
                    <text x="{Left + length + 6:F1}" y="{y + 13}">{result.Milliseconds:F1}</text>

                    """);
                y += BarHeight + 4;
            }

            y += 12;
        }

        return svg.Append("</svg>\n").ToString();
    }
}
