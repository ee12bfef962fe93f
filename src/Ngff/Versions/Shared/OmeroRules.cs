using System.Text.Json;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>
/// Checks <c>omero</c> rendering settings: viewers need, of every channel, a color of 6 hexadecimal digits and a window
/// with min, max, start and end.
/// </summary>
internal static class OmeroRules
{
    private static readonly string[] WindowMembers = ["min", "max", "start", "end"];

    /// <summary>True when the settings are complete; how many channels the image has does not matter here.</summary>
    public static bool IsComplete(RawJson omero)
    {
        var findings = new Findings();
        Check(new JsonCursor(omero.Element, ""), findings);
        return findings.ToEquatableArray().IsEmpty;
    }

    public static void Check(JsonCursor omero, Findings findings)
    {
        if (omero.Member("channels") is not { IsArray: true } channels)
        {
            Incomplete(omero, "The rendering settings have no list of channels.", findings);
            return;
        }

        foreach (var channel in channels.Items())
        {
            if (channel.Member("color") is not { Text: { Length: 6 } color } || !color.All(char.IsAsciiHexDigit))
            {
                Incomplete(
                    channel.Member("color") ?? channel, "A channel has a color of 6 hexadecimal digits.", findings);
            }

            if (channel.Member("window") is not { IsObject: true } window)
            {
                Incomplete(channel.Member("window") ?? channel, "A channel has a window.", findings);
                continue;
            }

            foreach (var name in WindowMembers)
            {
                if (window.Member(name) is not { Kind: JsonValueKind.Number })
                {
                    Incomplete(window.Member(name) ?? window, $"A window has a number \"{name}\".", findings);
                }
            }
        }
    }

    private static void Incomplete(JsonCursor at, string message, Findings findings) =>
        findings.Add(Rules.OmeroIncomplete, at, message);
}
