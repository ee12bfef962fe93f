using System.Text.Json;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Publishing;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Writes an entry of <c>multiscales</c>. What it lacks is with the arrays: the distributed layout.</summary>
internal static class MultiscaleWriter
{
    /// <param name="writer">Takes the object.</param>
    /// <param name="multiscale">The multiscale.</param>
    /// <param name="rules">The version's table.</param>
    /// <param name="layout">Whether axes and transformations of levels are written.</param>
    /// <param name="pointer">Its JSON Pointer, for refusals.</param>
    public static void Write(
        Utf8JsonWriter writer, OmeMultiscale multiscale, OmeRules rules, DocumentLayout layout, string pointer)
    {
        writer.WriteStartObject();
        if (multiscale.Name is not null)
        {
            writer.WriteString("name", multiscale.Name);
        }

        if (multiscale.Type is not null)
        {
            writer.WriteString("type", multiscale.Type);
        }

        string[] members;
        if (rules.Axes == AxesForm.CoordinateSystems)
        {
            WriteWithCoordinateSystems(writer, multiscale, layout, pointer);
            members = ["name", "type", "coordinateSystems", "datasets", "coordinateTransformations", "version"];
        }
        else
        {
            WriteWithAxes(writer, multiscale, rules, layout, pointer);
            members = ["name", "type", "axes", "datasets", "coordinateTransformations", "version"];
        }

        if (!rules.HasNamespace)
        {
            writer.WriteString("version", rules.Version.Text());
        }

        Refuse(multiscale.Other, members, rules.Version, pointer);
        writer.WriteMembers(multiscale.Other, members);
        writer.WriteEndObject();
    }

    // What was of no meaning where it was read would get one.
    private static void Refuse(RawJson? other, string[] members, OmeVersion version, string pointer)
    {
        if (other is not null && members.FirstOrDefault(name => other.Member(name) is not null) is { } taken)
        {
            throw Rules.MemberNotInVersion.Refusal(
                $"{pointer}/{taken}",
                $"\"{taken}\" has no meaning in the version it was read from, and has one in OME {version.Text()}.");
        }
    }

    /// <summary>Writes a list of axes as a member.</summary>
    public static void WriteAxes(Utf8JsonWriter writer, EquatableArray<Axis> axes)
    {
        writer.WriteStartArray("axes");
        foreach (var axis in axes.AsSpan())
        {
            AxisConverter.Write(writer, axis);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a list of coordinate systems as a member; nothing for none.</summary>
    public static void WriteSystems(Utf8JsonWriter writer, EquatableArray<CoordinateSystem> systems)
    {
        if (systems.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray("coordinateSystems");
        foreach (var system in systems.AsSpan())
        {
            writer.WriteStartObject();
            writer.WriteString("name", system.Name);
            WriteAxes(writer, system.Axes);
            writer.WriteMembers(system.Other, "name", "axes");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a list of transformations as a member; nothing for none.</summary>
    public static void WriteTransformations(
        Utf8JsonWriter writer, EquatableArray<CoordinateTransformation> transformations)
    {
        if (transformations.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray("coordinateTransformations");
        foreach (var transformation in transformations.AsSpan())
        {
            TransformationWriter.Write(writer, transformation, TransformationForm.Document);
        }

        writer.WriteEndArray();
    }

    private static void WriteWithAxes(
        Utf8JsonWriter writer, OmeMultiscale multiscale, OmeRules rules, DocumentLayout layout, string pointer)
    {
        if (!multiscale.CoordinateSystems.IsEmpty
            || multiscale.CoordinateTransformations.Any(part => part.Input is not null || part.Output is not null))
        {
            throw Rules.CoordinateSystemsNotInVersion.Refusal(
                $"{pointer}/coordinateSystems", $"OME {rules.Version.Text()} has no named coordinate systems.");
        }

        var rank = multiscale.Axes?.Count;
        if (multiscale.Axes is { } axes && layout == DocumentLayout.Consolidated)
        {
            WriteAxes(writer, axes);
        }

        WriteDatasets(writer, multiscale, layout, rules.Version, (transformation, at) => WriteTransformations(
            writer, ScaledForm.OfLevel(transformation, rank ?? throw AxesNotSaid(pointer), rules.Version, at)));
        // Where the axes are with the arrays, the parameters still say how many there are; identities need not.
        rank ??= multiscale.CoordinateTransformations.Select(part => part.InputRank).FirstOrDefault(own => own is not null);
        if (rank is not null || !multiscale.CoordinateTransformations.All(part => part.IsIdentity()))
        {
            WriteTransformations(writer, ScaledForm.OfGroup(
                multiscale.CoordinateTransformations,
                rank ?? throw AxesNotSaid(pointer),
                rules.Version,
                $"{pointer}/coordinateTransformations"));
        }
    }

    private static void WriteWithCoordinateSystems(
        Utf8JsonWriter writer, OmeMultiscale multiscale, DocumentLayout layout, string pointer)
    {
        var name = multiscale.IntrinsicName ?? CoordinateSystem.DefaultIntrinsicName;
        var others = multiscale.CoordinateSystems;
        var edges = multiscale.CoordinateTransformations;
        if (multiscale.Axes is { } axes)
        {
            var intrinsic = new CoordinateSystem(name, axes) { Other = multiscale.IntrinsicOther };
            (others, edges) = GroupTransformations.Say(intrinsic, others, edges);
            WriteSystems(writer, layout == DocumentLayout.Consolidated ? [intrinsic, .. others] : others);
        }
        else if (edges.Any(edge => edge.Input is null && edge.Output is null))
        {
            throw AxesNotSaid(pointer);
        }
        else
        {
            WriteSystems(writer, others);
        }

        WriteDatasets(writer, multiscale, layout, OmeVersion.V06, (transformation, at) => WriteTransformations(
            writer,
            [
                LevelForm.Of(transformation, multiscale.Axes?.Count ?? throw AxesNotSaid(pointer), at).Between(
                    CoordinateSystemReference.ToArray(at.Path), new CoordinateSystemReference(name)),
            ]));
        WriteTransformations(writer, edges);
    }

    private static void WriteDatasets(
        Utf8JsonWriter writer,
        OmeMultiscale multiscale,
        DocumentLayout layout,
        OmeVersion version,
        Action<CoordinateTransformation, LevelPlace> write)
    {
        writer.WriteStartArray("datasets");
        for (var index = 0; index < multiscale.Datasets.Count; index++)
        {
            var dataset = multiscale.Datasets[index];
            writer.WriteStartObject();
            writer.WriteString("path", dataset.Path);
            if (dataset.Transformation is null && multiscale.Axes is not null)
            {
                throw Rules.ScaleNotSaid.Refusal(
                    $"/levels/{index}",
                    $"The group has axes, and no transformation of level \"{dataset.Path}\": a group of 0.1 to 0.3 must be put "
                    + "together with its arrays first.");
            }

            if (dataset.Transformation is { } transformation && layout == DocumentLayout.Consolidated)
            {
                write(transformation, new LevelPlace(index, dataset.Path));
            }

            Refuse(dataset.Other, ["path", "coordinateTransformations"], version, $"/levels/{index}");
            writer.WriteMembers(dataset.Other, "path", "coordinateTransformations");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static NgffException AxesNotSaid(string pointer) => Rules.AxesNotSaid.Refusal(
        pointer, "The axes are with the arrays, and what the group says of transformations needs them.");
}

/// <summary>A level that is being written.</summary>
/// <param name="Index">Its place in the list.</param>
/// <param name="Path">Its path.</param>
internal readonly record struct LevelPlace(int Index, string Path);
