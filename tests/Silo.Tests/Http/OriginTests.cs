using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Http;

public sealed class OriginTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task A_page_of_another_origin_may_read_and_not_write()
    {
        var origin = ("Origin", "https://viewer.example");
        (await Api.Get("/v1/datasets", origin)).Is(200);
        var body = new JsonObject { ["id"] = NewName() };
        (await Api.Post("/v1/datasets", body.DeepClone(), origin)).IsProblem(403);
        (await Api.Get($"/v1/datasets/{body["id"]}")).Is(404);
        var own = Address.GetLeftPart(UriPartial.Authority);
        (await Api.Post("/v1/datasets", body, ("Origin", own))).Is(201);
    }

    [Fact]
    public async Task A_name_that_is_made_to_lead_here_is_not_answered() =>
        (await Api.Get("/v1/datasets", ("Host", "rebound.example"))).Is(400);

    [Fact]
    public async Task A_scale_beyond_all_numbers_is_refused_with_its_image()
    {
        var image = Drafts.Image(NewName(), Drafts.Array(pixel: 1e308));
        (await Api.Post("/v1/images", image)).IsProblem(400);
        (await Api.Get($"/v1/images/{image["id"]}")).Is(404);
    }

    [Fact]
    public async Task Two_inline_arrays_of_one_id_are_refused()
    {
        var id = NewName();
        (await Api.Post("/v1/images", Drafts.Image(NewName(), Drafts.Array(id), Drafts.Array(id)))).IsProblem(400);
        (await Api.Get($"/v1/arrays/{id}")).Is(404);
    }

    [Fact]
    public async Task A_fault_in_an_inline_array_is_pointed_to_where_it_stands()
    {
        var array = Drafts.Array();
        array["coordinateTransformations"] = new JsonArray();
        (await Api.Post("/v1/images", Drafts.Image(NewName(), Drafts.Array(), array)))
            .IsRefusal("/levels/1/array/coordinateTransformations", "transformation-count");
    }

    [Fact]
    public async Task A_query_that_is_too_long_is_refused_with_the_limit()
    {
        var refusal = (await Api.Get($"/v1/search?q={new string('a', 1001)}")).IsRefusal("/q", "query-too-long");
        Assert.Contains("MaxQueryLength", (string)refusal["message"]!, StringComparison.Ordinal);
    }
}
