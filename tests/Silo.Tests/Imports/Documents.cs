using System.Text.Json.Nodes;

namespace OmeNgff.Silo.Tests.Imports;

/// <summary>What OME documents say of space.</summary>
internal static class Documents
{
    /// <summary>The object with the OME members of a group as a store has it.</summary>
    public static JsonNode OmeOfFolder(string folder) => File.Exists(Path.Join(folder, "zarr.json"))
        ? Read(folder, "zarr.json")["attributes"]!["ome"]!
        : Read(folder, ".zattrs");

    public static JsonNode Read(string folder, string key) =>
        JsonNode.Parse(File.ReadAllBytes(Path.Join(folder, key)))!;

    /// <summary>The object with the OME members of a group as a hierarchy of the silo has it.</summary>
    public static async Task<JsonNode> Ome(this Api api, string ome, string image) => ome == "0.4"
        ? (await api.Get($"/zarr/0.4/{image}.zarr/.zattrs")).Is(200).Json
        : (await api.Get($"/zarr/{ome}/{image}.zarr/zarr.json")).Is(200).Json["attributes"]!["ome"]!;

    /// <summary>The object with the OME members of a group among an image's documents.</summary>
    public static async Task<JsonNode> MetadataOme(this Api api, string ome, string image)
    {
        var documents = (await api.Get($"/v1/images/{image}/metadata?ome={ome}")).Is(200).Json;
        return ome == "0.4" ? documents[".zattrs"]! : documents["zarr.json"]!["attributes"]!["ome"]!;
    }

    /// <summary>The axes of intrinsic space.</summary>
    public static JsonNode Axes(JsonNode ome) =>
        ome["multiscales"]![0] is JsonObject multiscale && multiscale["axes"] is { } axes
            ? axes
            : Intrinsic(ome)["axes"]!;

    /// <summary>The coordinate system that all levels lead to (0.6).</summary>
    public static JsonNode Intrinsic(JsonNode ome)
    {
        var multiscale = ome["multiscales"]![0]!;
        var name = Assert.Single(multiscale["datasets"]!.AsArray()
            .Select(dataset => (string)dataset!["coordinateTransformations"]![0]!["output"]!["name"]!).Distinct());
        return Assert.Single(multiscale["coordinateSystems"]!.AsArray(), system => (string)system!["name"]! == name)!;
    }

    public static string[] Paths(JsonNode ome) =>
        [.. ome["multiscales"]![0]!["datasets"]!.AsArray().Select(dataset => (string)dataset!["path"]!)];

    /// <summary>The bits of the scale of every level.</summary>
    public static long[][] ScaleBits(JsonNode ome) =>
        [.. ome["multiscales"]![0]!["datasets"]!.AsArray().Select(dataset => Bits(ScaleOf(dataset!)))];

    /// <summary>The scale of a level.</summary>
    public static double[] Scale(JsonNode ome, int level) =>
        [.. ScaleOf(ome["multiscales"]![0]!["datasets"]![level]!).Select(factor => (double)factor!)];

    public static long[] Bits(JsonArray numbers) =>
        [.. numbers.Select(number => BitConverter.DoubleToInt64Bits((double)number!))];

    private static JsonArray ScaleOf(JsonNode dataset) =>
        Parts(dataset).Single(part => (string)part!["type"]! == "scale")!["scale"]!.AsArray();

    /// <summary>What is done to a level's pixels, one after the other; 0.6 has a sequence for several.</summary>
    private static JsonArray Parts(JsonNode dataset)
    {
        var list = dataset["coordinateTransformations"]!.AsArray();
        return list is [{ } only] && (string)only["type"]! == "sequence" ? only["transformations"]!.AsArray() : list;
    }
}
