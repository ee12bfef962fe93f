using Npgsql;
using OmeNgff.Catalog;
using OmeNgff.Client.Problems;

namespace OmeNgff.Grains.Records;

/// <summary>Tells callers of grains on other nodes that the database does not answer, in a form that crosses nodes: what Npgsql
/// throws holds exceptions that cannot be sent.</summary>
public sealed class UnavailableDatabase : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var call = context.Invoke();

        // Reads from memory are answered at once; they are the hot ones.
        return call.IsCompletedSuccessfully ? call : Await(call);
    }

    private static async Task Await(Task call)
    {
        try
        {
            await call;
        }
        catch (NpgsqlException failure) when (DatabaseFaults.IsUnavailable(failure))
        {
            throw ProblemException.Unavailable();
        }
    }
}
