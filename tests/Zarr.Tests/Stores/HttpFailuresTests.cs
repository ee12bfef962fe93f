using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using OmeNgff.Tests.Support;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Stores;

/// <summary>Redirects, and what goes wrong on the way.</summary>
public sealed class HttpFailuresTests
{
    private static readonly StoreLimits Hasty = new()
    {
        HttpObjectTimeout = TimeSpan.FromMilliseconds(300),
    };

    private static async Task<string> Refusal(IZarrStore store)
    {
        var problem = await Assert.ThrowsAsync<StoreException>(() => store.Bytes("x"));
        Assert.Equal((StoreRules.StoreUnreadable, store.Address + "x"), (problem.Rule, problem.Path));
        return problem.Message;
    }

    private static IZarrStore Open(string address, StoreLimits limits) =>
        new StoreFactory(new StoreOptions { AllowHttp = true, Limits = limits }).Open(address);

    /// <summary>Sends <c>/5</c> to <c>/4</c> and so on, and answers <c>/0</c>.</summary>
    private static Task<WebServer> Stairs(int status) => WebServer.Of(context =>
    {
        var step = int.Parse(context.Request.Path.Value![1..], System.Globalization.CultureInfo.InvariantCulture);
        if (step == 0)
        {
            return context.Response.WriteAsync("ground " + context.Request.Headers.Range);
        }

        context.Response.StatusCode = status;
        context.Response.Headers.Location = FormattableString.Invariant($"{step - 1}");
        return Task.CompletedTask;
    });

    private static Task<WebServer> To(string location, bool secure = false) => WebServer.Of(
        context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = location.Length == 0 ? default : location;
            return Task.CompletedTask;
        },
        secure);

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirects_are_followed_with_the_range_but_not_endlessly(int status)
    {
        await using var server = await Stairs(status);
        Assert.Equal("ground", (await server.Store().Text("5"))!.TrimEnd());
        Assert.Equal("ound bytes=2-"u8.ToArray(), await server.Store().Bytes("1", ByteRange.From(2)));

        var problem = await Assert.ThrowsAsync<StoreException>(() => server.Store().Bytes("6"));
        Assert.Equal("The server redirects too often; MaxHttpRedirects is 5.", problem.Message);

        var none = server.Store(new StoreLimits { MaxHttpRedirects = 0 });
        Assert.Equal("ground", (await none.Text("0"))!.TrimEnd());
        Assert.Equal(StoreRules.StoreUnreadable, await Reading.RuleOf(() => none.Bytes("1")));
    }

    [Theory]
    [InlineData("file:///etc/hostname", "'file:'")]
    [InlineData("ftp://127.0.0.1/x", "'ftp:'")]
    [InlineData("http://user:secret@127.0.0.1/x", "with a user")]
    [InlineData("http://[", "without saying where")]
    [InlineData("", "without saying where")]
    public async Task Redirects_that_are_not_followed(string location, string reason)
    {
        await using var server = await To(location);
        var message = await Refusal(server.Store());
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/x/")]
    [InlineData("x/")]
    [InlineData("/x/?listing")]
    public async Task A_redirect_to_the_folder_of_the_same_name_is_absence(string location)
    {
        await using var server = await To(location);
        Assert.Null(await server.Store().Bytes("x"));
        Assert.Equal(["/x"], server.Requests);
    }

    [Fact]
    public async Task A_redirect_leads_from_http_to_https_and_never_back()
    {
        await using var secure = await WebServer.OfBytes([.. "secure"u8], known: true, secure: true);
        await using var plain = await To(secure.Address + "y");
        using var http = secure.TrustingClient();
        Assert.Equal("secure", await plain.Store(http: http).Text("x"));

        await using var back = await To(plain.Address + "y", secure: true);
        using var trusting = back.TrustingClient();
        Assert.Equal(
            "The server redirects from https to http, which is not followed.",
            await Refusal(back.Store(http: trusting)));
        Assert.Equal(["/x"], plain.Requests);
    }

    [Fact]
    public async Task A_server_that_nobody_vouches_for_is_not_read()
    {
        await using var server = await WebServer.OfBytes([.. "secure"u8], known: true, secure: true);
        Assert.Equal("No secure connection can be made.", await Refusal(server.Store()));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Where_nothing_listens_that_is_what_is_said()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://{listener.LocalEndpoint}";
        listener.Stop();
        Assert.Equal("No server answers there.", await Refusal(Open(address, new StoreLimits())));
    }

    [Fact]
    public async Task A_connection_that_does_not_come_about_is_given_up()
    {
        // It takes the connection but never begins to encrypt.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var limits = new StoreLimits { HttpConnectTimeout = TimeSpan.FromMilliseconds(300) };
        Assert.Equal(
            "The server did not take the connection in time.",
            await Refusal(Open($"https://{listener.LocalEndpoint}", limits)));
    }

    [Fact]
    public async Task An_answer_that_never_comes_is_a_failure_and_no_cancellation()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Assert.Equal(
            "The object did not come within 0.3 seconds (HttpObjectTimeout).",
            await Refusal(Open($"http://{listener.LocalEndpoint}", Hasty)));
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, null)]
    [InlineData(true, 5)]
    public async Task An_object_that_stops_coming_is_a_failure_and_no_cancellation(bool known, int? from)
    {
        await using var server = await WebServer.Of(async context =>
        {
            context.Response.ContentLength = known ? 10 : null;
            await context.Response.WriteAsync("123");
            await context.Response.Body.FlushAsync();
            await Aborted(context);
        });
        var range = from is { } first ? ByteRange.From(first) : (ByteRange?)null;
        var problem = await Assert.ThrowsAsync<StoreException>(() => server.Store(Hasty).Bytes("x", range));
        Assert.Equal(StoreRules.StoreUnreadable, problem.Rule);
        Assert.Contains("HttpObjectTimeout", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_is_a_cancellation_and_no_failure()
    {
        using var cancel = new CancellationTokenSource();
        await using var server = await WebServer.Of(async context =>
        {
            if (context.Request.Path == "/headers")
            {
                await context.Response.WriteAsync("1");
                await context.Response.Body.FlushAsync();
            }
            else
            {
                await cancel.CancelAsync();
            }

            await Aborted(context);
        });
        await using (var stored = await server.Store().Open("headers", null, default))
        {
            Assert.Equal(1, await stored!.Content.ReadAsync(new byte[9]));
            using var stop = new CancellationTokenSource();
            var reading = stored.Content.ReadAsync(new byte[9], stop.Token);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reading);
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await server.Store().Open("x", null, cancel.Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_object_that_is_cut_off_is_an_error_not_a_short_answer(bool known)
    {
        await using var server = await WebServer.Of(async context =>
        {
            context.Response.ContentLength = known ? 10 : null;
            await context.Response.WriteAsync("123");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        Assert.Equal(
            StoreRules.StoreUnreadable,
            await Reading.RuleOf(() => server.Store().ReadDocument("x", new StoreLimits(), default)));
        Assert.Equal(
            StoreRules.StoreUnreadable, await Reading.RuleOf(() => server.Store().Bytes("x", ByteRange.From(7))));
    }

    [Theory]
    [InlineData("Content-Length: 10\r\n\r\n123")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\n123\r\n")]
    public async Task An_object_that_ends_too_early_is_an_end_of_stream(string answer)
    {
        await using var server = new RawServer("HTTP/1.1 200 OK\r\n" + answer);
        await using var stored = await Open(server.Address, new StoreLimits()).Open("x", null, default);
        await Assert.ThrowsAsync<EndOfStreamException>(() => stored!.Content.CopyToAsync(Stream.Null));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.0\r\n", "The connection failed, or what came is not HTTP.")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Len", "The server ended the connection without an answer.")]
    [InlineData("", "The server ended the connection without an answer.")]
    public async Task What_is_no_answer_is_an_error(string answer, string message)
    {
        await using var server = new RawServer(answer);
        Assert.Equal(message, await Refusal(Open(server.Address, new StoreLimits())));
    }

    private static Task Aborted(HttpContext context)
    {
        var aborted = new TaskCompletionSource();
        context.RequestAborted.Register(aborted.SetResult);
        return aborted.Task;
    }
}
