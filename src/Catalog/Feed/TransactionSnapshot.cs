using System.Collections.Immutable;
using System.Globalization;

namespace OmeNgff.Catalog.Feed;

/// <summary>
/// Which transactions a statement could see (<c>pg_snapshot</c>). What a later snapshot sees and this one does not has
/// been committed in between: exactly that, however long other transactions run.
/// </summary>
/// <param name="Oldest">The oldest transaction that ran (<c>xmin</c>): all before it have ended.</param>
/// <param name="Next">The first transaction that had not begun yet (<c>xmax</c>).</param>
/// <param name="Running">The transactions that ran, in order: as many as there are connections at the most.</param>
public sealed record TransactionSnapshot(long Oldest, long Next, ImmutableArray<long> Running)
{
    /// <summary>True when a transaction had ended: what it committed is seen.</summary>
    public bool Includes(long transaction) => transaction < Next && Running.BinarySearch(transaction) < 0;

    /// <summary>Parses what PostgreSQL writes: <c>xmin:xmax:running,running</c>.</summary>
    /// <exception cref="FormatException">It is no snapshot.</exception>
    public static TransactionSnapshot Parse(string text) => text.Split(':') is [var oldest, var next, var running]
        ? new TransactionSnapshot(
            Number(oldest), Number(next), [.. running.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number)])
        : throw new FormatException($"'{text}' is no snapshot.");

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
