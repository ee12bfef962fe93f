using System.Text.Json;
using System.Text.Json.Serialization;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Collections;

/// <summary>Reads and writes an <see cref="Acquisition"/> as a plate of OME-NGFF has it: <c>{"id": 1, "name": …}</c>.
/// </summary>
public sealed class AcquisitionConverter : JsonConverter<Acquisition>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">It is no acquisition; the message begins with the rule that it breaks.</exception>
    public override Acquisition? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // What it should have and lacks is told where the plate is validated.
        var findings = new Findings();
        var cursor = new JsonCursor(JsonElement.ParseValue(ref reader), "");
        return new PlateReader(OmeRules.Of(OmeVersion.V06), findings).Acquisition(cursor, [])
            ?? throw findings.FirstAsJsonException();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Acquisition value, JsonSerializerOptions options) =>
        CollectionsWriter.WriteAcquisition(writer, value);
}
