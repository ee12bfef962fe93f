using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using OmeNgff.Silo.Hosting;

namespace OmeNgff.Silo.Batches;

/// <summary>
/// One batch: lines are taken as the window allows, registered side by side, and answered in their order. Taking lines
/// never waits for the client to take answers, else one who sends everything first would wait for itself.
/// </summary>
internal sealed class BatchRun(HttpContext context, string? key, LineRegistration registration, SiloOptions options)
{
    private readonly BatchWindow _window = new(options.MaxBatchParallel, options.MaxRequestBodyBytes);
    private readonly Channel<(Task<byte[]> Answer, long Bytes)> _order =
        Channel.CreateUnbounded<(Task<byte[]>, long)>();

    /// <summary>Runs until all is answered, or the client has gone: then no more lines are taken, and those on their way
    /// end.</summary>
    internal async Task Run(CancellationToken stopping)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var spool = new AnswerSpool();
        var answering = Answer(spool);
        var sending = Send(spool, gone);
        var isWhole = await TakeLines(gone.Token);
        _order.Writer.Complete();
        await answering;
        spool.Complete();
        await sending;
        if (!isWhole)
        {
            // Not to look like an answer to everything.
            context.Abort();
        }
    }

    /// <returns>False when the body came to no end.</returns>
    private async Task<bool> TakeLines(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var line in BatchLines.Read(
                context.Request.Body, options.MaxRequestBodyBytes, cancellationToken))
            {
                var bytes = line.Bytes?.Length ?? 0;
                await _window.Enter(bytes, cancellationToken);
                var answer = Task.Run(() => registration.Answer(context.Request, key, line), CancellationToken.None);
                _order.Writer.TryWrite((answer, bytes));
            }

            return true;
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            return false;
        }
        finally
        {
            // From here on a client that takes no answers is one that has gone.
            SetAnswerRate(new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(60)));
        }
    }

    private async Task Answer(AnswerSpool spool)
    {
        await foreach (var (answer, bytes) in _order.Reader.ReadAllAsync(CancellationToken.None))
        {
            spool.Append(await answer);
            _window.Leave(bytes);
        }
    }

    private async Task Send(AnswerSpool spool, CancellationTokenSource gone)
    {
        try
        {
            // The client may wait for the headers before it sends anything.
            await context.Response.Body.FlushAsync(context.RequestAborted);
            while (await spool.Take(context.RequestAborted) is { Length: > 0 } bytes)
            {
                await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            await gone.CancelAsync();
        }
    }

    /// <summary>Lifts the limits that are made for requests which are read, then answered.</summary>
    internal void LiftLimits()
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>()
            .MaxRequestBodySize = null;
        context.Features.GetRequiredFeature<IHttpMinRequestBodyDataRateFeature>().MinDataRate = null;
        SetAnswerRate(null);
    }

    private void SetAnswerRate(MinDataRate? rate) =>
        context.Features.GetRequiredFeature<IHttpMinResponseDataRateFeature>().MinDataRate = rate;
}
