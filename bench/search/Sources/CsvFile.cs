using System.Text;

namespace OmeNgff.Bench.Search.Sources;

/// <summary>Reads tables of comma-separated values whose first line names the columns.</summary>
internal static class CsvFile
{
    /// <summary>The rows of a file, each as its values by column; values that are missing are empty.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Read(string path)
    {
        var lines = Records(File.ReadAllText(path)).Where(line => line.Count > 1);
        List<string>? columns = null;
        foreach (var line in lines)
        {
            if (columns is null)
            {
                columns = line;
                continue;
            }

            yield return columns.Select((column, index) => (column, index)).DistinctBy(pair => pair.column)
                .ToDictionary(
                    pair => pair.column,
                    pair => pair.index < line.Count ? line[pair.index].Trim() : "",
                    StringComparer.Ordinal);
        }
    }

    private static IEnumerable<List<string>> Records(string text)
    {
        var (record, value, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (isQuoted && letter == '"' && at + 1 < text.Length && text[at + 1] == '"')
            {
                value.Append('"');
                at++;
            }
            else if (letter == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && letter is ',' or '\n')
            {
                record.Add(value.ToString());
                value.Clear();
                if (letter == '\n')
                {
                    yield return record;
                    record = [];
                }
            }
            else
            {
                value.Append(letter);
            }
        }

        record.Add(value.ToString());
        yield return record;
    }
}
