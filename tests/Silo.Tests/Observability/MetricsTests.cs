using System.Globalization;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Demo;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Silo.Tests.Records;

namespace OmeNgff.Silo.Tests.Observability;

/// <summary><c>/metrics</c> tells what a node does, and never of whom or what.</summary>
[Collection(ObservedNodeCollection.Name)]
public sealed class MetricsTests(ObservedNode node)
{
    private const string Requests = "http_server_request_duration_seconds_count";

    [Fact]
    public async Task Metrics_are_plain_text_that_Prometheus_reads()
    {
        var answer = (await node.Api.Get("/metrics")).Is(200);

        Assert.StartsWith("text/plain", answer["Content-Type"]!, StringComparison.Ordinal);
        Assert.NotEmpty(MetricsText.Parse(answer.Text).Series);
    }

    [Fact]
    public async Task A_request_is_counted_by_its_route()
    {
        var before = await node.Metrics();
        (await node.Api.Get("/v1/spaces/there-is-no-such-space")).Is(404);

        await Counted(before, Requests, 1, "http_route=\"/v1/spaces/{id}\"", "http_response_status_code=\"404\"");
    }

    [Fact]
    public async Task A_document_from_memory_is_counted_by_its_route()
    {
        (await node.Api.Post("/v1/images", Drafts.Image("counted", Drafts.Array("counted-0", 1)))).Is(201);
        (await node.Api.Get("/zarr/0.5/counted.zarr/zarr.json")).Is(200);
        var before = await node.Metrics();
        (await node.Api.Get("/zarr/0.5/counted.zarr/zarr.json")).Is(200);
        (await node.Api.Get("/zarr/0.5/counted.zarr/zarr.json")).Is(200);

        await Counted(before, Requests, 2, "http_route=\"/zarr/{**path}\"", "http_response_status_code=\"200\"");
    }

    [Fact]
    public async Task Commits_are_counted_by_their_outcome()
    {
        var before = await node.Metrics();
        var tag = (await node.Api.Put("/v1/spaces/measured", Space("first"))).Is(201).ETag;
        (await node.Api.Put("/v1/spaces/measured", Space("second"), ("If-Match", tag))).Is(200);
        (await node.Api.Put("/v1/spaces/measured", Space("third"), ("If-Match", tag))).Is(412);

        await Counted(before, "omengff_commit_duration_seconds_count", 2, "omengff_outcome=\"committed\"");
        await Counted(before, "omengff_commit_group_members_count", 2);
    }

    [Fact]
    public async Task Searches_are_counted_by_what_they_look_for()
    {
        var before = await node.Metrics();
        (await node.Api.Get("/v1/search?q=anything&facets=kind")).Is(200);
        (await node.Api.Get("/v1/search?filter=name%20%3D%20%27anything%27")).Is(200);

        await Counted(before, "omengff_search_duration_seconds_count", 1, "omengff_search_kind=\"words\"");
        await Counted(before, "omengff_search_duration_seconds_count", 1, "omengff_search_kind=\"filter\"");
        var now = await node.Metrics();
        Assert.Equal(0, now.Sum("omengff_search_running"));
        Assert.Equal(0, now.Sum("omengff_search_waiting"));
    }

    [Fact]
    public async Task Imports_views_chunks_and_pictures_are_counted()
    {
        var before = await node.Metrics();
        var folder = await SampleImage.Write(Path.Join(node.Root, "measured"), null, CancellationToken.None);
        var image = (await node.Api.ImportImages(folder))[0];
        (await node.Api.Get($"/zarr/0.5/{image}.zarr/zarr.json")).Is(200);
        (await node.Api.Get($"/zarr/0.5/{image}.zarr/zarr.json")).Is(200);
        var chunk = (await node.Api.Get($"/zarr/0.5/{image}.zarr/0/c/1/1/1/1")).Is(200);
        (await node.Api.Get($"/zarr/0.5/{image}.zarr/0/c/9/9/9/9")).Is(404);
        (await node.Api.Get($"/thumbnails/{image}.png")).Is(200);
        (await node.Api.Get($"/thumbnails/{image}.png")).Is(200);

        await Counted(before, "omengff_import_images_total", 2, "omengff_import_outcome=\"registered\"");
        await Counted(before, "omengff_import_duration_seconds_count", 1, "omengff_import_state=\"succeeded\"");
        await Counted(before, "omengff_view_build_duration_seconds_count", 1, "omengff_view_kind=\"image\"");
        await Counted(before, "omengff_view_reads_total", 4, "omengff_view_kind=\"image\"");
        await Counted(before, "omengff_chunk_answers_total", 1, "http_response_status_code=\"200\"");
        await Counted(before, "omengff_chunk_streamed_bytes_total", chunk.Bytes.Length);
        await Counted(before, "omengff_thumbnail_requests_total", 1, "omengff_thumbnail_result=\"made\"");
        await Counted(before, "omengff_thumbnail_requests_total", 1, "omengff_thumbnail_result=\"kept\"");
    }

    [Fact]
    public async Task A_repeat_under_an_idempotency_key_is_counted()
    {
        var before = await node.Metrics();
        (await node.Api.Post("/v1/spaces", Space("once"), ("Idempotency-Key", "measured-once"))).Is(201);
        (await node.Api.Post("/v1/spaces", Space("once"), ("Idempotency-Key", "measured-once"))).Is(201);

        await Counted(before, "omengff_operation_repeats_total", 1);
    }

    [Fact]
    public async Task What_is_rare_begins_at_zero()
    {
        var metrics = await node.Metrics();

        Assert.Contains("omengff_commit_unknown_outcomes_total", metrics.Names);
        Assert.Contains("omengff_commit_retries_total", metrics.Names);
        Assert.Contains("omengff_search_refusals_total", metrics.Names);
    }

    [Fact]
    public async Task No_id_and_no_word_of_a_user_is_a_label_and_their_number_adds_no_series()
    {
        // The first of each kind makes series, and so may what others of these tests do for the first time. An answer of
        // /metrics is kept for a moment, so it is waited for the last of them.
        var start = await node.Metrics();
        foreach (var round in Enumerable.Range(0, 3))
        {
            await Ask($"warm{round}");
        }

        var before = await Counted(start, Requests, 3, "http_request_method=\"POST\"", "http_route=\"/v1/datasets\"");
        for (var round = 0; round < 40; round++)
        {
            await Ask($"secret{round.ToString(CultureInfo.InvariantCulture)}");
        }

        var after = await Counted(before, Requests, 40, "http_route=\"/v1/arrays/{id}\"", "http_response_status_code=\"201\"");
        var added = after.Series.Keys.Except(before.Series.Keys).Where(IsCounted).ToList();
        Assert.True(added.Count == 0, string.Join('\n', added));
        Assert.DoesNotContain("secret", after.Text, StringComparison.Ordinal);

        // The names of files, hosts and users are nobody's matter either.
        Assert.DoesNotContain(node.Root, after.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Host=", after.Text, StringComparison.OrdinalIgnoreCase);

        // The runtime has series of its own accord, as generations are collected and exceptions are thrown; and so has the pool
        // of a connection that is looked at now and then.
        static bool IsCounted(string series) => !series.StartsWith("dotnet_", StringComparison.Ordinal)
            && !series.StartsWith("db_client_", StringComparison.Ordinal);
    }

    private async Task Ask(string word)
    {
        (await node.Api.Put($"/v1/arrays/{word}-array", Drafts.Array())).Is(201);
        (await node.Api.Put($"/v1/images/{word}-image", Drafts.Image(null, $"{word}-array"))).Is(201);
        (await node.Api.Get($"/zarr/0.5/{word}-image.zarr/zarr.json")).Is(200);
        (await node.Api.Get($"/zarr/0.5/{word}-image.zarr/{word}")).Is(404);
        (await node.Api.Get($"/v1/images/{word}-unknown")).Is(404);
        (await node.Api.Get($"/{word}/no-path")).Is(404);
        (await node.Api.Get($"/v1/search?q={word}&dataset={word}")).Is(200);
        (await node.Api.Send($"X{word.ToUpperInvariant()}", "/v1/images")).Is(405);
        (await node.Api.Get("/v1/images", ("X-Anything", word), ("User-Agent", word))).Is(200);
        (await node.Api.Post("/v1/datasets", new JsonObject { ["id"] = $"{word}-dataset", ["title"] = word })).Is(201);
    }

    /// <summary>Waits until a sum has grown; what was measured shows up when it is next collected.</summary>
    private Task<MetricsText> Counted(MetricsText before, string name, double growth, params string[] labels) =>
        Patience.Until($"{name} grows by {growth}", async () =>
        {
            var now = await node.Metrics();
            return now.Sum(name, labels) - before.Sum(name, labels) >= growth ? now : null;
        });

    private static JsonObject Space(string name) => new()
    {
        ["name"] = name,
        ["axes"] = new JsonArray(
            new JsonObject { ["name"] = "x", ["type"] = "space", ["unit"] = "micrometer" }),
    };
}
