using OmeNgff.Catalog.Operations;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Idempotency;

namespace OmeNgff.Silo.Records;

/// <summary>
/// Calls of grains that are made again where they were lost. A write may have been carried out all the same: it is made again
/// only as what it was, based on the same version or under the same name, so that it stands once at the most.
/// </summary>
public sealed class LostCalls(CallRepetition repetition, OperationStore operations)
{
    /// <summary>Makes a call that changes nothing.</summary>
    internal Task<T> Read<T>(Func<Task<T>> call, CancellationToken cancellationToken) => Repeat(call, null, cancellationToken);

    /// <summary>Makes a call that may be carried out once.</summary>
    /// <param name="call">The call. Where it was carried out before, it is refused.</param>
    /// <param name="settle">What the call has brought about, asked where it was lost and is refused when it is made again; null
    /// where it certainly was something else that is in its way.</param>
    /// <param name="cancellationToken">Whoever asks has gone.</param>
    internal Task<T> Write<T>(Func<Task<T>> call, Func<Task<T?>> settle, CancellationToken cancellationToken)
        where T : class => Repeat(call, settle, cancellationToken);

    /// <summary>The name of an operation that no version tells from its repetition: its caller's, or one that is made up.</summary>
    internal static OperationName NameOf(HttpContext context) =>
        context.OperationName() ?? new OperationName($"{Guid.CreateVersion7():N}", "");

    /// <summary>The operation of a name where it was carried out, or null.</summary>
    internal Task<KnownOperation?> Find(OperationName name, CancellationToken cancellationToken) =>
        operations.Read(Caller.Local, name.Key, cancellationToken);

    private async Task<T> Repeat<T>(Func<Task<T>> call, Func<Task<T?>>? settle, CancellationToken cancellationToken)
    {
        var wasLost = false;
        for (var begun = repetition.Now; ;)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when (repetition.Allows(failure, begun, cancellationToken))
            {
                wasLost = true;
            }
            catch (ProblemException refusal) when (wasLost && settle is not null && refusal.Problem.Status is 404 or 409 or 412)
            {
                if (await settle() is { } done)
                {
                    return done;
                }

                throw;
            }

            await repetition.Pause(cancellationToken);
        }
    }
}
