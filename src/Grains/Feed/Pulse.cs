namespace OmeNgff.Grains.Feed;

/// <summary>Lets any number wait for the next time that something happens.</summary>
internal sealed class Pulse
{
    private volatile TaskCompletionSource _next = New();

    /// <summary>Ends at the next beat.</summary>
    internal Task Next => _next.Task;

    /// <summary>Releases all who wait. By one thread at a time.</summary>
    internal void Beat()
    {
        var now = _next;
        _next = New();
        now.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
