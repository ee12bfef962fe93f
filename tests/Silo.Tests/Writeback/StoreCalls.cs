using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;

namespace OmeNgff.Silo.Tests.Writeback;

/// <summary>What writes an image to its store, and what tells the two apart.</summary>
internal static class StoreCalls
{
    public static async Task<Answer> Writeback(
        this Api api, string id, string? ome = null, string? layout = null, string query = "") =>
        await api.Post(
            $"/v1/images/{id}:writeback{query}",
            new JsonObject { ["ome"] = ome, ["layout"] = layout },
            ("If-Match", (await api.Get($"/v1/images/{id}")).Is(200).ETag));

    public static async Task<Answer> Reconcile(this Api api, string id, string keep, string query = "") =>
        await api.Post(
            $"/v1/images/{id}:reconcile{query}",
            new JsonObject { ["keep"] = keep },
            ("If-Match", (await api.Get($"/v1/images/{id}")).Is(200).ETag));

    /// <summary>Where a store differs from the catalog: paths and pointers.</summary>
    public static async Task<string[]> Drift(this Api api, string id)
    {
        var report = (await api.Get($"/v1/images/{id}/drift")).Is(200).Json;
        Assert.Empty(report["errors"]!.AsArray());
        var all = report["differences"]!.AsArray().Select(found => $"{found!["path"]} {found["pointer"]}").ToArray();
        Assert.Equal(all.Length > 0, (bool)report["drifted"]!);
        return all;
    }

    /// <summary>Gives a level's array another scale.</summary>
    public static async Task Rescale(this Api api, string id, int level, params double[] scale)
    {
        var image = (await api.Get($"/v1/images/{id}")).Is(200).Json;
        var array = $"/v1/arrays/{image["levels"]![level]!["array"]}";
        (await api.Patch(array, (await api.Get(array)).ETag, Drafts.Rescaled(scale))).Is(200);
    }

    /// <summary>The paths of what was written.</summary>
    public static string[] Written(this Answer answer) =>
        [.. answer.Is(200).Json["written"]!.AsArray().Select(document => (string)document!["path"]!)];

    /// <summary>The rules of a refusal.</summary>
    public static string[] Rules(this Answer answer, int status) =>
        [.. answer.IsProblem(status)["errors"]!.AsArray().Select(error => (string)error!["rule"]!).Distinct()];

    /// <summary>All files of a folder with their bytes and times, so that any writing shows.</summary>
    public static SortedDictionary<string, string> Contents(string folder) => new(
        Folders.Files(folder).ToDictionary(
            file => Path.GetRelativePath(folder, file),
            file => $"{File.GetLastWriteTimeUtc(file):O} {Convert.ToHexString(File.ReadAllBytes(file))}"),
        StringComparer.Ordinal);
}
