using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace OmeNgff.Silo.Tests.Scenes;

/// <summary>Scenes between systems of their own and the images <c>images/left</c> and <c>images/right</c> of
/// <see cref="WrittenScene.WriteMixed"/>.</summary>
internal static class RandomScene
{
    private static readonly string[] Names = ["world", "a/b", "c d", "é", "~0", "physical", "turned"];

    private static readonly Gen<double> Number = Gen.OneOf(
        Gen.Choose(-5, 5).Select(number => (double)number),
        Gen.Choose(-1_000_000, 1_000_000).Select(number => number / 7.0),
        Gen.Elements(1e-300, -4.9e300, 0.1, -0.0));

    private static readonly Gen<double> Factor = Number.Where(number => number != 0);

    /// <summary>A scene.</summary>
    public static readonly Gen<JsonObject> Scenes =
        from systems in Gen.Shuffle(Names).SelectMany(names => Gen.Choose(1, 4).SelectMany(count =>
            Gen.Choose(1, 3).ArrayOf(count).Select(ranks => names.Zip(ranks).ToArray())))
        from edges in Edge(systems).ArrayOf().Where(edges => edges.Length > 0)
        from method in Maybe(Gen.Constant<JsonNode>("by chance"))
        select Without(new JsonObject
        {
            ["coordinateSystems"] = new JsonArray([.. systems.Select(System)]),
            ["coordinateTransformations"] = new JsonArray([.. edges.Select(edge => edge.DeepClone())]),
            ["method"] = method,
        });

    private static JsonNode System((string Name, int Rank) system) => new JsonObject
    {
        ["name"] = system.Name,
        ["axes"] = new JsonArray([.. "zyx"[^system.Rank..].Select(JsonNode (axis) => new JsonObject
        {
            ["name"] = axis.ToString(),
            ["type"] = "space",
            ["unit"] = "micrometer",
            ["rank"] = system.Rank,
        })]),
        ["place"] = system.Name.Length,
    };

    private static Gen<JsonObject> Edge((string Name, int Rank)[] systems)
    {
        (JsonObject End, int Rank)[] ends =
        [
            .. systems.Select(system => (new JsonObject { ["name"] = system.Name }, system.Rank)),
            (new JsonObject { ["path"] = "images/left", ["name"] = "physical" }, 2),
            (new JsonObject { ["path"] = "images/right", ["name"] = "physical" }, 2),
            (new JsonObject { ["path"] = "images/right", ["name"] = "turned" }, 2),
        ];
        return
            from pair in Gen.Shuffle(ends)
            from transformation in Named(Transformation(pair[0].Rank, pair[1].Rank, depth: 2))
            select Between(transformation, pair[0].End, pair[1].End);
    }

    private static JsonObject Between(JsonObject transformation, JsonObject input, JsonObject output)
    {
        transformation["input"] = input.DeepClone();
        transformation["output"] = output.DeepClone();
        return transformation;
    }

    private static Gen<JsonObject> Named(Gen<JsonObject> transformations) =>
        from transformation in transformations
        from name in Maybe(Gen.Elements<JsonNode>("one", "two", "", "drei → vier"))
        from residual in Maybe(Number.Select(JsonNode (number) => number))
        select Without(With(With(transformation, "name", name), "residual", residual));

    private static Gen<JsonObject> Transformation(int input, int output, int depth)
    {
        var affine = Factor.ArrayOf(input + 1).ArrayOf(output)
            .Select(rows => Of("affine", "affine", new JsonArray([.. rows.Select(Numbers)])));
        var stored = Path().Select(path => Of("affine", "path", path));
        if (input != output)
        {
            return Gen.OneOf(affine, stored);
        }

        var simple = Gen.OneOf(
            affine,
            stored,
            Gen.Constant(0).Select(_ => new JsonObject { ["type"] = "identity" }),
            Factor.ArrayOf(input).Select(factors => Of("scale", "scale", Numbers(factors))),
            Number.ArrayOf(input).Select(offsets => Of("translation", "translation", Numbers(offsets))),
            Gen.Shuffle(Enumerable.Range(0, input).ToArray()).Select(order => Of("mapAxis", "mapAxis", Numbers(order))),
            Path().Select(path => With(Of("displacements", "path", path), "interpolation", "cubic")),
            Path().Select(path => Of("coordinates", "path", path)));
        return depth == 0 ? simple : Gen.OneOf(
            simple,
            Transformation(input, output, 0).ArrayOf().Where(parts => parts.Length > 0)
                .Select(parts => Of("sequence", "transformations", new JsonArray([.. parts.Select(part => part.DeepClone())]))),
            from forward in Transformation(input, output, depth - 1)
            from inverse in Transformation(input, output, depth - 1)
            select new JsonObject
            {
                ["type"] = "bijection",
                ["forward"] = forward.DeepClone(),
                ["inverse"] = inverse.DeepClone(),
            });
    }

    private static Gen<string> Path() => Gen.Elements("field", "fields/warp 1", "../outside/b%20c", "é/ü");

    private static Gen<JsonNode?> Maybe(Gen<JsonNode> values) =>
        Gen.OneOf(Gen.Constant<JsonNode?>(null), values.Select(JsonNode? (value) => value.DeepClone()));

    private static JsonObject Of(string type, string member, JsonNode value) =>
        new() { ["type"] = type, [member] = value };

    private static JsonObject With(JsonObject node, string member, JsonNode? value)
    {
        var copy = node.DeepClone().AsObject();
        copy[member] = value?.DeepClone();
        return copy;
    }

    private static JsonObject Without(JsonObject node)
    {
        foreach (var name in node.Where(member => member.Value is null).Select(member => member.Key).ToList())
        {
            node.Remove(name);
        }

        return node;
    }

    private static JsonArray Numbers<T>(T[] numbers) => [.. numbers.Select(JsonNode? (number) => JsonValue.Create(number))];
}
