using System.Text.Json;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Transformations;

/// <summary>Writes transformations in the form of NGFF 0.6; those of 0.4 and 0.5 are a part of it.</summary>
internal static class TransformationWriter
{
    public static void Write(Utf8JsonWriter writer, CoordinateTransformation value, TransformationForm form)
    {
        writer.WriteStartObject();
        writer.WriteString("type", value.Type);
        WriteOptional(writer, "name", value.Name);
        WriteReference(writer, "input", value.Input);
        WriteReference(writer, "output", value.Output);
        WriteParameters(writer, value, form);
        if (form == TransformationForm.Document)
        {
            writer.WriteMembers(value.Other, [.. Written(value)]);
        }
        else if (value.Other is { } other)
        {
            writer.WritePropertyName("attributes");
            other.Element.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    // In 0.4 and 0.5 an input and an output are members without a meaning, and stay.
    private static IEnumerable<string> Written(CoordinateTransformation value)
    {
        yield return "type";
        if (value.Name is not null)
        {
            yield return "name";
        }

        if (value.Input is not null)
        {
            yield return "input";
        }

        if (value.Output is not null)
        {
            yield return "output";
        }
    }

    private static void WriteParameters(Utf8JsonWriter writer, CoordinateTransformation value, TransformationForm form)
    {
        switch (value)
        {
            case IdentityTransformation:
                break;
            case ScaleTransformation scale:
                writer.WriteDoubles("scale", scale.Scale);
                break;
            case TranslationTransformation translation:
                writer.WriteDoubles("translation", translation.Translation);
                break;
            case MapAxisTransformation map:
                WriteIndices(writer, "mapAxis", map.MapAxis);
                break;
            case ProjectAxisTransformation project:
                WriteOptional(writer, "droppedInputs", project.DroppedInputs);
                WriteOptional(writer, "createdOutputs", project.CreatedOutputs);
                break;
            case AffineTransformation affine:
                WriteMatrix(writer, affine.Type, affine.Affine, affine.Path);
                break;
            case RotationTransformation rotation:
                WriteMatrix(writer, rotation.Type, rotation.Rotation, rotation.Path);
                break;
            case SequenceTransformation sequence:
                writer.WriteStartArray("transformations");
                foreach (var part in sequence.Transformations.AsSpan())
                {
                    Write(writer, part, form);
                }

                writer.WriteEndArray();
                break;
            case ByDimensionTransformation byDimension:
                writer.WriteStartArray("transformations");
                foreach (var part in byDimension.Transformations.AsSpan())
                {
                    writer.WriteStartObject();
                    WriteMember(writer, "transformation", part.Transformation, form);
                    WriteIndices(writer, "inputAxes", part.InputAxes);
                    WriteIndices(writer, "outputAxes", part.OutputAxes);
                    writer.WriteMembers(part.Other, "transformation", "inputAxes", "outputAxes");
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                break;
            case BijectionTransformation bijection:
                WriteMember(writer, "forward", bijection.Forward, form);
                WriteMember(writer, "inverse", bijection.Inverse, form);
                break;
            case IVectorField field:
                writer.WriteString("path", field.Path);
                WriteOptional(writer, "interpolation", field.Interpolation);
                break;
            default:
                throw new NotSupportedException($"No JSON form is known for {value.GetType().Name}.");
        }
    }

    private static void WriteMember(
        Utf8JsonWriter writer, string name, CoordinateTransformation value, TransformationForm form)
    {
        writer.WritePropertyName(name);
        Write(writer, value, form);
    }

    private static void WriteMatrix(Utf8JsonWriter writer, string name, Matrix? matrix, string? path)
    {
        WriteOptional(writer, "path", path);
        if (matrix is not null)
        {
            writer.WritePropertyName(name);
            MatrixConverter.Write(writer, matrix);
        }
    }

    private static void WriteReference(Utf8JsonWriter writer, string name, CoordinateSystemReference? reference)
    {
        if (reference is not null)
        {
            writer.WritePropertyName(name);
            reference.Write(writer);
        }
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, EquatableArray<int> indices)
    {
        if (!indices.IsEmpty)
        {
            WriteIndices(writer, name, indices);
        }
    }

    private static void WriteIndices(Utf8JsonWriter writer, string name, EquatableArray<int> indices)
    {
        writer.WriteStartArray(name);
        foreach (var index in indices.AsSpan())
        {
            writer.WriteNumberValue(index);
        }

        writer.WriteEndArray();
    }
}
