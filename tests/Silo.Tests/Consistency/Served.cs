using System.Collections.Concurrent;
using System.Net.Sockets;

namespace OmeNgff.Silo.Tests.Consistency;

/// <summary>A catalog that is served while nodes fail: requests may stay without an answer.</summary>
internal abstract class Served
{
    /// <summary>The API of a node that serves, once there is one.</summary>
    public abstract Task<Api> Api { get; }

    /// <summary>The same, by a client that waits for as long as it takes.</summary>
    public virtual Task<Api> Patient => Api;

    /// <summary>Answers that no fault excuses: errors other than 503 with <c>Retry-After</c>.</summary>
    public ConcurrentQueue<string> Wrong { get; } = new();

    /// <summary>Requests without an answer, and answers that a fault may excuse.</summary>
    public ConcurrentQueue<string> Failed { get; } = new();

    /// <summary>Why requests failed, as the logs of the nodes say it, line by line; empty where nobody keeps them.</summary>
    public virtual IEnumerable<string> Reasons => [];

    /// <summary>Sends a request; null when it was not answered.</summary>
    public async Task<Answer?> Ask(Func<Api, Task<Answer>> request)
    {
        try
        {
            var answer = await request(await Api.WaitAsync(Patience.Limit));
            if (answer.Status >= 500)
            {
                Failed.Enqueue($"{answer.Request} answered {answer.Status}: {answer.Text}");
            }

            if (answer.Status >= 500 && (answer.Status != 503 || answer["Retry-After"] is null))
            {
                Wrong.Enqueue($"{answer.Request} answered {answer.Status}: {answer.Text}");
            }

            return answer;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException
            or TaskCanceledException or ObjectDisposedException)
        {
            Failed.Enqueue(failure.Message);
            return null;
        }
    }
}
