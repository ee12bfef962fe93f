namespace OmeNgff.Silo.Http;

/// <summary>
/// Asks again for whoever reads, while what he asked for has no home: from the death of a node until the others agree on it,
/// calls to its grains are refused. A command is not repeated, for what became of it is not known.
/// </summary>
public sealed class RepeatedReads(RequestDelegate next, TimeProvider time)
{
    /// <summary>How long a read is asked for again (limit <c>MaxReadRepeat</c>): longer than a death goes unnoticed.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs the request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var answer = next(context);

        // Most reads are answered from memory, at once; they are the hot ones.
        return answer.IsCompletedSuccessfully || !IsRead(context.Request.Method) ? answer : Repeat(context, answer);
    }

    private async Task Repeat(HttpContext context, Task answer)
    {
        for (var begun = time.GetTimestamp(); ; answer = next(context))
        {
            try
            {
                await answer;
                return;
            }
            catch (Exception failure) when (
                (failure is OrleansException
                    || (failure is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
                && !context.Response.HasStarted && time.GetElapsedTime(begun) < Patience)
            {
                await Task.Delay(Pause, time, context.RequestAborted);
            }
        }
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
}
