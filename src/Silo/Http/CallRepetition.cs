namespace OmeNgff.Silo.Http;

/// <summary>
/// When calls of grains are made again that were refused, or not answered: a grain's node leaves, or has just come and is slow,
/// or is dead and that is not yet known. Where it is the database that does not answer, asking again helps nobody.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="databaseAnswers">Whether the database answers this node.</param>
public sealed class CallRepetition(TimeProvider time, Func<bool> databaseAnswers)
{
    /// <summary>For how long after the first call another is begun (limit <c>MaxCallRepeat</c>): longer than a death goes
    /// unnoticed, and than a call waits for its answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    /// <summary>The time at which a call begins.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>Whether a call that failed is to be made again. Nobody knows what became of it.</summary>
    /// <param name="failure">How it failed.</param>
    /// <param name="begun">When it was made first.</param>
    /// <param name="gone">Whoever asked has gone.</param>
    public bool Allows(Exception failure, long begun, CancellationToken gone) =>
        failure switch
        {
            OrleansException => true,
            OperationCanceledException => !gone.IsCancellationRequested,
            TimeoutException => databaseAnswers(),
            _ => false,
        }
        && time.GetElapsedTime(begun) < Patience;

    /// <summary>Waits until it is time for the next call.</summary>
    public Task Pause(CancellationToken gone) => Task.Delay(Rest, time, gone);
}
