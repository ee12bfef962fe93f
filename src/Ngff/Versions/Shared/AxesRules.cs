using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Checks which axes an image has, and in which order. None of these faults refuses an image.</summary>
internal static class AxesRules
{
    /// <param name="axes">The axes in order.</param>
    /// <param name="pointer">JSON Pointer of the list.</param>
    /// <param name="rules">What the version demands.</param>
    /// <param name="findings">Takes what is found.</param>
    public static void Check(EquatableArray<Axis> axes, string pointer, OmeRules rules, Findings findings)
    {
        CheckCounts(axes, pointer, rules, findings);
        CheckOrder(axes, pointer, findings);
        for (var index = 0; index < axes.Count; index++)
        {
            CheckAxis(axes[index], $"{pointer}/{index}", findings);
        }
    }

    private static void CheckCounts(EquatableArray<Axis> axes, string pointer, OmeRules rules, Findings findings)
    {
        if (axes.Count < rules.MinAxes || axes.Count > rules.MaxAxes)
        {
            findings.Add(
                Rules.AxesCount, pointer, $"There are {axes.Count} axes, not {rules.MinAxes} to {rules.MaxAxes}.");
        }

        var space = axes.Count(axis => axis.Type == "space");
        if (space < rules.MinSpaceAxes || space > rules.MaxSpaceAxes)
        {
            findings.Add(
                Rules.AxesSpaceCount,
                pointer,
                $"{space} axes are of type space, not {rules.MinSpaceAxes} to {rules.MaxSpaceAxes}.");
        }

        if (axes.Count(axis => axis.Type == "time") > 1)
        {
            findings.Add(Rules.AxesTimeCount, pointer, "More than one axis is of type time.");
        }

        if (axes.Count(axis => Place(axis) == 1) > 1)
        {
            findings.Add(
                Rules.AxesOtherCount, pointer, "More than one axis is of type channel, of a custom type or of none.");
        }
    }

    private static void CheckOrder(EquatableArray<Axis> axes, string pointer, Findings findings)
    {
        for (var index = 1; index < axes.Count; index++)
        {
            if (Place(axes[index]) < Place(axes[index - 1]))
            {
                findings.Add(
                    Rules.AxesOrder,
                    $"{pointer}/{index}",
                    $"Axis \"{axes[index].Name}\" comes after \"{axes[index - 1].Name}\"; the order is time, " +
                    "channel or custom, space.");
            }
        }
    }

    private static int Place(Axis axis) => axis.Type switch
    {
        "time" => 0,
        "space" => 2,
        _ => 1,
    };

    private static void CheckAxis(Axis axis, string pointer, Findings findings)
    {
        if (axis.Type is null)
        {
            findings.Add(Rules.AxisTypeMissing, pointer, $"Axis \"{axis.Name}\" has no type.");
        }

        UnitKind? expected = axis.Type switch
        {
            "space" => UnitKind.Length,
            "time" => UnitKind.Time,
            _ => null,
        };
        if (axis.Unit is null || expected is null || (Units.TryGetKind(axis.Unit, out var kind) && kind == expected))
        {
            return;
        }

        var proposal = Units.Propose(axis.Unit);
        var fits = proposal is not null && Units.TryGetKind(proposal, out kind) && kind == expected;
        findings.Add(
            Rules.AxisUnitUnknown,
            $"{pointer}/unit",
            $"\"{axis.Unit}\", the unit of axis \"{axis.Name}\", is none of the recommended units of {axis.Type}.",
            fits ? proposal : null);
    }
}
