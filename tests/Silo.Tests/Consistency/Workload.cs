using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;

namespace OmeNgff.Silo.Tests.Consistency;

/// <summary>
/// Clients that register, patch, calibrate, move and delete at random. Images of the strict kind are only ever changed
/// with all their arrays at once, so that level k always has 2ᵏ times the scale of level 0: whoever sees anything else saw
/// two commits mixed.
/// </summary>
internal sealed class Workload(Served catalog, OperationLog log, int seed)
{
    /// <summary>How many levels a new image has.</summary>
    public const int Levels = 3;

    private readonly ConcurrentDictionary<string, bool> _strict = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _loose = new(StringComparer.Ordinal);
    private int _names;

    /// <summary>The images of the strict kind that were registered.</summary>
    public ICollection<string> Strict => _strict.Keys;

    /// <summary>How long a client rests after each request, to leave the machine to what is tested.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Registers the first images.</summary>
    public async Task Begin()
    {
        for (var image = 0; image < 6; image++)
        {
            await Register(strict: image % 2 == 0, new Random(image));
        }
    }

    /// <summary>One client, until it is told to stop.</summary>
    public async Task RunClient(int client, CancellationToken stop)
    {
        var random = new Random((seed * 1000) + client);
        while (!stop.IsCancellationRequested)
        {
            await (random.Next(12) switch
            {
                0 => Register(strict: random.Next(2) == 0, random),
                1 => Delete(random),
                2 or 3 => Move(random),
                4 or 5 or 6 => Calibrate(random),
                7 or 8 => CommitAllLevels(random),
                _ => PatchArray(random),
            });
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task Register(bool strict, Random random)
    {
        var name = $"{(strict ? "strict" : "loose")}-{seed}-{Interlocked.Increment(ref _names)}";
        var scale = Scale(random);
        var image = Drafts.Image(name,
            [.. Enumerable.Range(0, Levels).Select(level => Drafts.Array($"{name}-{level}", scale * (1 << level)))]);
        var written = Enumerable.Range(0, Levels).Select(level => (Array($"{name}-{level}"), 0L))
            .Append((Image(name), 0L));
        if (await Write(written, token => api => api.Post($"/v1/images?reason={token}", image)) is not Outcome.Refused)
        {
            (strict ? _strict : _loose)[name] = true;
        }
    }

    private async Task PatchArray(Random random)
    {
        if (Pick(_loose.Keys, random) is { } image
            && await Read(Array($"{image}-{random.Next(Levels)}")) is var (path, version, _))
        {
            await Write([(path, version)], token => api =>
                api.Patch($"{path}?reason={token}", Tag(version), Drafts.Rescaled(Scale(random), Scale(random))));
        }
    }

    private async Task Calibrate(Random random)
    {
        if (Pick(_strict.Keys, random) is not { } name || await Read(Image(name)) is not var (path, version, record))
        {
            return;
        }

        var arrays = record["view"]!["arrayVersions"]!.AsObject();
        var scale = Scale(random);
        var body = new JsonObject
        {
            ["scale"] = new JsonObject { ["y"] = scale, ["x"] = scale },
            ["arrayVersions"] = arrays.DeepClone(),
        };
        await Write(
            arrays.Select(array => (Array(array.Key), (long)array.Value!)),
            token => api => api.Post($"{path}:calibrate?reason={token}", body, ("If-Match", Tag(version))));
    }

    private async Task CommitAllLevels(Random random)
    {
        if (Pick(_strict.Keys, random) is not { } name)
        {
            return;
        }

        var (scale, changes, written) = (Scale(random), new JsonArray(), new List<(string, long)>());
        for (var level = 0; level < Levels; level++)
        {
            if (await Read(Array($"{name}-{level}")) is not var (path, version, _))
            {
                return;
            }

            written.Add((path, version));
            changes.Add(Change(path, version, Drafts.Rescaled(scale * (1 << level), scale * (1 << level))));
        }

        await Commit(written, changes);
    }

    /// <summary>Moves the last level of one image to another one.</summary>
    private async Task Move(Random random)
    {
        if (Pick(_loose.Keys, random) is not { } from || Pick(_loose.Keys, random) is not { } to || from == to
            || await Read(Image(from)) is not var (source, sourceVersion, sourceRecord)
            || await Read(Image(to)) is not var (target, targetVersion, targetRecord)
            || sourceRecord["levels"]!.AsArray().Count < 2)
        {
            return;
        }

        var (left, right) = (
            sourceRecord["levels"]!.DeepClone().AsArray(), targetRecord["levels"]!.DeepClone().AsArray());
        var moved = left[^1]!.DeepClone();
        left.RemoveAt(left.Count - 1);
        moved["path"] = $"moved-{moved["array"]}";
        right.Add(moved);
        await Commit(
            [(source, sourceVersion), (target, targetVersion)],
            [
                Change(source, sourceVersion, new JsonObject { ["levels"] = left }),
                Change(target, targetVersion, new JsonObject { ["levels"] = right }),
            ]);
    }

    private async Task Delete(Random random)
    {
        if (_loose.Count < 4 || Pick(_loose.Keys, random) is not { } name
            || await Read(Image(name)) is not var (path, version, _))
        {
            return;
        }

        // Its own arrays go too, at whichever version they are: of the image alone we know what was written.
        if (await Write([(path, version)], token => api => api.Delete($"{path}?cascade=true&reason={token}", Tag(version)))
            is not Outcome.Refused)
        {
            _loose.TryRemove(name, out _);
        }
    }

    private Task Commit(IReadOnlyList<(string, long)> written, JsonArray changes) =>
        Write(written, token => api =>
            api.Post($"/v1/commits?reason={token}", new JsonObject { ["changes"] = changes.DeepClone() }));

    private async Task<Outcome> Write(
        IEnumerable<(string Record, long Based)> written, Func<string, Func<Api, Task<Answer>>> request)
    {
        var token = Guid.NewGuid().ToString("N");
        var begun = OperationLog.Now;
        var answer = await catalog.Ask(request(token));
        var outcome = answer?.Status switch
        {
            200 or 201 => Outcome.Acknowledged,
            null or >= 500 => Outcome.Unknown,
            404 or 409 or 412 => Outcome.Refused,
            _ => throw new InvalidOperationException($"{answer.Request} answered {answer.Status}: {answer.Text}"),
        };
        log.Write([.. written], token, begun, outcome);
        return outcome;
    }

    private async Task<(string Path, long Version, JsonNode Record)?> Read(string path)
    {
        var begun = OperationLog.Now;
        if (await catalog.Ask(api => api.Get(path)) is not { Status: 200 } answer)
        {
            return null;
        }

        var version = (long)answer.Json["version"]!;
        log.Read(path, version, begun);
        return (path, version, answer.Json);
    }

    private static JsonObject Change(string path, long version, JsonObject body) => new()
    {
        ["method"] = "PATCH",
        ["path"] = path,
        ["ifMatch"] = Tag(version),
        ["body"] = body,
    };

    private static string Image(string id) => $"/v1/images/{id}";

    private static string Array(string id) => $"/v1/arrays/{id}";

    private static string Tag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>A power of two times a small whole number: multiplied and divided without a rounding.</summary>
    private static double Scale(Random random) => random.Next(1, 64) / 64.0;

    private static string? Pick(ICollection<string> names, Random random) =>
        names.OrderBy(name => name, StringComparer.Ordinal).ElementAtOrDefault(random.Next(Math.Max(1, names.Count)));
}
