using System.Text.Json.Nodes;

namespace OmeNgff.Silo.Tests;

internal static class JsonStrings
{
    /// <summary>A list of strings.</summary>
    public static IEnumerable<string> Strings(this JsonArray list) => list.Select(item => (string)item!);
}
