using System.Diagnostics;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Silo.Tests.Viewers.Remote;

namespace OmeNgff.Silo.Tests.Observability;

/// <summary>Traces and metrics as a collector gets them.</summary>
[Collection(ObservedNodeCollection.Name)]
public sealed class TracingTests(ObservedNode node)
{
    private const string Caller = "00f067aa0ba902b7";

    [Fact]
    public async Task A_write_is_one_trace_from_its_caller_to_the_database()
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        var space = new JsonObject
        {
            ["name"] = "traced",
            ["axes"] = new JsonArray(new JsonObject { ["name"] = "x", ["type"] = "space", ["unit"] = "micrometer" }),
        };
        var tag = (await node.Api.Put("/v1/spaces/traced", space)).Is(201).ETag;
        space["name"] = "traced again";
        (await node.Api.Put("/v1/spaces/traced", space, ("If-Match", tag), ("traceparent", $"00-{trace}-{Caller}-01"))).Is(200);

        var statement = await Patience.Until("a statement of the commit is sent", () => Task.FromResult(
            Spans(trace).FirstOrDefault(span => span.Source == "Npgsql"
                && Spans(trace).Any(commit => commit.Id == span.Parent && commit.Name == "commit"))));
        var request = await Patience.Until("the request is sent", () => Task.FromResult(
            Spans(trace).FirstOrDefault(span => span.Parent == Caller)));

        Assert.Equal("PUT /v1/spaces/{id}", request.Name);
        Assert.Equal("/v1/spaces/traced", request.Attributes["url.path"]);
        Assert.Equal("postgresql", statement.Attributes["db.system.name"]);

        // From the statement to the caller every span is the child of another.
        var way = await Patience.Until("all spans between are sent", () => Task.FromResult(Way(statement)));
        Assert.Contains(way, span => span.Name == "commit");
        if (ObservedNode.HasOrleans)
        {
            Assert.Contains(way, span => span.Source.StartsWith("Microsoft.Orleans", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_collector_learns_who_sends()
    {
        (await node.Api.Get("/v1/images")).Is(200);

        var span = await Patience.Until("a span is sent", () => Task.FromResult(node.Receiver.Spans.FirstOrDefault()));
        await Patience.Until("metrics are sent", () => node.Receiver.Metrics.ContainsKey("omengff.feed.lag"));

        Assert.Equal("observed", span.Resource["service.name"]);
        Assert.Equal("tests", span.Resource["deployment.environment.name"]);
        Assert.Equal("observed", node.Receiver.Metrics["omengff.feed.lag"]);
    }

    [Fact]
    public async Task A_store_is_not_told_of_the_trace()
    {
        var image = Assert.Single(await node.Api.ImportImages($"{node.Store.Address}rows.zarr"));
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        (await node.Api.Get($"/zarr/0.5/{image}.zarr/{RowImage.Key(1)}", ("traceparent", $"00-{trace}-{Caller}-01"))).Is(200);
        await Patience.Until("the request is sent", () => Spans(trace).Any(span => span.Parent == Caller));

        Assert.Contains("Host", node.StoreHeaders);
        Assert.DoesNotContain(node.StoreHeaders, header =>
            header.StartsWith("trace", StringComparison.OrdinalIgnoreCase)
            || header.Equals("baggage", StringComparison.OrdinalIgnoreCase)
            || header.Equals("Request-Id", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task What_a_node_does_by_itself_is_no_trace()
    {
        // Meanwhile it has looked at its feed some times.
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        (await node.Api.Get("/readyz", ("traceparent", $"00-{ActivityTraceId.CreateRandom().ToHexString()}-{Caller}-01"))).Is(200);
        (await node.Api.Get("/v1/images", ("traceparent", $"00-{trace}-{Caller}-01"))).Is(200);
        await Patience.Until("the request is sent", () => Spans(trace).Any(span => span.Parent == Caller));

        Assert.DoesNotContain(node.Receiver.Spans, span => span is { Source: "Npgsql", Parent: "" });
        Assert.DoesNotContain(node.Receiver.Spans, span =>
            span.Attributes.GetValueOrDefault("url.path") is "/readyz" or "/metrics");
    }

    [Fact]
    public async Task An_event_names_the_trace_of_its_request()
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        Task<Answer> search;
        await using (var index = await LockedIndex.Take(node.Database))
        {
            search = node.Api.Get("/v1/search?q=traced", ("traceparent", $"00-{trace}-{Caller}-01"));
            await index.UntilHeldUp(ObservedNode.SlowMilliseconds);
        }

        (await search).Is(200);
        await node.Logged("statement-slow", line => (string?)line["trace"] == trace);
    }

    private IEnumerable<SentSpan> Spans(string trace) => node.Receiver.Spans.Where(span => span.Trace == trace);

    /// <summary>The spans above one, up to the caller's; null while one is missing.</summary>
    private List<SentSpan>? Way(SentSpan from)
    {
        var way = new List<SentSpan> { from };
        while (way[^1].Parent != Caller)
        {
            if (Spans(from.Trace).FirstOrDefault(span => span.Id == way[^1].Parent) is not { } above)
            {
                return null;
            }

            way.Add(above);
        }

        return way;
    }
}
