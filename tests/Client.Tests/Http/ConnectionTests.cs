using System.Net;
using System.Net.Sockets;
using OmeNgff.Client.Http;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;

namespace OmeNgff.Client.Tests.Http;

public sealed class ConnectionTests
{
    [Fact]
    public async Task Where_nothing_listens_that_is_what_is_said()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://{listener.LocalEndpoint}";
        listener.Stop();
        using var http = new HttpClient { BaseAddress = new Uri(address) };

        var failure = await Assert.ThrowsAsync<ClientException>(() => new OmeNgffClient(http).Resolve("x"));

        Assert.Equal($"No OmeNgff answers at {address}; is it running?", failure.Message);
    }

    [Theory]
    [InlineData("text/html", "<html>", 200, "answered with something that this release cannot read; is it an OmeNgff?")]
    [InlineData("application/json", "", 200, "answered with nothing; is it an OmeNgff?")]
    [InlineData("text/html", "<html>", 502, "answered 502 Bad Gateway without saying why; is it an OmeNgff?")]
    public async Task What_is_no_answer_of_OmeNgff_is_not_taken_for_one(
        string type, string text, int status, string message)
    {
        using var server = new StubServer(_ => StubServer.Text(text, type, (HttpStatusCode)status));
        using var http = server.Client();

        var failure = await Assert.ThrowsAsync<ClientException>(
            () => new OmeNgffClient(http).Get<ImageRecord>("a"));

        Assert.Equal($"http://catalog.example {message}", failure.Message);
    }

    [Fact]
    public async Task An_answer_that_never_comes_is_a_failure_and_no_cancellation()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://{listener.LocalEndpoint}";
        using var http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMilliseconds(200) };

        var failure = await Assert.ThrowsAsync<ClientException>(() => new OmeNgffClient(http).Resolve("x"));

        Assert.Equal($"OmeNgff at {address} did not answer within 0.2 seconds.", failure.Message);
    }

    [Fact]
    public async Task Members_of_a_later_release_are_passed_over()
    {
        using var server = new StubServer(_ => StubServer.Json("""{"id": "a", "title": "A", "colour": {"of": 1}}"""));
        using var http = server.Client();

        Assert.Equal("A", (await new OmeNgffClient(http).Get<DatasetRecord>("a")).Title);
    }

    [Fact]
    public async Task A_problem_has_all_its_errors()
    {
        using var server = new StubServer(_ => StubServer.Text(
            """
            {"type": "/problems/invalid", "title": "Invalid request", "status": 400, "detail": "Two faults.",
             "errors": [{"pointer": "/q", "rule": "words-invalid", "message": "No.", "position": 3},
                        {"pointer": "", "rule": "scale-missing", "message": "None.", "path": "0/zarr.json"}]}
            """,
            "application/problem+json",
            HttpStatusCode.BadRequest));
        using var http = server.Client();

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => new OmeNgffClient(http).Search(new SearchParameters { Words = "(" }));

        Assert.Equal("Two faults.", refusal.Message);
        Assert.Equal(
            [
                new ProblemError("/q", "words-invalid", "No.") { Position = 3 },
                new ProblemError("", "scale-missing", "None.") { Path = "0/zarr.json" },
            ],
            refusal.Problem.Errors);
    }

    [Theory]
    [InlineData("http://catalog.example", "http://catalog.example/v1/search?q=a%20%26%20b")]
    [InlineData("https://example.org/catalog", "https://example.org/catalog/v1/search?q=a%20%26%20b")]
    public async Task Requests_go_below_the_base_address(string address, string expected)
    {
        using var server = new StubServer(
            _ => StubServer.Json("""{"items": [], "matched": {"count": 0, "exact": true}, "next": null}"""));
        using var http = server.Client(address);

        await new OmeNgffClient(http).Search(new SearchParameters { Words = "a & b" });

        Assert.Equal($"GET {new Uri(expected)}", Assert.Single(server.Requests));
    }

    [Fact]
    public void A_client_needs_a_base_address()
    {
        using var http = new HttpClient();

        Assert.Throws<ArgumentException>(() => new OmeNgffClient(http));
    }
}
