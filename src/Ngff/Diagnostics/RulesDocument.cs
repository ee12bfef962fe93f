using System.Text;
using OmeNgff.Ngff.Versions;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Diagnostics;

/// <summary>The list of all rules for people.</summary>
public static class RulesDocument
{
    /// <summary>The list as Markdown: every rule, how grave it is in each version, and the section it comes from.</summary>
    public static string Write()
    {
        var text = new StringBuilder(
            """
            # The rules

            Every diagnostic names one of these rules. How grave a breach is depends on the version: **E** breaks a MUST,
            **W** a SHOULD or troubles readers, **i** is worth knowing, – is not in force. *Refuses* marks what leaves the
            shape, the axes or a transformation undefined or contradictory, so that the document cannot be taken over. The
            section is that of the specification, or says where else the rule comes from.

            | rule |
            """);
        foreach (var version in OmeVersions.All)
        {
            text.Append($" {version.Text()} |");
        }

        text.Append(" refuses | section |\n|---|");
        text.Append(string.Concat(Enumerable.Repeat(":-:|", OmeVersions.All.Count + 1))).Append("---|\n");
        foreach (var rule in Rules.All)
        {
            text.Append($"| `{rule.Id}` |");
            foreach (var version in OmeVersions.All)
            {
                text.Append($" {Mark(OmeRules.Of(version).SeverityOf(rule))} |");
            }

            text.Append($" {(rule.Refuses ? "refuses" : "")} | {rule.Section} |\n");
        }

        return text.ToString();
    }

    private static string Mark(Severity? severity) => severity switch
    {
        Severity.Error => "E",
        Severity.Warning => "W",
        Severity.Info => "i",
        _ => "–",
    };
}
