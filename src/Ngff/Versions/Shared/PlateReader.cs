using System.Text.Json;
using OmeNgff.Ngff.Collections;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Reads a plate, and checks that its rows, columns and wells agree.</summary>
internal sealed class PlateReader(OmeRules rules, Findings findings)
{
    private static readonly string[] Members =
        ["name", "rows", "columns", "wells", "field_count", "acquisitions", "version"];

    /// <summary>The plate, or null when it is too faulty to be read.</summary>
    public Plate? Read(JsonCursor plate)
    {
        if (!plate.IsObject)
        {
            Invalid(plate, $"\"plate\" is an object, not {plate.KindText}.");
            return null;
        }

        CheckRecommended(plate);
        var rows = Lines(plate, "rows");
        var columns = Lines(plate, "columns");
        var wells = List(plate, "wells", Well);
        EquatableArray<Acquisition>? acquisitions = null;
        var isRefused = false;
        if (plate.Present("acquisitions") is { } runs)
        {
            acquisitions = Acquisitions(runs);
            isRefused = acquisitions is null;
        }

        int? fieldCount = null;
        if (plate.Present("field_count") is { } count)
        {
            fieldCount = Integer(count, least: 1, Rules.PlateMemberInvalid, "\"field_count\" is a positive integer.");
            isRefused |= fieldCount is null;
        }

        if (plate.Present("name") is { Text: null } name)
        {
            Invalid(name, "The name of a plate is a string.");
            isRefused = true;
        }

        if (isRefused || rows is not { } knownRows || columns is not { } knownColumns || wells is not { } knownWells)
        {
            return null;
        }

        CheckWells(plate.Child("wells"), knownWells, knownRows, knownColumns);
        return new Plate
        {
            Name = plate.Present("name")?.Text,
            Rows = knownRows,
            Columns = knownColumns,
            Wells = knownWells,
            FieldCount = fieldCount,
            Acquisitions = acquisitions,
            Other = JsonText.Without(plate.Element, Members),
        };
    }

    private void CheckRecommended(JsonCursor plate)
    {
        if (plate.Present("name") is null)
        {
            findings.Add(Rules.PlateNameMissing, plate, "The plate has no name.");
        }

        if (plate.Present("field_count") is null)
        {
            findings.Add(
                Rules.PlateFieldCountMissing,
                plate,
                "The plate does not say the greatest number of fields of view of a well (\"field_count\").");
        }

        if (rules.VersionedMembers.Contains("plate") && plate.Present("version") is null)
        {
            findings.Add(Rules.PlateVersionMissing, plate, "The plate does not say its version.", rules.Version.Text());
        }
    }

    private EquatableArray<PlateLine>? Lines(JsonCursor plate, string kind)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var folded = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return List(plate, kind, item =>
        {
            if (!item.IsObject || item.Present("name") is not { } at)
            {
                Missing(item, $"An entry of \"{kind}\" is an object with a name.");
                return null;
            }

            if (at.Text is not { } name)
            {
                Invalid(at, $"A name is a string, not {at.KindText}.");
                return null;
            }

            if (!WellPaths.IsAlphanumeric(name))
            {
                findings.Add(Rules.PlateLineName, at, $"The name \"{name}\" is to be made of letters and digits alone.");
            }

            if (!names.Add(name))
            {
                findings.Add(Rules.PlateLineDuplicate, at, $"Two {kind} are named \"{name}\".");
            }
            else if (!folded.Add(name))
            {
                findings.Add(
                    Rules.PlateLineCase, at, $"\"{name}\" differs from another name in case alone; some file systems mix them up.");
            }

            return new PlateLine(name) { Other = JsonText.Without(item.Element, "name") };
        });
    }

    private PlateWell? Well(JsonCursor item)
    {
        if (!item.IsObject || item.Present("path") is not { } at)
        {
            Missing(item, "A well is an object with a \"path\".");
            return null;
        }

        if (at.Text is not { } path || LevelPaths.Fault(path) is not null)
        {
            findings.Add(Rules.PlateWellInvalid, at, "The path of a well is that of its group, below the plate's.");
            return null;
        }

        var row = Index(item, "rowIndex", out var isNoRow);
        var column = Index(item, "columnIndex", out var isNoColumn);
        return isNoRow || isNoColumn ? null : new PlateWell(path, row, column)
        {
            Other = JsonText.Without(item.Element, "path", "rowIndex", "columnIndex"),
        };
    }

    private int? Index(JsonCursor well, string name, out bool isInvalid)
    {
        isInvalid = false;
        if (well.Present(name) is not { } index)
        {
            findings.Add(Rules.PlateWellIndexMissing, well, $"The well does not say its \"{name}\", counted from 0.");
            return null;
        }

        var read = Integer(index, least: 0, Rules.PlateWellInvalid, $"\"{name}\" is an integer, counted from 0.");
        isInvalid = read is null;
        return read;
    }

    private void CheckWells(
        JsonCursor list, EquatableArray<PlateWell> wells, EquatableArray<PlateLine> rows, EquatableArray<PlateLine> columns)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < wells.Count; index++)
        {
            var well = wells[index];
            var at = list.Item(index).Child("path");
            if (!paths.Add(well.Path))
            {
                findings.Add(Rules.PlateWellDuplicate, at, $"Two wells have the path \"{well.Path}\".");
            }

            var names = well.Path.Split('/');
            if (names.Length != 2)
            {
                findings.Add(
                    Rules.PlateWellInvalid, at, $"The path \"{well.Path}\" is to be a row's name, a slash and a column's name.");
            }
            else if (rules.HasWellIndices)
            {
                CheckIndex(at, well.RowIndex, names[0], rows, "row");
                CheckIndex(at, well.ColumnIndex, names[1], columns, "column");
            }
        }
    }

    private void CheckIndex(JsonCursor at, int? index, string name, EquatableArray<PlateLine> lines, string kind)
    {
        var actual = -1;
        for (var line = 0; line < lines.Count && actual < 0; line++)
        {
            actual = lines[line].Name == name ? line : -1;
        }

        if (actual < 0 || (index is { } said && said != actual))
        {
            findings.Add(
                Rules.PlateWellIndexMismatch,
                at,
                actual < 0
                    ? $"The path names the {kind} \"{name}\", which is not among the plate's {kind}s."
                    : $"The path names the {kind} \"{name}\", which is at {actual}, and the {kind}Index is {index}.");
        }
    }

    private EquatableArray<Acquisition>? Acquisitions(JsonCursor list)
    {
        if (!list.IsArray)
        {
            findings.Add(Rules.AcquisitionInvalid, list, $"\"acquisitions\" is a list, not {list.KindText}.");
            return null;
        }

        var ids = new HashSet<int>();
        var all = list.Items().Select(item => Acquisition(item, ids)).ToList();
        return all.Contains(null) ? null : all.OfType<Acquisition>().ToEquatableArray();
    }

    /// <summary>An acquisition, or null when it cannot be read.</summary>
    /// <param name="item">The acquisition.</param>
    /// <param name="ids">The ids of others, which takes its id up.</param>
    public Acquisition? Acquisition(JsonCursor item, HashSet<int> ids)
    {
        if (!item.IsObject || item.Present("id") is not { } at)
        {
            findings.Add(Rules.AcquisitionInvalid, item, "An acquisition is an object with an \"id\".");
            return null;
        }

        if (Integer(at, 0, Rules.AcquisitionInvalid, "The id of an acquisition is an integer of at least 0.") is not { } id)
        {
            return null;
        }

        if (!ids.Add(id))
        {
            findings.Add(Rules.AcquisitionInvalid, at, $"Two acquisitions have the id {id}.");
        }

        foreach (var name in (string[])["name", "maximumfieldcount"])
        {
            if (item.Present(name) is null)
            {
                findings.Add(Rules.AcquisitionIncomplete, item, $"The acquisition has no \"{name}\".");
            }
        }

        var isRefused = Optional(item, "maximumfieldcount", 1, out var count) | Optional(item, "starttime", 0, out var start)
            | Optional(item, "endtime", 0, out var end);
        foreach (var name in (string[])["name", "description"])
        {
            if (item.Present(name) is { Text: null } text)
            {
                findings.Add(Rules.AcquisitionInvalid, text, $"The {name} of an acquisition is a string.");
                isRefused = true;
            }
        }

        return isRefused ? null : new Acquisition(id)
        {
            Name = item.Present("name")?.Text,
            Description = item.Present("description")?.Text,
            MaximumFieldCount = (int?)count,
            StartTime = start,
            EndTime = end,
            Other = JsonText.Without(
                item.Element, "id", "name", "description", "maximumfieldcount", "starttime", "endtime"),
        };
    }

    /// <summary>Reads an optional integer; true when what is there is none.</summary>
    private bool Optional(JsonCursor item, string name, long least, out long? value)
    {
        value = null;
        if (item.Present(name) is not { } member)
        {
            return false;
        }

        if (member.Kind == JsonValueKind.Number && member.Element.TryGetInt64(out var number) && number >= least
            && (name != "maximumfieldcount" || number <= int.MaxValue))
        {
            value = number;
            return false;
        }

        findings.Add(Rules.AcquisitionInvalid, member, $"\"{name}\" is an integer of at least {least}.");
        return true;
    }

    private int? Integer(JsonCursor member, int least, Rule rule, string message)
    {
        // An integer may be written with a fraction of zeros.
        if (member.Kind == JsonValueKind.Number && member.Element.TryGetDouble(out var number)
            && double.IsInteger(number) && number >= least && number <= int.MaxValue)
        {
            return (int)number;
        }

        findings.Add(rule, member, message);
        return null;
    }

    private EquatableArray<T>? List<T>(JsonCursor plate, string name, Func<JsonCursor, T?> read)
        where T : class
    {
        if (plate.Present(name) is not { } list)
        {
            Missing(plate, $"A plate has a list \"{name}\".");
            return null;
        }

        if (!list.IsArray || list.Element.GetArrayLength() == 0)
        {
            Invalid(list, $"\"{name}\" is a list with at least one entry.");
            return null;
        }

        var items = list.Items().Select(read).ToList();
        return items.Contains(null) ? null : items.OfType<T>().ToEquatableArray();
    }

    private void Missing(JsonCursor at, string message) => findings.Add(Rules.PlateMemberMissing, at, message);

    private void Invalid(JsonCursor at, string message) => findings.Add(Rules.PlateMemberInvalid, at, message);
}
