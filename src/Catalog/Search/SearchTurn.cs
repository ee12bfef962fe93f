using System.Diagnostics;
using Npgsql;

namespace OmeNgff.Catalog.Search;

/// <summary>A search under way: its connection, which goes to the next when this is disposed of.</summary>
internal sealed class SearchTurn : IAsyncDisposable
{
    private readonly SearchWork _work;
    private readonly long _asked;
    private readonly SearchGate _gate;

    internal SearchTurn(SearchWork work, long asked, NpgsqlConnection connection, SearchGate gate)
    {
        (_work, _asked, Connection, _gate) = (work, asked, connection, gate);
        SearchMeasures.Running.Add(1);
    }

    /// <summary>The connection.</summary>
    internal NpgsqlConnection Connection { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        SearchMeasures.Running.Add(-1);
        SearchMeasures.Duration.Record(
            Stopwatch.GetElapsedTime(_asked).TotalSeconds, SearchMeasures.Tag(_work));
        try
        {
            await Connection.DisposeAsync();
        }
        finally
        {
            _gate.Leave();
        }
    }
}

/// <summary>What a turn is for.</summary>
internal enum SearchWork
{
    /// <summary>All records of some kinds.</summary>
    All,

    /// <summary>Records with words.</summary>
    Words,

    /// <summary>Records by their properties.</summary>
    Filter,

    /// <summary>Images by where they lie.</summary>
    Place,

    /// <summary>Records by several of these.</summary>
    Mixed,

    /// <summary>Counts of values.</summary>
    Facets,

    /// <summary>Images that may meet a box in another space.</summary>
    Candidates,

    /// <summary>What newly matches a saved search.</summary>
    Saved,
}
