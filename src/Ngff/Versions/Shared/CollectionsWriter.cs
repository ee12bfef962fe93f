using System.Text.Json;
using OmeNgff.Ngff.Collections;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Writes plates, wells, series and scenes.</summary>
internal static class CollectionsWriter
{
    public static void Write(Utf8JsonWriter writer, OmeGroup group, OmeRules rules)
    {
        if (group.Plate is { } plate)
        {
            WritePlate(writer, plate, rules);
        }

        if (group.Well is { } well)
        {
            WriteWell(writer, well, rules);
        }

        if (group.SeriesLayout is { } layout)
        {
            writer.WriteNumber("bioformats2raw.layout", layout);
        }

        if (group.Series is { } series)
        {
            writer.WriteStrings("series", series);
        }

        if (group.Scene is { } scene)
        {
            WriteScene(writer, scene, rules);
        }
    }

    private static void WritePlate(Utf8JsonWriter writer, Plate plate, OmeRules rules)
    {
        writer.WriteStartObject("plate");
        OmeWriter.WriteVersion(writer, "plate", rules);
        Optional(writer, "name", plate.Name);
        Optional(writer, "field_count", plate.FieldCount);
        WriteLines(writer, "rows", plate.Rows);
        WriteLines(writer, "columns", plate.Columns);
        writer.WriteStartArray("wells");
        foreach (var well in plate.Wells)
        {
            var (row, column) = Indices(well, plate);
            if (row is null || column is null)
            {
                throw Rules.WellIndexNotInVersion.Refusal(
                    "/plate/wells",
                    $"The well \"{well.Path}\" has no index of its row or column, and its path is not made of their names.");
            }

            writer.WriteStartObject();
            writer.WriteString("path", well.Path);
            Optional(writer, "rowIndex", row);
            Optional(writer, "columnIndex", column);
            writer.WriteMembers(well.Other, "path", "rowIndex", "columnIndex");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (plate.Acquisitions is { } acquisitions)
        {
            WriteAcquisitions(writer, acquisitions);
        }

        writer.WriteMembers(
            plate.Other, "name", "rows", "columns", "wells", "field_count", "acquisitions", "version");
        writer.WriteEndObject();
    }

    // Before 0.4 a well had no indices; its path says them where it is made of the names of its row and column.
    private static (int? Row, int? Column) Indices(PlateWell well, Plate plate)
    {
        var names = well.Path.Split('/');
        return names.Length != 2
            ? (well.RowIndex, well.ColumnIndex)
            : (well.RowIndex ?? Index(plate.Rows, names[0]), well.ColumnIndex ?? Index(plate.Columns, names[1]));
    }

    private static int? Index(EquatableArray<PlateLine> lines, string name)
    {
        for (var index = 0; index < lines.Count; index++)
        {
            if (lines[index].Name == name)
            {
                return index;
            }
        }

        return null;
    }

    private static void WriteLines(Utf8JsonWriter writer, string name, EquatableArray<PlateLine> lines)
    {
        writer.WriteStartArray(name);
        foreach (var line in lines)
        {
            writer.WriteStartObject();
            writer.WriteString("name", line.Name);
            writer.WriteMembers(line.Other, "name");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteAcquisitions(Utf8JsonWriter writer, EquatableArray<Acquisition> acquisitions)
    {
        writer.WriteStartArray("acquisitions");
        foreach (var acquisition in acquisitions)
        {
            WriteAcquisition(writer, acquisition);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes one acquisition of a plate.</summary>
    public static void WriteAcquisition(Utf8JsonWriter writer, Acquisition acquisition)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id", acquisition.Id);
        Optional(writer, "name", acquisition.Name);
        Optional(writer, "description", acquisition.Description);
        Optional(writer, "maximumfieldcount", acquisition.MaximumFieldCount);
        Optional(writer, "starttime", acquisition.StartTime);
        Optional(writer, "endtime", acquisition.EndTime);
        writer.WriteMembers(
            acquisition.Other, "id", "name", "description", "maximumfieldcount", "starttime", "endtime");
        writer.WriteEndObject();
    }

    private static void WriteWell(Utf8JsonWriter writer, Well well, OmeRules rules)
    {
        writer.WriteStartObject("well");
        OmeWriter.WriteVersion(writer, "well", rules);
        writer.WriteStartArray("images");
        for (var index = 0; index < well.Images.Count; index++)
        {
            var image = well.Images[index];
            if (rules.WellPathFault(image.Path) is { } fault)
            {
                throw Rules.WellPathNotInVersion.Refusal(
                    $"/well/images/{index}/path",
                    $"OME {rules.Version.Text()} cannot say the path \"{image.Path}\" of a field of view: {fault}.");
            }

            writer.WriteStartObject();
            writer.WriteString("path", image.Path);
            Optional(writer, "acquisition", image.Acquisition);
            writer.WriteMembers(image.Other, "path", "acquisition");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteMembers(well.Other, "images", "version");
        writer.WriteEndObject();
    }

    private static void WriteScene(Utf8JsonWriter writer, Scene scene, OmeRules rules)
    {
        if (!rules.HasScene)
        {
            throw Rules.SceneNotInVersion.Refusal("/scene", $"OME {rules.Version.Text()} has no scenes; 0.6 has.");
        }

        writer.WriteStartObject("scene");
        MultiscaleWriter.WriteSystems(writer, scene.CoordinateSystems);
        MultiscaleWriter.WriteTransformations(writer, scene.CoordinateTransformations);
        writer.WriteMembers(scene.Other, "coordinateSystems", "coordinateTransformations");
        writer.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void Optional(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
    }
}
