using OmeNgff.Silo.Batches;

namespace OmeNgff.Silo.Tests.Batches;

public sealed class BatchWindowTests
{
    [Fact]
    public async Task No_more_lines_go_than_it_is_wide()
    {
        var window = new BatchWindow(maxLines: 2, maxBytes: 100);
        await window.Enter(1, CancellationToken.None);
        await window.Enter(1, CancellationToken.None);
        var third = window.Enter(1, CancellationToken.None);
        Assert.False(third.IsCompleted);

        window.Leave(1);

        await third.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Long_lines_do_not_add_up_and_one_longer_than_all_goes_alone()
    {
        var window = new BatchWindow(maxLines: 10, maxBytes: 100);
        await window.Enter(60, CancellationToken.None);
        var second = window.Enter(60, CancellationToken.None);
        Assert.False(second.IsCompleted);
        window.Leave(60);
        await second.WaitAsync(Patience.Limit);
        var huge = window.Enter(1000, CancellationToken.None);
        Assert.False(huge.IsCompleted);

        window.Leave(60);

        await huge.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Who_waits_can_be_cancelled()
    {
        var window = new BatchWindow(maxLines: 1, maxBytes: 100);
        await window.Enter(1, CancellationToken.None);
        using var cancellation = new CancellationTokenSource();
        var waiting = window.Enter(1, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
