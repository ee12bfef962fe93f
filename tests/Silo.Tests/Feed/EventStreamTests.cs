using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Hosting;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Feed;

public sealed class EventStreamTests(RunningSilo silo) : SiloTests(silo)
{
    private readonly RunningSilo _silo = silo;

    [Fact]
    public async Task Every_event_is_an_entry_of_the_feed_under_the_name_of_its_change()
    {
        var mark = await Api.Mark();
        using var stream = await EventStream.Open(_silo.Http, $"/v1/changes?after={mark}");
        var made = (await Api.Post("/v1/datasets", new JsonObject { ["title"] = "streamed" })).Is(201);

        var first = (await stream.Read())!;

        Assert.Equal((made["Change"], "change"), (first.Id, first.Type));
        var entry = Assert.Single(await Api.Since(mark));
        Assert.True(JsonNode.DeepEquals(entry, first.Data), first.Data.ToJsonString());
    }

    [Fact]
    public async Task A_reader_that_loses_its_connection_again_and_again_meets_every_change_of_four_writers_once()
    {
        const int writers = 4;
        const int each = 60;
        var mark = await Api.Mark();
        var written = new ConcurrentBag<string>();
        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            for (var write = 0; write < each; write++)
            {
                written.Add(await Api.Mark());
            }
        })));

        var read = new List<string>();
        while (read.Count < writers * each)
        {
            using var stream = await EventStream.Open(_silo.Http, $"/v1/changes?after={mark}", read.LastOrDefault());
            for (var left = 1 + (read.Count % 17); left > 0 && read.Count < writers * each; left--)
            {
                read.Add((await stream.Read())!.Id);
            }
        }

        await writing;
        Assert.Equal(written.Order(StringComparer.Ordinal), read);
    }

    [Fact]
    public async Task A_last_event_that_no_stream_gave_is_refused() =>
        (await Api.Get("/v1/changes", ("Accept", "text/event-stream"), ("Last-Event-ID", "7")))
            .IsRefusal("/Last-Event-ID", "change-invalid");

    [Fact]
    public async Task A_node_that_stops_ends_its_streams_and_answers_who_waits()
    {
        using var folder = new TestFolder();
        var own = await SiloApplication.Start(
            new SiloOptions { Port = 0, Database = await TestServer.CreateDatabase(), DataDirectory = folder.Path },
            CancellationToken.None);
        using var http = new HttpClient { BaseAddress = own.Address };
        var mark = await new Api(http).Mark();
        using var stream = await EventStream.Open(http, $"/v1/changes?after={mark}");
        using var idle = await EventStream.Open(http, $"/v1/changes?after={mark}");
        var second = await new Api(http).Mark();
        Assert.Equal(second, (await stream.Read())!.Id);

        await own.DisposeAsync();

        Assert.Null(await stream.Read());
        Assert.Equal(second, (await idle.Read())!.Id);
        Assert.Null(await idle.Read());
    }
}
