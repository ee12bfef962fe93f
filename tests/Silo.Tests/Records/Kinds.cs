using System.Text.Json.Nodes;

namespace OmeNgff.Silo.Tests.Records;

/// <summary>The seven kinds of records that callers create, by the last segment of their lists.</summary>
internal static class Kinds
{
    public static TheoryData<string> All =>
        ["arrays", "images", "collections", "spaces", "alignments", "viewpoints", "datasets"];

    /// <summary>A record of a kind as a request describes it, whose <c>attributes</c> are <c>{"note": "first"}</c>. What
    /// it refers to is created.</summary>
    public static async Task<JsonObject> Draft(this Api api, string kind, string? id = null)
    {
        var draft = kind switch
        {
            "arrays" => Drafts.Array(),
            "images" => Drafts.Image(null, await api.New("arrays")),
            "collections" => new JsonObject
            {
                ["kind"] = "list",
                ["members"] = new JsonArray(new JsonObject { ["image"] = await api.New("images") }),
            },
            "spaces" => Space(),
            "alignments" => new JsonObject
            {
                ["source"] = $"image:{await api.New("images")}",
                ["target"] = $"space:{await api.New("spaces")}",
            },
            "viewpoints" => new JsonObject
            {
                ["space"] = await api.New("spaces"),
                ["layers"] = new JsonArray(new JsonObject { ["image"] = await api.New("images") }),
            },
            "datasets" => new JsonObject { ["title"] = "drafted" },
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        draft["attributes"] = new JsonObject { ["note"] = "first" };
        if (id is not null)
        {
            draft["id"] = id;
        }

        return draft;
    }

    /// <summary>Creates a record of a kind.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> New(this Api api, string kind) =>
        (string)(await api.Post($"/v1/{kind}", await api.Draft(kind))).Is(201).Json["id"]!;

    /// <summary>Creates a record of a kind.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> New(this Api api, string kind, JsonObject draft) =>
        (string)(await api.Post($"/v1/{kind}", draft)).Is(201).Json["id"]!;

    /// <summary>A merge patch that sets the note.</summary>
    public static JsonObject Note(string text) => new() { ["attributes"] = new JsonObject { ["note"] = text } };

    /// <summary>A space with the axes y and x.</summary>
    public static JsonObject Space(string unit = "micrometer") =>
        new() { ["axes"] = new JsonArray(Drafts.Axis("y", unit), Drafts.Axis("x", unit)) };
}
