using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Consistency;

/// <summary>
/// Random concurrent commands, while everything is killed again and again; afterwards nothing that was acknowledged is
/// missing, and nothing was ever seen that should not be.
/// </summary>
public sealed class ConsistencyTests : IDisposable
{
    private const int Clients = 6, Kills = 4, AcknowledgedBetweenKills = 60;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    public async Task Nothing_acknowledged_is_lost_and_nothing_mixed_is_seen_while_everything_is_killed(int seed)
    {
        await using var silo = new RestartedSilo(_folder);
        await silo.Start();
        var log = new OperationLog();
        var workload = new Workload(silo, log, seed);
        var feed = new FeedReader(silo);
        var views = new ViewReader(silo, workload, log);
        await workload.Begin();

        using var stop = new CancellationTokenSource();
        Task[] running =
        [
            .. Enumerable.Range(0, Clients).Select(client => Task.Run(() => workload.RunClient(client, stop.Token))),
            Task.Run(() => views.Run(seed, stop.Token)),
        ];
        using var feedStop = new CancellationTokenSource();
        var reading = Task.Run(() => feed.Run(feedStop.Token));
        var random = new Random(seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            var enough = log.Acknowledged + random.Next(AcknowledgedBetweenKills / 2, AcknowledgedBetweenKills);
            await Patience.Until(
                "writes were acknowledged", () => log.Acknowledged >= enough || running.Any(task => task.IsCompleted));
            await silo.KillAndStart();
        }

        var last = log.Acknowledged + (AcknowledgedBetweenKills / 2);
        await Patience.Until("writes go on", () => log.Acknowledged >= last || running.Any(task => task.IsCompleted));
        await stop.CancelAsync();
        await Task.WhenAll(running);
        await feedStop.CancelAsync();
        await reading;

        Assert.Empty(views.Mixed);
        Assert.True(views.Seen > 0);
        Assert.Empty(log.NotLinearizable());
        await Verdict.Check(silo, workload, log, feed);
    }
}
