using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;

namespace OmeNgff.Silo.Tests.Consistency;

/// <summary>
/// Looks at what images of the strict kind publish: notes documents that mix two commits, and which versions of the arrays
/// are in a view.
/// </summary>
internal sealed class ViewReader(Served catalog, Workload workload, OperationLog log)
{
    private readonly List<string> _mixed = [];

    /// <summary>What should never be seen.</summary>
    public IReadOnlyList<string> Mixed => _mixed;

    /// <summary>How many documents were looked at.</summary>
    public int Seen { get; private set; }

    /// <summary>Looks until it is told to stop.</summary>
    public async Task Run(int seed, CancellationToken stop)
    {
        var random = new Random(seed);
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(workload.Pause, CancellationToken.None);
            var images = workload.Strict.ToArray();
            var ome = random.Next(2) == 0 ? "0.4" : "0.5";
            var image = images[random.Next(images.Length)];
            var key = ome == "0.4" ? ".zattrs" : "zarr.json";
            if (await catalog.Ask(api => api.Get($"/zarr/{ome}/{image}.zarr/{key}")) is { Status: 200 } answer)
            {
                Look(image, answer);
            }

            var begun = OperationLog.Now;
            if (await catalog.Ask(api => api.Get($"/v1/images/{image}")) is { Status: 200 } record)
            {
                foreach (var (array, version) in record.Json["view"]!["arrayVersions"]!.AsObject())
                {
                    log.Read($"/v1/arrays/{array}", (long)version!, begun);
                }
            }
        }
    }

    private void Look(string image, Answer answer)
    {
        Seen++;
        JsonNode ome = answer.Json["attributes"]?["ome"] ?? answer.Json;
        var first = Documents.Scale(ome, 0);
        for (var level = 1; level < Workload.Levels; level++)
        {
            if (!Documents.Scale(ome, level).SequenceEqual(first.Select(value => value * (1 << level))))
            {
                _mixed.Add($"{image}: {answer.Text}");
            }
        }
    }
}
