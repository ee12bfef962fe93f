using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Alignments;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Records;

/// <summary>What others refer to stays, and whoever would delete it is told by whom.</summary>
public sealed class ReferrerTests(RunningSilo silo) : SiloTests(silo)
{
    private static readonly string[] Queries = ["", "?dryRun=true"];

    [Theory]
    [InlineData("arrays", "images")]
    [InlineData("arrays", "arrays")]
    [InlineData("arrays", "alignments")]
    [InlineData("images", "alignments")]
    [InlineData("images", "collections")]
    [InlineData("images", "viewpoints")]
    [InlineData("spaces", "alignments")]
    [InlineData("spaces", "viewpoints")]
    [InlineData("collections", "collections")]
    public async Task A_record_that_another_refers_to_is_not_deleted(string kind, string holderKind)
    {
        var id = await Api.New(kind);
        var holder = await Api.New(holderKind, await Holder(kind, id, holderKind));

        await Api.StoresNothing(async () =>
        {
            foreach (var query in Queries)
            {
                var refusal = (await Api.Delete($"/v1/{kind}/{id}{query}", "*")).IsProblem(409);
                Assert.Equal("/problems/referenced", (string)refusal["type"]!);
                Assert.Contains($"{holderKind[..^1]} '{holder}'", (string)refusal["detail"]!, StringComparison.Ordinal);
            }
        });

        (await Api.Delete($"/v1/{holderKind}/{holder}", "*")).Is(200);
        (await Api.Delete($"/v1/{kind}/{id}", "*")).Is(200);
    }

    [Fact]
    public async Task An_alignment_one_of_whose_versions_is_pinned_is_not_deleted()
    {
        var alignment = await Api.NewAlignment();
        var (id, record) = (alignment.Split('/')[^1], (await Api.Get(alignment)).Json);
        await Api.AddVersion(alignment);
        var viewpoint = await Api.New("viewpoints", new JsonObject
        {
            ["space"] = ((string)record["target"]!).Split(':')[1],
            ["layers"] = new JsonArray(new JsonObject
            {
                ["image"] = ((string)record["source"]!).Split(':')[1],
                ["pins"] = new JsonArray($"{id}@1"),
            }),
        });

        await Api.StoresNothing(async () =>
        {
            var refusal = (await Api.Delete(alignment, "*")).IsProblem(409);
            Assert.Contains(
                $"The alignment version '{id}@1' is referenced by viewpoint '{viewpoint}'",
                (string)refusal["detail"]!, StringComparison.Ordinal);
        });

        (await Api.Delete($"/v1/viewpoints/{viewpoint}", "*")).Is(200);
        (await Api.Delete(alignment, "*")).Is(200);
    }

    [Theory]
    [MemberData(nameof(Kinds.All), MemberType = typeof(Kinds))]
    public async Task A_dataset_with_a_record_of_any_kind_is_not_deleted(string kind)
    {
        if (kind == "datasets")
        {
            return;
        }

        var (dataset, draft) = (await Api.New("datasets"), await Api.Draft(kind));
        draft["dataset"] = dataset;
        var id = await Api.New(kind, draft);

        (await Api.Delete($"/v1/datasets/{dataset}", "*")).IsProblem(409);

        (await Api.Delete($"/v1/{kind}/{id}", "*")).Is(200);
        (await Api.Delete($"/v1/datasets/{dataset}", "*")).Is(200);
        draft["dataset"] = dataset;
        (await Api.Post($"/v1/{kind}", draft)).IsRefusal("/dataset", "dataset-unknown");
    }

    [Fact]
    public async Task A_reference_to_nothing_is_refused_with_its_place()
    {
        var (space, image, nothing) = (await Api.New("spaces"), await Api.New("images"), NewName());
        await Api.StoresNothing(async () =>
        {
            (await Api.Post("/v1/alignments", new JsonObject
            {
                ["source"] = $"image:{nothing}",
                ["target"] = $"space:{space}",
            })).IsRefusal("/source", "image-unknown");
            (await Api.Post("/v1/viewpoints", new JsonObject { ["space"] = nothing })).IsRefusal("/space", "space-unknown");
            (await Api.Post("/v1/viewpoints", new JsonObject
            {
                ["space"] = space,
                ["layers"] = new JsonArray(new JsonObject
                {
                    ["image"] = image,
                    ["pins"] = new JsonArray($"{nothing}@1"),
                }),
            })).IsRefusal("/layers/0/pins/0", "alignment-version-unknown");
            (await Api.Post("/v1/collections", new JsonObject
            {
                ["kind"] = "list",
                ["members"] = new JsonArray(new JsonObject { ["image"] = nothing }),
            })).IsRefusal("/members/0/image", "image-unknown");
        });
    }

    [Fact]
    public async Task A_cascade_keeps_every_array_that_something_else_needs()
    {
        var (free, basis, derived, held) = (NewName(), NewName(), NewName(), NewName());
        var image = await Api.New("images", Drafts.Image(
            null, Drafts.Array(free), Drafts.Array(basis), Derived(derived, basis), Derived(held, basis)));
        var alignment = await Api.New("alignments", new JsonObject
        {
            ["source"] = $"array:{held}",
            ["target"] = $"space:{await Api.New("spaces")}",
        });

        // What is held keeps what it is derived from; the other derived array needs nobody.
        await Api.StoresNothing(async () => Assert.Equal(
            new[] { $"array:{free}", $"array:{derived}", $"image:{image}" }.Order(StringComparer.Ordinal),
            (await Api.Delete($"/v1/images/{image}?cascade=true&dryRun=true", "*")).Is(200).Json["deleted"]!.AsArray()
                .Strings()));
        (await Api.Delete($"/v1/images/{image}?cascade=true", "*")).Is(200);

        (await Api.Get($"/v1/arrays/{free}")).Is(404);
        (await Api.Get($"/v1/arrays/{derived}")).Is(404);
        Assert.Equal(
            [$"alignment:{alignment}"], (await Api.Get($"/v1/arrays/{held}")).Is(200).Json["referencedBy"]!.AsArray().Strings());
        Assert.Equal(
            [$"array:{held}"], (await Api.Get($"/v1/arrays/{basis}")).Is(200).Json["referencedBy"]!.AsArray().Strings());
    }

    [Fact]
    public async Task A_cascade_takes_a_base_with_all_that_is_derived_from_it()
    {
        var (basis, first, second) = (NewName(), NewName(), NewName());
        var image = await Api.New("images", Drafts.Image(
            null, Drafts.Array(basis), Derived(first, basis), Derived(second, first)));

        var deleted = (await Api.Delete($"/v1/images/{image}?cascade=true", "*")).Is(200).Json["deleted"]!.AsArray();

        Assert.Equal(4, deleted.Count);
        foreach (var id in new[] { basis, first, second })
        {
            (await Api.Get($"/v1/arrays/{id}")).Is(404);
        }
    }

    private static JsonObject Derived(string id, string basis)
    {
        var array = Drafts.Array(id);
        array.Remove("axes");
        array.Remove("coordinateTransformations");
        array["derivedFrom"] = new JsonObject { ["array"] = basis, ["factors"] = new JsonArray("2", "2") };
        return array;
    }

    private async Task<JsonObject> Holder(string kind, string id, string holderKind)
    {
        switch (holderKind)
        {
            case "arrays":
                return Derived(NewName(), id);
            case "images":
                return Drafts.Image(null, id);
            case "alignments" when kind == "spaces":
                return new JsonObject { ["source"] = $"image:{await Api.New("images")}", ["target"] = $"space:{id}" };
            case "alignments":
                return new JsonObject
                {
                    ["source"] = $"{kind[..^1]}:{id}",
                    ["target"] = $"space:{await Api.New("spaces")}",
                };
            case "collections":
                return new JsonObject
                {
                    ["kind"] = "list",
                    ["members"] = new JsonArray(new JsonObject { [kind[..^1]] = id }),
                };
            case "viewpoints" when kind == "spaces":
                return new JsonObject { ["space"] = id };
            default:
                return new JsonObject
                {
                    ["space"] = await Api.New("spaces"),
                    ["layers"] = new JsonArray(new JsonObject { ["image"] = id }),
                };
        }
    }
}
