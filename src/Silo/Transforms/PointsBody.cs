using System.Buffers;
using System.Text.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Grains.Spaces;
using OmeNgff.Ngff;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Transforms;

/// <summary>
/// The body of <c>POST /v1/transforms/points</c>. It is read number by number, since there may be as many as the largest
/// body holds.
/// </summary>
/// <param name="Request">The path.</param>
/// <param name="Coordinates">The points, one after the other.</param>
/// <param name="Rank">How many coordinates each has; 0 when there is no point.</param>
internal sealed record PointsBody(PathRequest Request, double[] Coordinates, int Rank)
{
    /// <summary>How many points a request may have (limit <c>MaxPoints</c>).</summary>
    internal const int MaxPoints = 100_000;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 8 };

    /// <summary>Reads a body.</summary>
    /// <exception cref="ProblemException">400, with the pointer of what does not fit.</exception>
    internal static PointsBody Read(ReadOnlySpan<byte> utf8)
    {
        var pointer = "";
        try
        {
            var reader = new Utf8JsonReader(utf8, Strict);
            return Read(ref reader, ref pointer);
        }
        catch (JsonException fault)
        {
            throw ProblemException.Invalid(
                pointer, "json-invalid", $"The body is no JSON at byte {fault.BytePositionInLine} of line {fault.LineNumber}.");
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException)
        {
            throw ProblemException.Invalid(pointer, "json-mismatch",
                "The value is of the wrong JSON type or not one of the allowed ones.");
        }
    }

    private static PointsBody Read(ref Utf8JsonReader reader, ref string pointer)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        string? from = null, to = null;
        EquatableArray<string> pins = [];
        DateTimeOffset? asOf = null;
        (double[] Coordinates, int Rank)? points = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            pointer = $"/{name}";
            if (!seen.Add(name))
            {
                throw ProblemException.Invalid(pointer, "json-mismatch", $"The field '{name}' is there twice.");
            }

            switch (name)
            {
                case "from":
                    from = Text(ref reader);
                    break;
                case "to":
                    to = Text(ref reader);
                    break;
                case "pins":
                    pins = Texts(ref reader);
                    break;
                case "asOf":
                    asOf = reader.Read() && reader.TokenType == JsonTokenType.Null
                        ? null
                        : Moments.AsOf(reader.GetString() ?? "");
                    break;
                case "points":
                    points = Points(ref reader, ref pointer);
                    break;
                default:
                    throw ProblemException.Invalid(pointer, "json-mismatch", $"There is no such field: '{name}'.");
            }
        }

        pointer = "";
        if (reader.Read())
        {
            throw new InvalidOperationException();
        }

        var (coordinates, rank) = points ?? throw Missing("points");
        return new PointsBody(
            new PathRequest(from ?? throw Missing("from"), to ?? throw Missing("to")) { Pins = pins, AsOf = asOf },
            coordinates,
            rank);
    }

    private static (double[] Coordinates, int Rank) Points(ref Utf8JsonReader reader, ref string pointer)
    {
        Expect(ref reader, JsonTokenType.StartArray);
        var coordinates = new ArrayBufferWriter<double>(1024);
        var (count, rank) = (0, 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count == MaxPoints)
            {
                throw ProblemException.Invalid(
                    "/points", "point-count", $"A request has at most {MaxPoints} points (limit MaxPoints).");
            }

            if (reader.TokenType != JsonTokenType.StartArray)
            {
                pointer = $"/points/{count}";
                throw new InvalidOperationException();
            }

            var before = coordinates.WrittenCount;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var number)
                    || !double.IsFinite(number))
                {
                    throw ProblemException.Invalid($"/points/{count}/{coordinates.WrittenCount - before}", "json-mismatch",
                        "A coordinate is a number that double precision holds.");
                }

                coordinates.GetSpan(1)[0] = number;
                coordinates.Advance(1);
            }

            var length = coordinates.WrittenCount - before;
            rank = count == 0 ? length : rank;
            if (length != rank || length == 0)
            {
                throw ProblemException.Invalid($"/points/{count}", "point-rank",
                    $"The point has {length} coordinates" + (length == 0 ? "." : $", and the first one {rank}."));
            }

            count++;
        }

        return (coordinates.WrittenSpan.ToArray(), rank);
    }

    private static EquatableArray<string> Texts(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartArray);
        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            texts.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new InvalidOperationException());
        }

        return texts.ToEquatableArray();
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String);
        return reader.GetString()!;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new InvalidOperationException();
        }
    }

    private static ProblemException Missing(string name) =>
        ProblemException.Invalid($"/{name}", $"{name}-missing", $"The body has no '{name}'.");
}
