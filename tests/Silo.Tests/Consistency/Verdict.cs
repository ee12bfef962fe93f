using System.Globalization;
using System.Text.Json.Nodes;

namespace OmeNgff.Silo.Tests.Consistency;

/// <summary>What must hold of a catalog after it was used while things failed.</summary>
internal static class Verdict
{
    /// <summary>Nothing acknowledged is missing, nothing refused stands, versions are dense, the feed told of everything once,
    /// views equal their arrays, and the index equals the records.</summary>
    public static async Task Check(Served catalog, Workload workload, OperationLog log, FeedReader feed)
    {
        var api = await catalog.Patient;
        var histories = await Histories(api, feed.Records.Union(
            log.All.Where(operation => operation.IsWrite).Select(operation => operation.Record), StringComparer.Ordinal));
        CheckWrites(log, histories);
        CheckFeed(feed, histories);
        await CheckViews(api, workload);
        var verified = (await api.Get("/v1/admin/verify")).Is(200).Text
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.True((bool)verified[^1]["done"]!);
        Assert.DoesNotContain(verified, line => line["difference"] is not null);
        Assert.True(catalog.Wrong.IsEmpty, string.Join('\n', catalog.Wrong.Take(10).Concat(
            catalog.Reasons.SkipWhile(line => !line.StartsWith("fail:", StringComparison.Ordinal)).Take(100))));
    }

    /// <summary>Every acknowledged write stands at its version, and no refused one anywhere.</summary>
    private static void CheckWrites(OperationLog log, Dictionary<string, List<(long Version, string Reason)>> histories)
    {
        foreach (var write in log.All.Where(operation => operation.IsWrite))
        {
            var history = histories.GetValueOrDefault(write.Record) ?? [];
            var standing = history.Where(entry => entry.Reason == write.Token).Select(entry => entry.Version).ToList();
            switch (write.Outcome)
            {
                case Outcome.Acknowledged:
                    Assert.Equal([write.Version], standing);
                    break;
                case Outcome.Refused:
                    Assert.Empty(standing);
                    break;
                default:
                    Assert.True(standing.Count <= 1);
                    break;
            }
        }

        foreach (var (_, history) in histories)
        {
            Assert.Equal(
                Enumerable.Range(1, history.Count).Select(version => (long)version), history.Select(entry => entry.Version));
        }
    }

    /// <summary>The reader met every version of every record once, and in order.</summary>
    private static void CheckFeed(FeedReader feed, Dictionary<string, List<(long Version, string Reason)>> histories)
    {
        Assert.Equal(
            feed.Met.Select(entry => entry.Change).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            feed.Met.Select(entry => entry.Change));
        foreach (var record in feed.Met.GroupBy(entry => entry.Record))
        {
            Assert.Equal(
                histories[record.Key].Select(entry => entry.Version), record.Select(entry => entry.Version));
        }

        Assert.True(histories.Where(pair => pair.Value.Count > 0).Select(pair => pair.Key)
            .ToHashSet(StringComparer.Ordinal).SetEquals(feed.Records));
    }

    /// <summary>The published scales are those that the arrays hold now.</summary>
    private static async Task CheckViews(Api api, Workload workload)
    {
        foreach (var image in workload.Strict)
        {
            var record = await api.Get($"/v1/images/{image}");
            if (record.Status == 404)
            {
                // Its registration was never answered, and does not stand.
                continue;
            }

            var ome = await Imports.Documents.Ome(api, "0.5", image);
            var levels = record.Is(200).Json["levels"]!.AsArray();
            for (var level = 0; level < levels.Count; level++)
            {
                var array = (await api.Get($"/v1/arrays/{levels[level]!["array"]}")).Is(200);
                var transformation = array.Json["coordinateTransformations"]![0]!;
                double[] scale = (string)transformation["type"]! == "identity"
                    ? [1, 1]
                    : [.. transformation["scale"]!.AsArray().Select(value => (double)value!)];
                Assert.Equal(scale, Imports.Documents.Scale(ome, level));
            }
        }
    }

    private static async Task<Dictionary<string, List<(long Version, string Reason)>>> Histories(
        Api api, IEnumerable<string> records)
    {
        var histories = new Dictionary<string, List<(long, string)>>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            var entries = new List<(long, string)>();
            var next = $"{record}/history?limit=1000";
            while (next is not null)
            {
                var page = await api.Get(next);
                if (page.Status == 404)
                {
                    break;
                }

                entries.AddRange(page.Is(200).Json["items"]!.AsArray()
                    .Select(item => ((long)item!["version"]!, (string)item["reason"]!)));
                next = (string?)page.Json["next"] is { } cursor
                    ? string.Create(CultureInfo.InvariantCulture, $"{record}/history?limit=1000&cursor={cursor}")
                    : null;
            }

            entries.Reverse();
            histories[record] = entries;
        }

        return histories;
    }
}
