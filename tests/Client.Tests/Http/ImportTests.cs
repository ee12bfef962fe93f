using System.Net;
using OmeNgff.Client.Http;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Client.Tests.Http;

[Collection(SiloCollection.Name)]
public sealed class ImportTests(RunningSilo silo)
{
    private readonly OmeNgffClient _client = new(silo.Http);

    [Fact]
    public async Task An_import_ends_with_the_images_that_stand_for_the_source()
    {
        var reports = new Reports();

        var status = await _client.Import(new ImportRequest(silo.CopyOf(ConformanceFolder.Idr04)), reports);

        Assert.Equal(ImportState.Succeeded, status.State);
        Assert.Equal((1, 1), (status.Found, status.Registered));
        var image = await _client.Get<ImageRecord>(Assert.Single(status.Images));
        Assert.Equal("10501752", image.Name);
        Assert.Equal(ImportState.Queued, reports.All[0].State);
        Assert.Equal(status, reports.All[^1]);
        Assert.All(reports.All, report => Assert.Equal(status.Id, report.Id));
    }

    [Fact]
    public async Task An_import_that_finds_nothing_fails_with_the_reason()
    {
        var empty = Directory.CreateDirectory(Path.Join(silo.Root, "empty")).FullName;

        var status = await _client.Import(new ImportRequest(empty));

        Assert.Equal(ImportState.Failed, status.State);
        Assert.Equal("/problems/import-failed", status.Problem?.Type);
    }

    [Fact]
    public async Task A_source_that_may_not_be_read_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => _client.Import(new ImportRequest("/etc")));

        Assert.Equal(400, refusal.Problem.Status);
        Assert.Equal("path-outside-roots", Assert.Single(refusal.Problem.Errors).Rule);
    }

    [Fact]
    public async Task Cancelling_cancels_the_import_on_the_server()
    {
        using var cancellation = new CancellationTokenSource();
        var reports = new Reports(status =>
        {
            if (status.State == ImportState.Running)
            {
                cancellation.Cancel();
            }
        });
        await using (await silo.HoldImports())
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.Import(
                new ImportRequest(silo.CopyOf(ConformanceFolder.Idr04)), reports, cancellation.Token));
        }

        var end = await _client.WaitForImport(reports.All[0].Id);
        Assert.Equal(ImportState.Cancelled, end.State);
        Assert.Empty(end.Images);
    }

    [Fact]
    public async Task Nothing_is_sent_when_it_is_cancelled_before()
    {
        using var server = new StubServer(_ => throw new InvalidOperationException("Nobody should ask."));
        using var http = server.Client();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new OmeNgffClient(http).Import(new ImportRequest("/data"), null, new CancellationToken(true)));

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task It_is_said_when_an_import_cannot_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        using var server = new StubServer(request => request.Method == HttpMethod.Delete
            ? throw new HttpRequestException("Connection refused")
            : StubServer.Json(Status("running")));
        using var http = server.Client();

        var failure = await Assert.ThrowsAsync<ClientException>(() => new OmeNgffClient(http).Import(
            new ImportRequest("/data"), new Reports(_ => cancellation.Cancel()), cancellation.Token));

        Assert.Equal(
            "The import 7 may go on, for it could not be cancelled: "
            + "No OmeNgff answers at http://catalog.example; is it running?",
            failure.Message);
        Assert.Equal("DELETE http://catalog.example/v1/imports/7", server.Requests[^1]);
    }

    [Fact]
    public async Task Looks_at_an_import_less_and_less_often()
    {
        var looks = 0;
        using var server = new StubServer(request => request.Method == HttpMethod.Post
            ? StubServer.Json(Status("queued"), HttpStatusCode.Accepted)
            : StubServer.Json(Status(++looks < 7 ? "running" : "succeeded")));
        using var http = server.Client();
        var time = new HastyTime();

        await new OmeNgffClient(http, time).Import(new ImportRequest("/data"));

        Assert.Equal(
            [100, 200, 400, 800, 1000, 1000, 1000],
            time.Waits.Select(wait => wait.TotalMilliseconds));
    }

    private static string Status(string state) =>
        $$"""{"id": "7", "source": "file:///data/", "dataset": "default", "state": "{{state}}"}""";
}
