using System.Text.Json;
using OmeNgff.Client.Json;
using OmeNgff.Client.Transforms;
using OmeNgff.Grains.Spaces;
using OmeNgff.Zarr.Fields;

namespace OmeNgff.Silo.Transforms;

/// <summary>The answer to <c>POST /v1/transforms/points</c> (<see cref="PointsAnswer"/>), written number by number.</summary>
internal sealed class PointsResult(ResolvedPath path, CarriedPoints points) : IResult
{
    private const int FlushSize = 1 << 16;

    private static readonly JsonWriterOptions Compact = new() { SkipValidation = true };

    private readonly HashSet<int> _faulty = [.. points.Faults.Select(fault => fault.Point)];

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var stop = httpContext.RequestAborted;
        httpContext.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter, Compact);
        var faults = new List<PointFaultAnswer>(
            points.Faults.Select(fault => new PointFaultAnswer(fault.Point, fault.Rule, fault.Message)));
        writer.WriteStartObject();
        writer.WriteStartArray("points");
        for (var index = 0; index < points.Coordinates.Length / points.Rank; index++)
        {
            Write(writer, index, faults);
            if (writer.BytesPending > FlushSize)
            {
                await writer.FlushAsync(stop);
            }
        }

        writer.WriteEndArray();
        if (faults.Count > 0)
        {
            WriteMember(writer, "faults", faults.OrderBy(fault => fault.Point));
        }

        WriteMember(writer, "path", path.Steps);
        if (!path.Diagnostics.IsEmpty)
        {
            WriteMember(writer, "diagnostics", path.Diagnostics);
        }

        if (path.Change is { } change)
        {
            writer.WriteString("change", change);
        }

        writer.WriteEndObject();
        await writer.FlushAsync(stop);
    }

    private void Write(Utf8JsonWriter writer, int index, List<PointFaultAnswer> faults)
    {
        var point = points.Coordinates.AsSpan(index * points.Rank, points.Rank);
        foreach (var coordinate in point)
        {
            if (!double.IsFinite(coordinate))
            {
                if (_faulty.Add(index))
                {
                    faults.Add(new PointFaultAnswer(
                        index, "point-overflow", "The point leaves the range of double precision."));
                }

                writer.WriteNullValue();
                return;
            }
        }

        writer.WriteStartArray();
        foreach (var coordinate in point)
        {
            writer.WriteNumberValue(coordinate);
        }

        writer.WriteEndArray();
    }

    private static void WriteMember<T>(Utf8JsonWriter writer, string name, T value)
    {
        writer.WritePropertyName(name);
        JsonSerializer.Serialize(writer, value, CatalogJson.Options);
    }
}
