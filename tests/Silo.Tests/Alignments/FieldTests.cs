using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Alignments;

/// <summary>Rules of the fields of alignments and their versions.</summary>
public sealed class FieldTests(RunningSilo silo) : SiloTests(silo)
{
    private static readonly string[] Relative =
        ["fields/a", "/data/field.zarr", "../a", "ftp://example.org/a", "file:a", "C:/a"];

    private static readonly string[] Absolute =
        ["file:///data/field.zarr", "https://example.org/field.zarr", "http://example.org/a", "s3://bucket/field.zarr"];

    [Fact]
    public async Task A_rank_lies_within_a_thousand_million()
    {
        var alignment = await Api.NewAlignment();
        foreach (var rank in new[] { 1e9, -1e9, 0.000_000_001 })
        {
            Assert.Equal(
                rank, (double)(await Api.Patch(alignment, "*", new JsonObject { ["rank"] = rank })).Is(200).Json["rank"]!);
        }

        await Api.StoresNothing(async () =>
        {
            foreach (var rank in new[] { 1000000000.0000001, -1e10, 1e300 })
            {
                (await Api.Patch(alignment, "*", new JsonObject { ["rank"] = rank }))
                    .IsRefusal("/rank", "rank-out-of-range");
            }
        });
    }

    [Theory]
    [InlineData("""{"type":"displacements","path":"P"}""", "")]
    [InlineData("""{"type":"coordinates","path":"P"}""", "")]
    [InlineData(
        """{"type":"sequence","transformations":[{"type":"identity"},{"type":"displacements","path":"P"}]}""",
        "/transformations/1")]
    [InlineData(
        """{"type":"bijection","forward":{"type":"displacements","path":"P"},"inverse":{"type":"identity"}}""", "/forward")]
    [InlineData(
        """{"type":"bijection","forward":{"type":"identity"},"inverse":{"type":"coordinates","path":"P"}}""", "/inverse")]
    [InlineData(
        """
        {"type":"byDimension","transformations":[{"transformation":{"type":"displacements","path":"P"},
            "inputAxes":[0,1],"outputAxes":[0,1]}]}
        """,
        "/transformations/0/transformation")]
    public async Task What_lies_in_a_store_is_named_by_its_address(string transformation, string place)
    {
        var alignment = await Api.NewAlignment();
        await Api.StoresNothing(async () =>
        {
            foreach (var path in Relative)
            {
                (await Add(path)).IsRefusal($"/coordinateTransformation{place}/path", "field-path-relative");
            }
        });

        foreach (var path in Absolute)
        {
            (await Add(path)).Is(201);
        }

        Task<Answer> Add(string path) => Api.Post($"{alignment}/versions", new JsonObject
        {
            ["coordinateTransformation"] = JsonNode.Parse(
                transformation.Replace("\"P\"", $"\"{path}\"", StringComparison.Ordinal)),
        });
    }

    [Theory]
    [InlineData("affine")]
    [InlineData("rotation")]
    public async Task A_matrix_that_lies_in_a_store_is_named_by_its_address_and_read_at_once(string type)
    {
        var alignment = await Api.NewAlignment();
        await Api.StoresNothing(async () =>
        {
            foreach (var path in Relative)
            {
                (await Add(path)).IsRefusal("/coordinateTransformation/path", "field-path-relative");
            }

            (await Add("file:///data/matrix.zarr")).IsRefusal("/coordinateTransformation", "path-outside-roots");
        });

        Task<Answer> Add(string path) => Api.Post($"{alignment}/versions", new JsonObject
        {
            ["coordinateTransformation"] = new JsonObject { ["type"] = type, ["path"] = path },
        });
    }

    [Fact]
    public async Task Transformations_are_neither_nested_nor_strung_without_end()
    {
        var alignment = await Api.NewAlignment();
        JsonNode nested = new JsonObject { ["type"] = "identity" };
        for (var depth = 0; depth < 9; depth++)
        {
            nested = new JsonObject { ["type"] = "sequence", ["transformations"] = new JsonArray(nested) };
        }

        var strung = new JsonObject
        {
            ["type"] = "sequence",
            ["transformations"] = new JsonArray(
                [.. Enumerable.Range(0, 65).Select(JsonNode (_) => new JsonObject { ["type"] = "identity" })]),
        };
        await Api.StoresNothing(async () =>
        {
            foreach (var transformation in new[] { nested, strung })
            {
                (await Api.Post(
                    $"{alignment}/versions", new JsonObject { ["coordinateTransformation"] = transformation }))
                    .IsProblem(400);
            }
        });
    }

    [Theory]
    [InlineData("arrays", "There is an array")]
    [InlineData("images", "There is an image")]
    [InlineData("alignments", "There is an alignment")]
    [InlineData("spaces", "There is a space")]
    public async Task An_id_that_is_taken_is_told_in_a_sentence(string kind, string sentence)
    {
        var draft = await Api.Draft(kind, NewName());
        (await Api.Post($"/v1/{kind}", draft)).Is(201);

        var refusal = (await Api.Post($"/v1/{kind}", draft)).IsProblem(409);

        Assert.StartsWith($"{sentence} '{draft["id"]}' already.", (string)refusal["detail"]!, StringComparison.Ordinal);
    }
}
