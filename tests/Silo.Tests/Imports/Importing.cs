using System.Text.Json.Nodes;

namespace OmeNgff.Silo.Tests.Imports;

internal static class Importing
{
    /// <summary>Imports a source and waits for the end, whatever it is.</summary>
    public static async Task<JsonNode> Import(this Api api, string source)
    {
        var accepted = (await api.Post("/v1/imports", new JsonObject { ["source"] = source })).Is(202);
        Assert.Equal($"/v1/imports/{accepted.Json["id"]}", accepted["Location"]);
        return await api.Finish(accepted["Location"]!);
    }

    /// <summary>Waits for the end of an import.</summary>
    public static Task<JsonNode> Finish(this Api api, string location) =>
        Patience.Until($"{location} ends", async () =>
        {
            var status = (await api.Get(location)).Is(200).Json;
            return (string)status["state"]! is "queued" or "running" ? null : status;
        });

    /// <summary>Imports a source of which something must be usable; returns the ids of its images.</summary>
    public static async Task<string[]> ImportImages(this Api api, string source)
    {
        var status = await api.Import(source);
        Assert.True((string)status["state"]! == "succeeded", status.ToJsonString());
        return status.Images();
    }

    public static string[] Images(this JsonNode status) =>
        [.. status["images"]!.AsArray().Select(id => (string)id!)];

    /// <summary>The counts of an import.</summary>
    public static (int Found, int Registered, int Updated, int Unchanged, int Drifted, int Failed) Counts(
        this JsonNode status) =>
        ((int)status["found"]!, (int)status["registered"]!, (int)status["updated"]!, (int)status["unchanged"]!,
            (int)status["drifted"]!, (int)status["failed"]!);

    /// <summary>What was not usable, as rule and path.</summary>
    public static (string? Rule, string Path)[] Errors(this JsonNode status) =>
    [
        .. status["errors"]!.AsArray().Select(error => ((string?)error!["rule"], (string)error["path"]!)),
    ];
}
