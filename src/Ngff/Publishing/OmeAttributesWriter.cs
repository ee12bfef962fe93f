using System.Text.Json;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Publishing;

/// <summary>Writes the attributes of groups and arrays that hold OME 0.4 and 0.5 metadata.</summary>
internal static class OmeAttributesWriter
{
    private static readonly string[] MultiscaleMembers =
        ["name", "type", "axes", "datasets", "coordinateTransformations", "version"];

    private static readonly string[] SpatialMembers = ["version", "axes", "coordinateTransformations"];

    /// <summary>Writes the members of an image group's attributes.</summary>
    public static void WriteImage(
        Utf8JsonWriter writer, OmeVersion version, DocumentLayout layout, ImageGroup group, Multiscale multiscale)
    {
        var rules = OmeRules.Of(version);
        StartOme(writer, version);
        writer.WriteStartArray("multiscales");
        WriteMultiscale(writer, rules, layout, multiscale);
        writer.WriteEndArray();
        if (group.Omero is { } omero && OmeroRules.IsComplete(omero))
        {
            WriteInVersion(writer, "omero", omero, version);
        }

        if (group.ImageLabel is { } label)
        {
            WriteInVersion(writer, "image-label", label, version);
        }

        writer.WriteMembers(group.OtherOme, [.. OmeMembers.Interpreted, "version"]);
        EndOme(writer, version);
        WriteAttributes(writer, version, group);
    }

    /// <summary>Writes the members of a labels group's attributes.</summary>
    public static void WriteLabels(Utf8JsonWriter writer, OmeVersion version, EquatableArray<string> labels)
    {
        StartOme(writer, version);
        writer.WriteStrings("labels", labels);
        EndOme(writer, version);
    }

    /// <summary>An array's attributes with its axes and transformation: the distributed layout.</summary>
    public static RawJson WithSpatialMetadata(
        RawJson attributes, OmeVersion version, EquatableArray<Axis> axes, CoordinateTransformation transformation) =>
        JsonText.Raw(writer =>
        {
            writer.WriteStartObject();
            StartOme(writer, version);
            var kept = version == OmeVersion.V04 ? attributes : Ome(attributes);
            string[] own = version == OmeVersion.V04 ? SpatialMembers[1..] : SpatialMembers;
            if (version == OmeVersion.V04 && attributes.Member("version") is null)
            {
                writer.WriteString("version", version.Text());
            }

            WriteAxes(writer, axes);
            WriteTransformations(writer, LevelParts(transformation, axes.Count));
            writer.WriteMembers(kept, own);
            EndOme(writer, version);
            if (version != OmeVersion.V04)
            {
                writer.WriteMembers(attributes, "ome");
            }

            writer.WriteEndObject();
        });

    private static RawJson? Ome(RawJson attributes) =>
        attributes.Member("ome") is { ValueKind: JsonValueKind.Object } ome ? new RawJson(ome) : null;

    private static void StartOme(Utf8JsonWriter writer, OmeVersion version)
    {
        if (version != OmeVersion.V04)
        {
            writer.WriteStartObject("ome");
            writer.WriteString("version", version.Text());
        }
    }

    private static void EndOme(Utf8JsonWriter writer, OmeVersion version)
    {
        if (version != OmeVersion.V04)
        {
            writer.WriteEndObject();
        }
    }

    private static void WriteAttributes(Utf8JsonWriter writer, OmeVersion version, ImageGroup group)
    {
        if (version != OmeVersion.V04)
        {
            writer.WriteMembers(group.Attributes, "ome");
            return;
        }

        // At the root of .zattrs both share one object.
        IEnumerable<string> others = group.OtherOme?.Element.ValueKind == JsonValueKind.Object
            ? group.OtherOme.Element.EnumerateObject().Select(member => member.Name)
            : [];
        writer.WriteMembers(group.Attributes, [.. OmeMembers.Interpreted, .. others]);
    }

    private static void WriteMultiscale(
        Utf8JsonWriter writer, OmeRules rules, DocumentLayout layout, Multiscale multiscale)
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

        if (layout == DocumentLayout.Consolidated)
        {
            WriteAxes(writer, multiscale.Axes);
        }

        writer.WriteStartArray("datasets");
        foreach (var level in multiscale.Levels)
        {
            writer.WriteStartObject();
            writer.WriteString("path", level.Path);
            if (layout == DocumentLayout.Consolidated)
            {
                WriteTransformations(writer, LevelParts(level.Transformation, multiscale.Axes.Count));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteTransformations(writer, GroupParts(multiscale.CoordinateTransformations, multiscale.Axes.Count));
        if (rules.VersionInMultiscale)
        {
            writer.WriteString("version", rules.Version.Text());
        }

        writer.WriteMembers(multiscale.Other, MultiscaleMembers);
        writer.WriteEndObject();
    }

    private static void WriteAxes(Utf8JsonWriter writer, EquatableArray<Axis> axes)
    {
        writer.WriteStartArray("axes");
        foreach (var axis in axes)
        {
            AxisConverter.Write(writer, axis);
        }

        writer.WriteEndArray();
    }

    // What has the form that 0.4 and 0.5 demand stays as it is, to the last bit; the rest is brought into it.
    private static EquatableArray<CoordinateTransformation> LevelParts(
        CoordinateTransformation transformation, int rank) =>
        transformation switch
        {
            ScaleTransformation => [transformation],
            SequenceTransformation { Transformations: var parts } when IsScaleThenTranslation(parts) => parts,
            _ => Parts(transformation, rank),
        };

    private static EquatableArray<CoordinateTransformation> GroupParts(
        EquatableArray<CoordinateTransformation> parts, int rank)
    {
        if (parts is [ScaleTransformation] || IsScaleThenTranslation(parts))
        {
            return parts;
        }

        var whole = new SequenceTransformation(parts);
        return whole.IsIdentity() ? [] : Parts(whole, rank);
    }

    private static bool IsScaleThenTranslation(EquatableArray<CoordinateTransformation> parts) =>
        parts is [ScaleTransformation, TranslationTransformation];

    private static EquatableArray<CoordinateTransformation> Parts(CoordinateTransformation transformation, int rank)
    {
        var (scale, translation) = transformation.AsScaleAndTranslation(rank);
        return translation.All(offset => offset == 0)
            ? [new ScaleTransformation(scale)]
            : [new ScaleTransformation(scale), new TranslationTransformation(translation)];
    }

    private static void WriteTransformations(
        Utf8JsonWriter writer, EquatableArray<CoordinateTransformation> transformations)
    {
        if (transformations.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray("coordinateTransformations");
        foreach (var transformation in transformations)
        {
            writer.WriteStartObject();
            writer.WriteString("type", transformation.Type);
            if (transformation is ScaleTransformation { Scale: var scale })
            {
                writer.WriteDoubles("scale", scale);
            }
            else if (transformation is TranslationTransformation { Translation: var translation })
            {
                writer.WriteDoubles("translation", translation);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a member whose own <c>version</c>, where it has one, is that of the document.</summary>
    private static void WriteInVersion(Utf8JsonWriter writer, string name, RawJson value, OmeVersion version)
    {
        writer.WritePropertyName(name);
        if (value.Member("version") is not { ValueKind: JsonValueKind.String })
        {
            value.Element.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in value.Element.EnumerateObject())
        {
            if (member.Name == "version")
            {
                writer.WriteString(member.Name, version.Text());
            }
            else
            {
                member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }
}
