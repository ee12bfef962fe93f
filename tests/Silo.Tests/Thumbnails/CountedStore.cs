using System.Collections.Concurrent;
using System.Net;

namespace OmeNgff.Silo.Tests.Thumbnails;

/// <summary>A server that has the chunks of an image, tells what it was asked for, and can be held up.</summary>
internal sealed class CountedStore(DrawnImage image, string address) : HttpMessageHandler
{
    private readonly ConcurrentQueue<string> _read = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The keys of the chunks that were read, each as often as it was.</summary>
    public IReadOnlyCollection<string> Read => _read;

    /// <summary>Chunks are sent when this is done.</summary>
    public Task Held { get; init; } = Task.CompletedTask;

    /// <summary>Done when a chunk is first asked for.</summary>
    public Task Asked => _asked.Task;

    /// <summary>What is answered for what is not stored.</summary>
    public HttpStatusCode Absent { get; init; } = HttpStatusCode.NotFound;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var key = request.RequestUri!.AbsoluteUri[address.Length..];
        if (request.Method == HttpMethod.Get)
        {
            _read.Enqueue(key);
            _asked.TrySetResult();
            await Held.WaitAsync(cancellationToken);
        }

        return image.Stored(key) is { } bytes
            ? new(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes) }
            : new(Absent) { Content = new ByteArrayContent([]) };
    }
}
