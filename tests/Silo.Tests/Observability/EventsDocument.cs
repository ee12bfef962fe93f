using System.Globalization;
using System.Text;

namespace OmeNgff.Silo.Tests.Observability;

/// <summary>docs/events.md: every event that a node logs, what it means and what to do.</summary>
internal static class EventsDocument
{
    /// <summary>The subjects, by the hundred that their ids begin with.</summary>
    public static readonly IReadOnlyDictionary<int, string> Subjects = new SortedDictionary<int, string>
    {
        [1000] = "Requests",
        [1100] = "Repeated operations",
        [1200] = "The search index",
        [1300] = "The node",
        [1400] = "Batches",
        [2000] = "Imports",
        [3000] = "The change feed",
        [3100] = "The space graph",
        [3200] = "Copies of views",
        [3300] = "The replica of searches",
        [4000] = "The database",
        [9000] = "The one-process grain runtime",
    };

    /// <summary>The subject of an event.</summary>
    public static int SubjectOf(LoggedEvent logged) => logged.Id / 100 * 100;

    public static string Write(IReadOnlyList<LoggedEvent> events)
    {
        var text = new StringBuilder(
            """
            # Events

            What a node logs, by id. The id and the name stay what they are; messages may be worded anew. With
            `OMENGFF_LOG_FORMAT=json` they are `id` and `event`, and the placeholders of the message are in `fields`. Other
            categories than `OmeNgff…` are those of libraries, and are logged from warnings on.

            This file is written by its test: `OMENGFF_UPDATE_DOCUMENTS=1 tests/run Silo`. The texts stand in the source,
            above each event.

            """);
        foreach (var subject in events.GroupBy(SubjectOf))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {subject.Key} to {subject.Key + 99}: {Subjects[subject.Key]}\n");
            foreach (var logged in subject)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"\n### {logged.Id} `{logged.Name}` ({logged.Level.ToLowerInvariant()})\n\n");
                text.Append(CultureInfo.InvariantCulture, $"> {logged.Message.Replace("\\n", "\n> ", StringComparison.Ordinal)}\n\n");
                text.Append(logged.Meaning).Append('\n');
                if (logged.Remedy != "None.")
                {
                    text.Append(CultureInfo.InvariantCulture, $"\n**What to do:** {logged.Remedy}\n");
                }
            }
        }

        return text.ToString();
    }
}
