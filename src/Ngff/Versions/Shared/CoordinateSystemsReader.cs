using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Reads a <c>coordinateSystems</c> list (0.6).</summary>
internal static class CoordinateSystemsReader
{
    /// <summary>The systems with the places of their axes, or null when one of them is refused.</summary>
    public static IReadOnlyList<(CoordinateSystem System, JsonCursor Axes)>? Read(JsonCursor list, Findings findings)
    {
        if (!list.IsArray)
        {
            findings.WrongType(list, "a list of coordinate systems");
            return null;
        }

        var systems = new List<(CoordinateSystem, JsonCursor)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var isRefused = false;
        foreach (var item in list.Items())
        {
            if (ReadOne(item, findings) is not { } system)
            {
                isRefused = true;
                continue;
            }

            if (!names.Add(system.Name))
            {
                findings.Add(
                    Rules.CoordinateSystemNameDuplicate,
                    item.Child("name"),
                    $"Two coordinate systems are named \"{system.Name}\".");
                isRefused = true;
            }

            systems.Add((system, item.Child("axes")));
        }

        return isRefused ? null : systems;
    }

    private static CoordinateSystem? ReadOne(JsonCursor item, Findings findings)
    {
        if (!item.IsObject)
        {
            findings.WrongType(item, "a coordinate system, an object with \"name\" and \"axes\"");
            return null;
        }

        var name = findings.OptionalText(item, "name");
        if (string.IsNullOrEmpty(name) && (name is not null || item.Present("name") is null))
        {
            findings.Add(
                Rules.CoordinateSystemNameMissing, item, "A coordinate system has a name that is not empty.");
            name = null;
        }

        if (item.Present("axes") is not { } list)
        {
            findings.Add(Rules.AxesMissing, item, "A coordinate system lists its axes.");
            return null;
        }

        return AxesReader.Read(list, findings) is { } axes && name is not null
            ? new CoordinateSystem(name, axes) { Other = JsonText.Without(item.Element, "name", "axes") }
            : null;
    }
}
