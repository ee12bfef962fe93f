using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>
/// 0.1 to 0.3: axes are one of t, c, z, y and x each, and all of them where none are listed; levels have no
/// transformations. The types of the axes follow from their names.
/// </summary>
internal sealed class AxisNamesForm(OmeRules rules, Findings findings) : MultiscaleForm(rules, findings)
{
    private static readonly string[] Names = ["t", "c", "z", "y", "x"];

    private static readonly EquatableArray<Axis> AllAxes = Names.Select(ToAxis).ToEquatableArray();

    public override string[] Members => Table.Axes == AxesForm.Names
        ? ["name", "type", "axes", "datasets", "version"]
        : ["name", "type", "datasets", "version"];

    public override OmeMultiscale Read(JsonCursor multiscale) => new()
    {
        Axes = Table.Axes == AxesForm.Names ? ReadAxes(multiscale) : AllAxes,
        Datasets = Datasets(multiscale, transformation: null),
    };

    private EquatableArray<Axis>? ReadAxes(JsonCursor multiscale)
    {
        if (multiscale.Present("axes") is not { } list)
        {
            Found.Add(Rules.AxesMissing, multiscale, "A multiscale lists the names of its axes as \"axes\".");
            return null;
        }

        if (!list.IsArray)
        {
            Found.WrongType(list, "a list of the names of axes");
            return null;
        }

        foreach (var item in list.Items().Where(item => item.Text is null).Take(1))
        {
            Found.WrongType(item, "the name of an axis, a string");
            return null;
        }

        var names = list.Items().Select(item => item.Text!).ToList();
        if (names.Count == 0)
        {
            Found.Add(Rules.AxesMissing, list, "There are no axes.");
            return null;
        }

        if (names.Distinct(StringComparer.Ordinal).Count() != names.Count)
        {
            Found.Add(Rules.AxisNameDuplicate, list, "Every axis has a name of its own.");
        }

        if (names.Count < Table.MinAxes || names.Count > Table.MaxAxes)
        {
            Found.Add(Rules.AxesCount, list, $"There are {names.Count} axes, not {Table.MinAxes} to {Table.MaxAxes}.");
        }

        var places = names.Select(name => Array.IndexOf(Names, name)).ToList();
        if (places.Contains(-1))
        {
            Found.Add(Rules.AxisNameUnknown, list, "The names of axes are t, c, z, y and x.");
        }
        else if (!places.Order().SequenceEqual(places))
        {
            Found.Add(Rules.AxesOrder, list, "The order of axes is t, c, z, y, x.");
        }

        return names.Select(ToAxis).ToEquatableArray();
    }

    private static Axis ToAxis(string name) => new(name, name switch
    {
        "t" => "time",
        "c" => "channel",
        "z" or "y" or "x" => "space",
        _ => null,
    });
}
