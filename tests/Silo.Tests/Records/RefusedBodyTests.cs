using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Records;

/// <summary>Bodies that cannot be taken: each names the field, and nothing is stored.</summary>
public sealed class RefusedBodyTests(RunningSilo silo) : SiloTests(silo)
{
    private readonly HttpClient _http = silo.Http;

    [Fact]
    public async Task A_body_of_100_MB_is_413_and_names_the_limit() => await Api.StoresNothing(async () =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/arrays")
        {
            Content = new ByteArrayContent(new byte[100_000_000]),
        };
        request.Headers.ExpectContinue = true;

        using var response = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("MaxRequestBodyBytes", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    public async Task A_body_that_is_nested_too_deep_names_the_limit(int depth) => await Api.StoresNothing(async () =>
    {
        foreach (var (open, close) in new[] { ("[", "]"), ("{\"a\":", "}") })
        {
            var body = $"{{\"attributes\":{Repeat(open, depth)}1{Repeat(close, depth)}}}";
            var error = (await Send(body)).IsRefusal("", "json-too-deep");
            Assert.Contains("MaxDocumentDepth", (string)error["message"]!, StringComparison.Ordinal);
        }
    });

    [Theory]
    [InlineData("a/b", "id-invalid")]
    [InlineData("a:b", "id-invalid")]
    [InlineData("array:a", "id-invalid")]
    [InlineData("-a", "id-invalid")]
    [InlineData("..", "id-invalid")]
    [InlineData("ä", "id-invalid")]
    [InlineData("a\n", "id-invalid")]
    [InlineData("a b", "id-invalid")]
    public async Task An_id_with_other_letters_is_refused(string id, string rule) => await Api.StoresNothing(async () =>
    {
        (await Api.Post("/v1/arrays", Drafts.Array(id))).IsRefusal("/id", rule);
        (await Api.Post("/v1/datasets", new JsonObject { ["id"] = id })).IsRefusal("/id", rule);
        (await Api.Post("/v1/images", Drafts.Image(null, id))).IsRefusal("/levels/0/array", rule);
    });

    [Fact]
    public async Task An_id_that_is_too_long_is_refused_and_the_longest_is_not()
    {
        (await Api.Post("/v1/arrays", Drafts.Array(Longest() + "x"))).IsRefusal("/id", "id-invalid");

        var id = Longest();
        (await Api.Post("/v1/arrays", Drafts.Array(id))).Is(201);
        (await Api.Get($"/v1/arrays/{id}")).Is(200);

        static string Longest() => NewName().PadRight(128, 'x');
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("a%3Ab")]
    [InlineData("%C3%A4")]
    public async Task A_path_with_another_id_creates_nothing(string id) => await Api.StoresNothing(async () =>
    {
        Assert.InRange((await Api.Put($"/v1/arrays/{id}", Drafts.Array())).Status, 400, 404);
        (await Api.Get($"/v1/arrays/{id}")).IsProblem(404);
    });

    [Fact]
    public async Task An_id_that_is_not_the_one_of_the_path_is_refused() => await Api.StoresNothing(async () =>
    {
        (await Api.Put($"/v1/arrays/{NewName()}", Drafts.Array(NewName()))).IsRefusal("/id", "id-mismatch");
        var patch = new JsonObject { ["id"] = NewName() };
        (await Api.Patch("/v1/datasets/default", "*", patch)).IsRefusal("/id", "id-mismatch");
    });

    [Fact]
    public async Task A_body_that_is_no_JSON_is_refused() => await Api.StoresNothing(async () =>
    {
        (await Send("""{"id":"a""")).IsRefusal("", "json-truncated");
        (await Send("")).IsRefusal("", "json-truncated");
        (await Send("""{"id":"a\u0000b"}""")).IsRefusal("", "json-invalid");
        (await Send("""{"id":"a","id":"b"}""")).IsRefusal("", "json-invalid");
        (await Send("""{"id":"\ud800"}""")).IsRefusal("", "json-invalid");
        (await Send("""{"id":"a"} {}""")).IsRefusal("", "json-invalid");
        (await Send("""{'id':'a'}""")).IsRefusal("", "json-invalid");
        (await Send("[]")).IsRefusal("", "object-expected");
        (await Send("null")).IsRefusal("", "object-expected");
        (await Api.SendBytes("POST", "/v1/arrays", [.. "{\"id\":\""u8, 0xff, 0xfe, .. "\"}"u8]))
            .IsRefusal("", "json-invalid");
    });

    [Theory]
    [InlineData("axes", "\"yx\"", "/axes")]
    [InlineData("axes", "{}", "/axes")]
    [InlineData("axes", "[{\"name\":5}]", "/axes/0")]
    [InlineData("axes", "[{}]", "/axes/0")]
    [InlineData("axes", "[null]", "/axes")]
    [InlineData("zarr", "[]", "/zarr")]
    [InlineData("zarr", "5", "/zarr")]
    [InlineData("coordinateTransformations", "{}", "/coordinateTransformations")]
    [InlineData("coordinateTransformations", "[5]", "/coordinateTransformations/0")]
    [InlineData("coordinateTransformations", "[{\"type\":\"scale\",\"scale\":\"1\"}]", "/coordinateTransformations/0")]
    [InlineData(
        "coordinateTransformations", "[{\"type\":\"scale\",\"scale\":[1e999,1]}]", "/coordinateTransformations/0")]
    [InlineData("coordinateTransformations", "[{\"type\":\"warp\"}]", "/coordinateTransformations/0")]
    [InlineData("coordinateTransformations", "[]", "/coordinateTransformations")]
    [InlineData("coordinateTransformations", "[null]", "/coordinateTransformations")]
    [InlineData("location", "\"/data\"", "/location")]
    [InlineData("location", "{\"store\":5}", "/location/store")]
    [InlineData("location", "{\"store\":\"file:///a/\",\"road\":1}", "/location/road")]
    [InlineData("dataset", "5", "/dataset")]
    [InlineData("dataset", "null", "/dataset")]
    [InlineData("id", "5", "/id")]
    [InlineData("attributes", "[]", "/attributes")]
    [InlineData("attributes", "5", "/attributes")]
    public async Task A_value_of_the_wrong_type_is_named(string field, string value, string pointer)
    {
        var array = Drafts.Array();
        array[field] = JsonNode.Parse(value);

        await Api.StoresNothing(async () => AssertPointers(pointer, await Api.Post("/v1/arrays", array)));
    }

    [Theory]
    [InlineData("levels", "5", "/levels")]
    [InlineData("levels", "[]", "/levels")]
    [InlineData("levels", "[5]", "/levels/0")]
    [InlineData("levels", "[null]", "/levels")]
    [InlineData("labels", "[null]", "/labels")]
    [InlineData("levels", "[{\"path\":5,\"array\":\"a\"}]", "/levels/0/path")]
    [InlineData("levels", "[{\"path\":\"0\"}]", "/levels/0")]
    [InlineData("levels", "[{\"path\":\"../0\",\"array\":\"a\"}]", "/levels/0/path")]
    [InlineData("levels", "[{\"path\":\"0\",\"array\":\"a\",\"other\":1}]", "/levels/0/other")]
    [InlineData("levels", "[{\"path\":\"0\",\"array\":\"a\",\"attributes\":[1]}]", "/levels/0/attributes")]
    [InlineData("intrinsicName", "5", "/intrinsicName")]
    [InlineData("intrinsicName", "\"\"", "/intrinsicName")]
    [InlineData("otherIntrinsic", "[]", "/otherIntrinsic")]
    [InlineData("otherMultiscale", "5", "/otherMultiscale")]
    [InlineData("otherOme", "\"a\"", "/otherOme")]
    [InlineData("coordinateSystems", "[{\"name\":\"physical\",\"axes\":[]}]", "/coordinateSystems/0/name")]
    [InlineData("coordinateSystems", "[5]", "/coordinateSystems/0")]
    [InlineData("coordinateTransformations", "[{\"type\":\"warp\"}]", "/coordinateTransformations/0")]
    [InlineData(
        "coordinateTransformations", "[{\"type\":\"scale\",\"scale\":[1]}]", "/coordinateTransformations/0/scale")]
    [InlineData(
        "coordinateTransformations",
        "[{\"type\":\"affine\",\"affine\":[[1,0,0],[0,1,0],[1,1,0]]}]",
        "/coordinateTransformations/0")]
    [InlineData(
        "coordinateTransformations",
        "[{\"type\":\"scale\",\"scale\":[1,2],\"input\":{\"name\":\"physical\"}}]",
        "/coordinateTransformations/0")]
    [InlineData(
        "coordinateTransformations",
        "[{\"type\":\"scale\",\"scale\":[1,2,3],\"input\":{\"name\":\"physical\"},\"output\":{\"name\":\"b\"}}]",
        "/coordinateTransformations/0/scale")]
    [InlineData("labels", "[{\"path\":\"/a\",\"image\":\"a\"}]", "/labels/0")]
    [InlineData("labels", "[{\"path\":\"a\"}]", "/labels/0")]
    [InlineData("tags", "\"a\"", "/tags")]
    [InlineData("tags", "[1]", "/tags/0")]
    [InlineData("name", "[]", "/name")]
    public async Task A_wrong_value_of_an_image_is_named(string field, string value, string pointer)
    {
        var array = (string)(await Api.Post("/v1/arrays", Drafts.Array())).Is(201).Json["id"]!;
        var image = Drafts.Image(null, array);
        image[field] = JsonNode.Parse(
            value.Replace("\"array\":\"a\"", $"\"array\":\"{array}\"", StringComparison.Ordinal));

        await Api.StoresNothing(async () => AssertPointers(pointer, await Api.Post("/v1/images", image)));
    }

    [Theory]
    [InlineData("colour", "/colour")]
    [InlineData("a.b", "/a.b")]
    [InlineData("it's", "/it's")]
    [InlineData("a/b~c", "/a~1b~0c")]
    [InlineData("Zarr", "/Zarr")]
    public async Task An_unknown_field_is_refused_with_its_pointer(string field, string pointer)
    {
        var array = Drafts.Array();
        array[field] = 1;

        await Api.StoresNothing(async () =>
        {
            (await Api.Post("/v1/arrays", array)).IsRefusal(pointer, "json-mismatch");
            var address = "/v1/datasets/default";
            var patch = new JsonObject { [field] = 1 };
            (await Api.Patch(address, (await Api.Get(address)).ETag, patch)).IsRefusal(pointer, "json-mismatch");
        });
    }

    [Fact]
    public async Task Attributes_may_hold_anything_and_keep_it()
    {
        const string attributes = """{"z":1.0,"a":[null,true,1e400,0.10],"A":{"levels":"x"},"π":"\\\"/","":""}""";
        var array = Drafts.Array();
        array["attributes"] = JsonNode.Parse(attributes);

        var made = (await Api.Post("/v1/arrays", array)).Is(201);

        var got = (await Api.Get(made["Location"]!)).Is(200);
        Assert.Contains($"\"attributes\":{attributes}", got.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Axes_with_one_name_are_refused()
    {
        var array = Drafts.Array();
        array["axes"] = new JsonArray(Drafts.Axis("x"), Drafts.Axis("x"));

        await Api.StoresNothing(async () =>
            (await Api.Post("/v1/arrays", array)).IsRefusal("/axes/1/name", "axis-name-duplicate"));
    }

    [Fact]
    public async Task A_transformation_with_the_wrong_number_of_parameters_is_refused() => await Api.StoresNothing(
        async () =>
        {
            var array = Drafts.Array();
            array["coordinateTransformations"] = new JsonArray(Drafts.Scale(1));
            (await Api.Post("/v1/arrays", array))
                .IsRefusal("/coordinateTransformations/0/scale", "transformation-rank-mismatch");
            array["coordinateTransformations"] = JsonNode.Parse(
                """
                [{"type":"sequence","transformations":
                    [{"type":"scale","scale":[1,1]},{"type":"translation","translation":[1,1,1]}]}]
                """);
            (await Api.Post("/v1/arrays", array)).IsRefusal(
                "/coordinateTransformations/0/transformations/1/translation", "transformation-rank-mismatch");
            array["coordinateTransformations"] = new JsonArray(Drafts.Scale(1, 1), Drafts.Scale(1, 1));
            (await Api.Post("/v1/arrays", array)).IsRefusal("/coordinateTransformations", "transformation-count");
        });

    [Fact]
    public async Task All_faults_of_a_body_are_told_at_once()
    {
        var array = Drafts.Array("a/b");
        array["axes"] = new JsonArray(Drafts.Axis("x"), Drafts.Axis("x"), Drafts.Axis("z"));

        var errors = (await Api.Post("/v1/arrays", array)).IsProblem(400)["errors"]!.AsArray();

        Assert.Equal(
            ["axes-rank-mismatch", "axis-name-duplicate", "id-invalid"],
            errors.Select(error => (string)error!["rule"]!).Order(StringComparer.Ordinal));
    }

    private static void AssertPointers(string pointer, Answer answer)
    {
        var errors = answer.IsProblem(400)["errors"]!.AsArray();
        Assert.NotEmpty(errors);
        Assert.All(errors, error => Assert.StartsWith(pointer, (string)error!["pointer"]!, StringComparison.Ordinal));
    }

    private Task<Answer> Send(string body) => Api.SendBytes("POST", "/v1/arrays", Encoding.UTF8.GetBytes(body));

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();
}
