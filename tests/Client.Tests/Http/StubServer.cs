using System.Net;
using System.Text;

namespace OmeNgff.Client.Tests.Http;

/// <summary>Answers in the place of a server, for what a real one hardly ever does.</summary>
internal sealed class StubServer(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    /// <summary>What was asked, as <c>GET http://…</c>.</summary>
    public List<string> Requests { get; } = [];

    public HttpClient Client(string address = "http://catalog.example") =>
        new(this) { BaseAddress = new Uri(address) };

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        Text(json, "application/json", status);

    public static HttpResponseMessage Text(string text, string type, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(text, Encoding.UTF8, type) };

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add($"{request.Method} {request.RequestUri}");
        return Task.FromResult(answer(request));
    }
}
