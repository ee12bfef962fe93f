using System.Globalization;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Alignments;
using OmeNgff.Silo.Tests.Records;

namespace OmeNgff.Silo.Tests.Transforms;

/// <summary>Spaces, alignments and what leads from one to the other, over HTTP.</summary>
internal static class Spaces
{
    /// <summary>A space with these axes.</summary>
    /// <returns>Its reference.</returns>
    public static async Task<string> NewSpace(this Api api, string unit = "micrometer", string axes = "yx") =>
        $"space:{await api.New("spaces", new JsonObject { ["axes"] = Axes(unit, axes) })}";

    /// <summary>An image of one level with axes y and x.</summary>
    /// <returns>Its reference, and that of its array.</returns>
    public static async Task<(string Image, string Array)> NewImage(this Api api, double pixel = 0.5, int size = 512)
    {
        var array = await api.New("arrays", Drafts.Array(null, pixel, size));
        return ($"image:{await api.New("images", Drafts.Image(null, array))}", $"array:{array}");
    }

    /// <summary>An alignment with a published default version.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> Align(
        this Api api, string from, string to, JsonObject transformation, double rank = 0)
    {
        var id = await api.New("alignments", new JsonObject { ["source"] = from, ["target"] = to, ["rank"] = rank });
        await api.AddDefault(id, transformation);
        return id;
    }

    /// <summary>Adds a version to an alignment, and makes it the default.</summary>
    /// <returns>Its number.</returns>
    public static async Task<int> AddDefault(this Api api, string alignment, JsonObject transformation)
    {
        var version = new JsonObject { ["coordinateTransformation"] = transformation, ["status"] = "published" };
        var number = (int)(await api.Post($"/v1/alignments/{alignment}/versions", version)).Is(201).Json["version"]!;
        (await api.SetDefault($"/v1/alignments/{alignment}", number)).Is(200);
        return number;
    }

    /// <summary>Asks for a path.</summary>
    public static Task<Answer> Transform(this Api api, string from, string to, params string[] more) =>
        api.Get($"/v1/transforms?from={from}&to={to}{string.Concat(more.Select(part => $"&{part}"))}");

    /// <summary>Carries one point.</summary>
    public static async Task<double[]> Carry(this Api api, string from, string to, double[] point, params string[] pins)
    {
        var answer = await api.Post("/v1/transforms/points", new JsonObject
        {
            ["from"] = from,
            ["to"] = to,
            ["points"] = new JsonArray(Numbers(point)),
            ["pins"] = new JsonArray([.. pins.Select(JsonNode (pin) => pin)]),
        });
        return [.. answer.Is(200).Json["points"]![0]!.AsArray().Select(number => (double)number!)];
    }

    /// <summary>The steps of an answer, as <c>alignment@version</c> or <c>image/level</c>, with &lt; before those that are
    /// walked backwards.</summary>
    public static string[] Steps(this JsonNode answer) => [.. answer["path"]!.AsArray().Select(step =>
        ((string)step!["direction"]! == "inverse" ? "<" : "") + (step["alignment"] is { } alignment
            ? string.Create(CultureInfo.InvariantCulture, $"{(string)alignment!}@{(int)step["version"]!}")
            : $"{(string)step["image"]!}/{(string)step["level"]!}"))];

    public static JsonObject Shift(params double[] offsets) => new()
    {
        ["type"] = "translation",
        ["translation"] = Numbers(offsets),
    };

    public static JsonObject Affine(params double[][] rows) => new()
    {
        ["type"] = "affine",
        ["affine"] = new JsonArray([.. rows.Select(JsonNode (row) => Numbers(row))]),
    };

    public static JsonArray Numbers(double[] numbers) =>
        new([.. numbers.Select(JsonNode (number) => JsonValue.Create(number))]);

    private static JsonArray Axes(string unit, string names) => new([.. names.Select(JsonNode (name) => name == 'c'
        ? new JsonObject { ["name"] = "c", ["type"] = "channel" }
        : Drafts.Axis(name.ToString(), unit))]);
}
