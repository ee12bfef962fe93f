using Npgsql;

namespace OmeNgff.Catalog;

/// <summary>Tells what is the database's state from what is a fault of a statement.</summary>
public static class DatabaseFaults
{
    /// <summary>True where asking again later may help: none of several servers can be reached, or the one lacks something, is
    /// told to stop, or has trouble with its system (classes 53, 57 and 58).</summary>
    public static bool IsUnavailable(NpgsqlException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.IsTransient
            || failure is not (PostgresException or NpgsqlOperationInProgressException)
            || failure.SqlState is ['5', '3' or '7' or '8', ..];
    }
}
