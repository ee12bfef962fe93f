using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Reads a list of axis objects (0.4 and later).</summary>
internal static class AxesReader
{
    /// <summary>The axes, or null when what is there is refused.</summary>
    public static EquatableArray<Axis>? Read(JsonCursor list, Findings findings)
    {
        if (!list.IsArray)
        {
            findings.WrongType(list, "a list of axes");
            return null;
        }

        var axes = new List<Axis>();
        var refused = false;
        foreach (var item in list.Items())
        {
            if (ReadAxis(item, findings) is not { } axis)
            {
                refused = true;
                continue;
            }

            if (axes.Exists(other => other.Name == axis.Name))
            {
                findings.Add(Rules.AxisNameDuplicate, item.Child("name"), $"Two axes are named \"{axis.Name}\".");
                refused = true;
            }

            axes.Add(axis);
        }

        if (axes.Count == 0 && !refused)
        {
            findings.Add(Rules.AxesMissing, list, "There are no axes.");
            refused = true;
        }

        if (axes.Count > TooMany)
        {
            findings.Add(Rules.AxesCount.At(
                list.Pointer, $"There are {axes.Count} axes; more than {TooMany} are not read.") with
            { Refuses = true });
            refused = true;
        }

        return refused ? null : axes.ToEquatableArray();
    }

    // More than any version has, and as many as a transformation may have parameters.
    private const int TooMany = Transformations.TransformationReader.MaxLength;

    private static Axis? ReadAxis(JsonCursor item, Findings findings)
    {
        if (!item.IsObject)
        {
            findings.WrongType(item, "an axis, an object with a name");
            return null;
        }

        var name = findings.OptionalText(item, "name");
        if (string.IsNullOrEmpty(name))
        {
            if (item.Present("name") is null || name is "")
            {
                findings.Add(Rules.AxisNameMissing, item, "An axis has no name.");
            }

            return null;
        }

        return new Axis(name, findings.OptionalText(item, "type"), findings.OptionalText(item, "unit"))
        {
            Other = AxisConverter.OtherMembers(item.Element),
        };
    }
}
