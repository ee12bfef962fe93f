using System.Net;
using System.Text;
using OmeNgff.Silo.Tests.Hosting;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Deploy;

/// <summary>The proxy as it is shipped, before real nodes. What is asked of them is the same whatever they hold.</summary>
public sealed class ProxyTests(RunningSilo silo) : SiloTests(silo), IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactWithProxy]
    public async Task No_GET_fails_when_a_node_is_killed_under_load()
    {
        await using var other = await SiloProcess.Start(_folder);
        await using var proxy = await Proxy.Start(_folder, "127.0.0.0/8", Address, other.Address);
        var asked = 0;
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var callers = Enumerable.Range(0, 8).Select(async _ =>
        {
            // Half of the requests at least are asked after the node was killed.
            for (var after = 0; after < 100; after += killed.Task.IsCompleted ? 1 : 0)
            {
                using var answer = await proxy.Http.GetAsync(new Uri("/v1/queryables", UriKind.Relative));
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
                Interlocked.Increment(ref asked);
            }
        }).ToList();

        await Patience.Until("there is a load", () => Volatile.Read(ref asked) > 200);
        await other.KillAll();
        killed.SetResult();

        await Task.WhenAll(callers).WaitAsync(Patience.Limit);
    }

    [FactWithProxy]
    public async Task Only_the_listed_networks_write_and_everybody_reads()
    {
        await using var closed = await Proxy.Start(_folder, "192.0.2.0/24", Address);
        var outside = new Api(closed.Http);
        var refused = (await outside.Post("/v1/arrays", Drafts.Array())).Is(403);
        Assert.Equal("application/problem+json", refused["Content-Type"]);
        (await outside.Get("/v1/images")).Is(200);
        (await outside.Get("/metrics")).Is(404);
        Assert.NotEqual(403, (await outside.Post("/v1/transforms/points", new System.Text.Json.Nodes.JsonObject())).Status);

        await using var open = await Proxy.Start(_folder, "127.0.0.1", Address);
        var location = (await new Api(open.Http).Post("/v1/arrays", Drafts.Array())).Is(201)["Location"]!;
        (await outside.Get(location)).Is(200);
        (await outside.Delete(location, "\"1-0\"")).Is(403);
    }

    [FactWithProxy]
    public async Task Events_come_one_by_one_and_long_addresses_and_bodies_pass()
    {
        await using var proxy = await Proxy.Start(_folder, "127.0.0.1", Address);
        var api = new Api(proxy.Http);
        var before = (string)(await api.Get("/v1/changes?limit=1000")).Is(200).Json["next"]!;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/changes?after={before}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var events = await proxy.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await events.Content.ReadAsStreamAsync());

        var id = (string)(await api.Post("/v1/arrays", Drafts.Array())).Is(201).Json["id"]!;
        string? line;
        do
        {
            line = await lines.ReadLineAsync().WaitAsync(Patience.Limit);
            Assert.NotNull(line);
        }
        while (!line.Contains(id, StringComparison.Ordinal));

        (await api.Get($"/v1/images?name={new string('n', 50_000)}")).Is(200);
        var body = Encoding.UTF8.GetBytes($"{{\"title\":\"{new string('t', 2_000_000)}\"}}");
        Assert.NotEqual(413, (await api.SendBytes("POST", "/v1/datasets", body)).Status);
    }
}
