using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Hosting;

/// <summary>How the program ends, and what the next one finds.</summary>
public sealed class StopTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_the_program_and_PostgreSQL_in_good_order(string signal)
    {
        await using var silo = await SiloProcess.Start(_folder);
        var made = (await silo.Api.Post("/v1/arrays", Drafts.Array())).Is(201);
        var servers = silo.Servers();

        await silo.Signal(signal);

        Assert.Equal(0, await silo.Ended());
        Assert.Equal("", silo.Errors);
        Assert.DoesNotContain(servers, server => server.IsAlive());
        Assert.False(File.Exists(Path.Join(_folder.Path, "data", "postgres", "postmaster.pid")));

        await using var next = await SiloProcess.Start(_folder);
        Assert.Equal(made.ETag, (await next.Api.Get(made["Location"]!)).Is(200).ETag);
    }

    [Fact]
    public async Task A_node_that_drains_serves_on_says_that_it_is_not_ready_and_hurries_when_told_twice()
    {
        await using var silo = await SiloProcess.Start(_folder, "--drain", "3600");
        (await silo.Api.Get("/readyz")).Is(200);

        await silo.Signal("TERM");

        var refused = await Patience.Until("the node says that it leaves", async () =>
            await silo.Api.Get("/readyz") is { Status: 503 } answer ? answer : null);
        Assert.Contains("about to stop", refused.Text, StringComparison.Ordinal);
        (await silo.Api.Post("/v1/arrays", Drafts.Array())).Is(201);
        (await silo.Api.Get("/v1/arrays")).Is(200);

        await silo.Signal("TERM");

        Assert.Equal(0, await silo.Ended());
        Assert.Equal("", silo.Errors);
    }

    [Fact]
    public async Task A_service_of_systemd_counts_as_started_once_requests_are_answered_and_says_that_it_stops()
    {
        var address = Path.Join(_folder.Path, "notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(address));
        var data = Path.Join(_folder.Path, "data");
        await using var silo = SiloProcess.Launch(
            _folder, ["--data", data, "--port", "0"], data, ("NOTIFY_SOCKET", address));

        Assert.Equal("READY=1", await Told());
        await silo.WaitUntilReady();
        (await silo.Api.Get("/readyz")).Is(200);

        await silo.Signal("TERM");

        Assert.Equal("STOPPING=1", await Told());
        Assert.Equal(0, await silo.Ended());

        async Task<string> Told()
        {
            var text = new byte[100];
            using var limit = new CancellationTokenSource(Patience.Limit);
            return Encoding.UTF8.GetString(text, 0, await systemd.ReceiveAsync(text.AsMemory(), limit.Token));
        }
    }

    [Fact]
    public async Task PostgreSQL_does_not_outlive_a_program_that_was_killed()
    {
        await using var silo = await SiloProcess.Start(_folder);
        var servers = silo.Servers();
        Assert.NotEmpty(servers);
        Assert.All(servers, server => Assert.True(server.IsAlive()));

        await silo.Signal("KILL");

        Assert.NotEqual(0, await silo.Ended());
        await Patience.Until("PostgreSQL has ended", () => servers.All(server => !server.IsAlive()));
    }

    [Fact]
    public async Task What_was_answered_is_there_after_everything_was_killed()
    {
        string address;
        Answer patched;
        await using (var silo = await SiloProcess.Start(_folder))
        {
            address = (await silo.Api.Post("/v1/arrays", Drafts.Array())).Is(201)["Location"]!;
            var image = (await silo.Api.Post("/v1/images", Drafts.Image("killed", address.Split('/')[^1]))).Is(201);
            Assert.Equal(1, (long)image.Json["version"]!);
            patched = (await silo.Api.Patch(address, "\"1-0\"", Drafts.Rescaled(0.25, 4))).Is(200);
            await silo.KillAll();
        }

        await using var next = await SiloProcess.Start(_folder);
        var found = (await next.Api.Get(address)).Is(200);
        Assert.True(JsonNode.DeepEquals(patched.Json, found.Json), found.Text);
        Assert.Equal(patched.ETag, found.ETag);
        var ome = await Imports.Documents.Ome(next.Api, "0.5", "killed");
        var scale = Imports.Documents.Scale(ome, 0);
        Assert.Equal([0.25, 4], scale);
        (await next.Api.Patch(address, patched.ETag, Drafts.Rescaled(1, 1))).Is(200);
    }

    [Fact]
    public async Task Imports_that_wait_when_everything_is_killed_are_finished_by_the_next_start()
    {
        const int images = 300;
        var source = Path.Join(_folder.Path, "source");
        for (var image = 0; image < images; image++)
        {
            Folders.Copy(ConformanceFolder.Of(ConformanceFolder.Idr04), Path.Join(source, "many", $"{image:000}.zarr"));
        }

        Folders.Copy(ConformanceFolder.Of(ConformanceFolder.Idr05), Path.Join(source, "last.zarr"));
        string[] locations;
        await using (var silo = await SiloProcess.Start(_folder, "--root", source))
        {
            locations = [await Accept(silo.Api, "many"), await Accept(silo.Api, "last.zarr")];
            await Patience.Until("the first import is under way", async () =>
                (int)(await silo.Api.Get(locations[0])).Is(200).Json["registered"]! > 0 ? "" : null);
            Assert.Equal("queued", (string)(await silo.Api.Get(locations[1])).Is(200).Json["state"]!);
            await silo.KillAll();
        }

        await using var next = await SiloProcess.Start(_folder, "--root", source);
        var many = await Imports.Importing.Finish(next.Api, locations[0]);
        var last = await Imports.Importing.Finish(next.Api, locations[1]);
        Assert.Equal(("succeeded", "succeeded"), ((string)many["state"]!, (string)last["state"]!));
        Assert.Equal(images, Imports.Importing.Images(many).Distinct().Count());
        Assert.Single(Imports.Importing.Images(last));
        Assert.Equal(images + 1, (await Http.Pages.Items(next.Api, "/v1/images?limit=1000")).Count);
        Assert.Equal((images * 4) + 3, (await Http.Pages.Items(next.Api, "/v1/arrays?limit=1000")).Count);

        async Task<string> Accept(Api api, string name) => (await api.Post(
            "/v1/imports", new JsonObject { ["source"] = Path.Join(source, name) })).Is(202)["Location"]!;
    }

    [Fact]
    public async Task A_program_whose_PostgreSQL_dies_ends_and_says_where_the_log_is()
    {
        await using var silo = await SiloProcess.Start(_folder);

        silo.Servers()[0].Kill();

        Assert.NotEqual(0, await silo.Ended());
        var log = Path.Join(_folder.Path, "data", "postgres.log");
        Assert.True(File.Exists(log));
        Assert.Contains(log, silo.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_whose_database_was_replaced_under_it_ends_so_that_it_is_started_anew()
    {
        var database = await TestServer.CreateDatabase();
        await using var silo = SiloProcess.Launch(_folder, ["--port", "0", "--database", database]);
        await silo.WaitUntilReady();
        (await silo.Api.Post("/v1/arrays", Drafts.Array())).Is(201);

        // What the first node does that starts on a restored database.
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            await using var restored = new NpgsqlCommand("update catalog set incarnation = incarnation + 1", connection);
            Assert.Equal(1, await restored.ExecuteNonQueryAsync());
        }

        Assert.NotEqual(0, await silo.Ended());
        Assert.Contains("started anew", silo.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_is_imported_before_the_program_says_that_it_is_ready()
    {
        string image, viewpoint;
        await using (var silo = await SiloProcess.Start(_folder, "--demo"))
        {
            var found = (await silo.Api.Get("/v1/images")).Is(200).Json["items"]!.AsArray();
            Assert.Equal(16, found.Count);
            image = (string)found.Single(record => (string)record!["name"]! == "Synthetic nuclei")!["id"]!;
            viewpoint = (await silo.Api.Get("/v1/viewpoints/story")).Is(200).Text;
            Assert.Contains(image, silo.Output, StringComparison.Ordinal);
            (await silo.Api.Get($"/zarr/0.5/{image}.zarr/zarr.json")).Is(200);
            (await silo.Api.Get($"/zarr/0.5/{image}.zarr/0/c/0/0/0/0")).Is(200);
            await silo.Signal("TERM");
            Assert.Equal(0, await silo.Ended());
        }

        await using var again = await SiloProcess.Start(_folder, "--demo");
        Assert.Contains(image, again.Output, StringComparison.Ordinal);
        Assert.Equal(16, (await again.Api.Get("/v1/images")).Is(200).Json["items"]!.AsArray().Count);
        Assert.Equal(viewpoint, (await again.Api.Get("/v1/viewpoints/story")).Is(200).Text);
    }
}
