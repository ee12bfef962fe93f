namespace OmeNgff.Silo.Tests.Consistency;

/// <summary>Reads the change feed from its beginning, however often nodes are restarted.</summary>
internal sealed class FeedReader(Served catalog)
{
    private readonly List<(string Change, string Record, long Version)> _met = [];
    private string _after = "";

    /// <summary>All that it met, in the order in which it did.</summary>
    public IReadOnlyList<(string Change, string Record, long Version)> Met => _met;

    /// <summary>Reads until it is told to stop, and then to the end.</summary>
    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await ReadPage(wait: 1);
        }

        while (await ReadPage(wait: 0))
        {
        }
    }

    private async Task<bool> ReadPage(int wait)
    {
        if (await catalog.Ask(api => api.Get($"/v1/changes?after={_after}&limit=100&wait={wait}")) is not { Status: 200 } page)
        {
            return true;
        }

        var items = page.Json["items"]!.AsArray();
        foreach (var item in items)
        {
            _met.Add(((string)item!["change"]!, $"/v1/{item["kind"]}s/{item["id"]}", (long)item["version"]!));
        }

        _after = (string?)page.Json["next"] ?? _after;
        return items.Count > 0;
    }

    /// <summary>The records that it met.</summary>
    public IEnumerable<string> Records => _met.Select(entry => entry.Record).Distinct(StringComparer.Ordinal);
}
