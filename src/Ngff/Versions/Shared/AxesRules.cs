using System.Text.Json;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Checks which axes an image has, and in which order. None of these faults refuses an image.</summary>
internal static class AxesRules
{
    /// <param name="axes">The axes in order.</param>
    /// <param name="list">The place of the list.</param>
    /// <param name="rules">What the version demands.</param>
    /// <param name="findings">Takes what is found.</param>
    public static void Check(EquatableArray<Axis> axes, JsonCursor list, OmeRules rules, Findings findings)
    {
        CheckCounts(axes, list, rules, findings);
        CheckOrder(axes, list, rules, findings);
        CheckOrientations(axes, list, findings);
        for (var index = 0; index < axes.Count; index++)
        {
            CheckAxis(axes[index], list, index, findings);
        }
    }

    private static void CheckCounts(EquatableArray<Axis> axes, JsonCursor list, OmeRules rules, Findings findings)
    {
        if (axes.Count < rules.MinAxes || axes.Count > rules.MaxAxes)
        {
            findings.Add(
                Rules.AxesCount, list, $"There are {axes.Count} axes, not {rules.MinAxes} to {rules.MaxAxes}.");
        }

        var space = 0;
        var array = 0;
        var time = 0;
        var other = 0;
        foreach (var axis in axes.AsSpan())
        {
            space += axis.Type == "space" ? 1 : 0;
            array += IsArray(axis, rules) ? 1 : 0;
            time += axis.Type == "time" ? 1 : 0;
            other += Place(axis, rules) == 1 ? 1 : 0;
        }

        // The schema of 0.6 lets two axes of an array stand for those of space.
        if (array < rules.MinSpaceAxes && (space < rules.MinSpaceAxes || space > rules.MaxSpaceAxes))
        {
            findings.Add(
                Rules.AxesSpaceCount,
                list,
                $"{space} axes are of type space, not {rules.MinSpaceAxes} to {rules.MaxSpaceAxes}.");
        }

        if (time > 1)
        {
            findings.Add(Rules.AxesTimeCount, list, "More than one axis is of type time.");
        }

        if (other > 1)
        {
            findings.Add(
                Rules.AxesOtherCount, list, "More than one axis is of type channel, of a custom type or of none.");
        }
    }

    private static void CheckOrder(EquatableArray<Axis> axes, JsonCursor list, OmeRules rules, Findings findings)
    {
        var highest = 0;
        for (var index = 0; index < axes.Count; index++)
        {
            // The text of 0.6 puts the components of vectors before space in one place and last in another.
            if (IsVector(axes[index], rules))
            {
                continue;
            }

            var place = Place(axes[index], rules);
            if (place < highest)
            {
                findings.Add(
                    Rules.AxesOrder,
                    list.Item(index),
                    $"Axis \"{axes[index].Name}\" comes after \"{axes[index - 1].Name}\"; the order is time, " +
                    "channel or custom, space.");
            }

            highest = Math.Max(highest, place);
        }

        var space = axes.Where(axis => axis.Type == "space").Select(axis => axis.Name).ToList();
        if (space.Count == 3 && space.Order().SequenceEqual(["x", "y", "z"]) && !space.SequenceEqual(["z", "y", "x"]))
        {
            findings.Add(Rules.AxesNotZyx, list, "Stacked images have their space axes in the order z, y, x.");
        }
    }

    private static int Place(Axis axis, OmeRules rules) => axis.Type switch
    {
        "time" => 0,
        "space" => 2,
        _ when IsArray(axis, rules) => 2,
        _ => 1,
    };

    private static bool IsArray(Axis axis, OmeRules rules) =>
        axis.Type == "array" && rules.Axes == AxesForm.CoordinateSystems;

    private static bool IsVector(Axis axis, OmeRules rules) =>
        axis.Type is "displacement" or "coordinate" && rules.Axes == AxesForm.CoordinateSystems;

    private static void CheckOrientations(EquatableArray<Axis> axes, JsonCursor list, Findings findings)
    {
        List<string>? pairs = null;
        for (var index = 0; index < axes.Count; index++)
        {
            var axis = axes[index];
            if (axis.Other?.Member("orientation") is not { ValueKind: not JsonValueKind.Null })
            {
                continue;
            }

            var at = list.Item(index).Child("orientation");
            if (AxisOrientation.Of(axis) is not { IsKnown: true } orientation)
            {
                findings.Add(
                    Rules.OrientationInvalid,
                    at,
                    "An orientation is {\"type\": \"anatomical\", \"value\": …} with a value such as \"left-to-right\".");
                continue;
            }

            if (axis.Type != "space")
            {
                findings.Add(Rules.OrientationNotSpace, at, "Only axes of type space have an orientation.");
            }

            pairs ??= [];
            if (pairs.Contains(orientation.Pair!))
            {
                findings.Add(
                    Rules.OrientationRepeated, at, $"Another axis leads between {orientation.Pair!.Replace(" ", " and ", StringComparison.Ordinal)} too.");
            }

            pairs.Add(orientation.Pair!);
        }
    }

    private static void CheckAxis(Axis axis, JsonCursor list, int index, Findings findings)
    {
        if (axis.Type is null)
        {
            findings.Add(Rules.AxisTypeMissing, list.Item(index), $"Axis \"{axis.Name}\" has no type.");
        }

        if (axis.Other?.Member("discrete") is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
        {
            findings.Add(
                Rules.AxisMemberInvalid, list.Item(index).Child("discrete"), "\"discrete\" is true or false.");
        }

        if (axis.Other?.Member("longName") is { ValueKind: not JsonValueKind.String })
        {
            findings.Add(Rules.AxisMemberInvalid, list.Item(index).Child("longName"), "\"longName\" is a string.");
        }

        UnitKind? expected = axis.Type switch
        {
            "space" => UnitKind.Length,
            "time" => UnitKind.Time,
            _ => null,
        };
        if (expected is not null && axis.Unit is null)
        {
            findings.Add(
                Rules.AxisUnitMissing, list.Item(index), $"Axis \"{axis.Name}\" of type {axis.Type} has no unit.");
        }

        if (axis.Unit is null || expected is null || (Units.TryGetKind(axis.Unit, out var kind) && kind == expected))
        {
            return;
        }

        var proposal = Units.Propose(axis.Unit);
        var fits = proposal is not null && Units.TryGetKind(proposal, out kind) && kind == expected;
        findings.Add(
            Rules.AxisUnitUnknown,
            list.Item(index).Child("unit"),
            $"\"{axis.Unit}\", the unit of axis \"{axis.Name}\", is none of the recommended units of {axis.Type}.",
            fits ? proposal : null);
    }
}
