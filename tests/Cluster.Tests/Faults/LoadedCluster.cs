using OmeNgff.Silo.Tests;
using OmeNgff.Silo.Tests.Consistency;

namespace OmeNgff.Cluster.Tests.Faults;

/// <summary>A cluster under mixed load, with the checker of the write tests beside it.</summary>
internal sealed class LoadedCluster(SiloCluster cluster, int seed) : IAsyncDisposable
{
    private const int Clients = 6;

    /// <summary>How old a read may be while a silo that holds its record cannot be told of a change: FeedTail's bound, and the
    /// time that the request itself waits before it looks.</summary>
    private static readonly TimeSpan Staleness = TimeSpan.FromSeconds(1);

    private readonly OperationLog _log = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _feedStop = new();
    private readonly List<Task> _running = [];
    private Workload? _workload;
    private FeedReader? _feed;
    private ViewReader? _views;
    private Task _reading = Task.CompletedTask;

    /// <summary>True where no request may stay without an answer, or fail.</summary>
    public bool FailsNothing { get; init; }

    /// <summary>Registers the first images and lets clients, a reader of views, a reader of the feed and one that searches
    /// loose.</summary>
    public async Task Begin()
    {
        Console.WriteLine($"seed {seed}");
        _workload = new Workload(cluster, _log, seed) { Pause = TimeSpan.FromMilliseconds(30) };
        _feed = new FeedReader(cluster);
        _views = new ViewReader(cluster, _workload, _log);
        await _workload.Begin();
        _running.AddRange(Enumerable.Range(0, Clients).Select(client => Task.Run(() => _workload.RunClient(client, _stop.Token))));
        _running.Add(Task.Run(() => _views.Run(seed, _stop.Token)));
        _running.Add(Task.Run(Search));
        _reading = Task.Run(() => _feed.Run(_feedStop.Token));
        await GoesOn();
    }

    /// <summary>Waits until more writes were acknowledged, as many as everybody is sure to have had a turn.</summary>
    public Task GoesOn(int writes = 25)
    {
        var enough = _log.Acknowledged + writes;
        return Patience.Until("writes go on", () => _log.Acknowledged >= enough || _running.Any(task => task.IsCompleted));
    }

    /// <summary>Waits until requests fail.</summary>
    public Task Falters(int requests = 20)
    {
        var enough = cluster.Failed.Count + requests;
        return Patience.Until("requests fail", () => cluster.Failed.Count >= enough || _running.Any(task => task.IsCompleted));
    }

    /// <summary>Ends the load and checks everything.</summary>
    public async Task End()
    {
        await GoesOn();
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        await _feedStop.CancelAsync();
        await _reading;
        Assert.True(
            !FailsNothing || cluster.Failed.IsEmpty,
            string.Join('\n', cluster.Failed.Take(10).Concat(cluster.Reasons.Take(100))));
        Assert.Empty(_views!.Mixed);
        Assert.True(_views.Seen > 0);
        Assert.Empty(_log.NotLinearizable(Staleness));
        await Verdict.Check(cluster, _workload!, _log, _feed!);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _feedStop.CancelAsync();
        await Task.WhenAll([.. _running, _reading]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _feedStop.Dispose();
    }

    private async Task Search()
    {
        while (!_stop.IsCancellationRequested)
        {
            await cluster.Ask(api => api.Get("/v1/search?q=strict&limit=5"));
            await Task.Delay(50, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
