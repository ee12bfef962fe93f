using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;

namespace OmeNgff.Silo.Tests.Alignments;

/// <summary>Alignments and their versions over HTTP.</summary>
internal static class Alignment
{
    /// <summary>Creates an alignment from a new image to a new space, both with the axes y and x.</summary>
    /// <returns>Its address.</returns>
    public static async Task<string> NewAlignment(this Api api) => $"/v1/alignments/{await api.New("alignments")}";

    /// <summary>A version as a request describes it: a shift.</summary>
    public static JsonObject Version(double shift = 1, string? status = null)
    {
        var version = new JsonObject
        {
            ["coordinateTransformation"] = new JsonObject
            {
                ["type"] = "translation",
                ["translation"] = new JsonArray(shift, shift),
            },
        };
        if (status is not null)
        {
            version["status"] = status;
        }

        return version;
    }

    /// <summary>Adds a version.</summary>
    public static async Task<Answer> AddVersion(this Api api, string alignment, double shift = 1, string? status = null) =>
        (await api.Post($"{alignment}/versions", Version(shift, status))).Is(201);

    /// <summary>Sets the default of an alignment, whatever version it is at.</summary>
    public static Task<Answer> SetDefault(this Api api, string alignment, int? version, string ifMatch = "*") =>
        api.Put($"{alignment}/default", new JsonObject { ["version"] = version }, ("If-Match", ifMatch));

    /// <summary>Sets the status of a version.</summary>
    public static Task<Answer> SetStatus(
        this Api api, string alignment, int version, string status, string? ifMatch = "*") =>
        api.Patch($"{alignment}/versions/{version}", ifMatch, new JsonObject { ["status"] = status });
}
