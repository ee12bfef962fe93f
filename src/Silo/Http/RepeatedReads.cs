namespace OmeNgff.Silo.Http;

/// <summary>Asks again for whoever reads, where what he asked for was lost (<see cref="CallRepetition"/>). Of commands each call
/// is made again by itself (<see cref="Records.LostCalls"/>).</summary>
public sealed class RepeatedReads(RequestDelegate next, CallRepetition repetition)
{
    /// <summary>Runs the request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var answer = next(context);

        // Most reads are answered from memory, at once; they are the hot ones.
        return answer.IsCompletedSuccessfully || !IsRead(context.Request.Method) ? answer : Repeat(context, answer);
    }

    private async Task Repeat(HttpContext context, Task answer)
    {
        for (var begun = repetition.Now; ; answer = next(context))
        {
            try
            {
                await answer;
                return;
            }
            catch (Exception failure) when (
                !context.Response.HasStarted && repetition.Allows(failure, begun, context.RequestAborted))
            {
                await repetition.Pause(context.RequestAborted);
            }
        }
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
}
