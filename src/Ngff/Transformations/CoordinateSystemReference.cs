using System.Text.Json;
using System.Text.Json.Serialization;

namespace OmeNgff.Ngff.Transformations;

/// <summary>
/// What the <c>input</c> or the <c>output</c> of a transformation names (NGFF 0.6, "coordinateTransformations"): a
/// coordinate system by its name, in the same document or in that of the group at a path; or, with a path alone, the
/// index space of the array there.
/// </summary>
/// <param name="Name">The coordinate system's name, or null for an array.</param>
/// <param name="Path">The path of the group or array, or null for the same document.</param>
[JsonConverter(typeof(CoordinateSystemReferenceConverter))]
public sealed record CoordinateSystemReference(string? Name, string? Path = null)
{
    /// <summary>The index space of an array.</summary>
    /// <param name="path">The array's path.</param>
    public static CoordinateSystemReference ToArray(string path) => new(null, path);

    /// <summary>For messages: <c>"physical" of "labels/nuclei"</c>.</summary>
    public override string ToString() => (Name, Path) switch
    {
        (null, null) => "nothing",
        ({ } name, null) => $"\"{name}\"",
        (null, { } path) => $"the array \"{path}\"",
        var (name, path) => $"\"{name}\" of \"{path}\"",
    };

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (Name is not null)
        {
            writer.WriteString("name", Name);
        }

        if (Path is not null)
        {
            writer.WriteString("path", Path);
        }

        writer.WriteEndObject();
    }
}
