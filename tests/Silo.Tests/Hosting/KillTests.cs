using System.Collections.Concurrent;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Hosting;

/// <summary>Nothing that was answered is lost, whatever dies, and whenever.</summary>
public sealed class KillTests : IDisposable
{
    private const int Writers = 8;
    private const int Answers = 200;

    private readonly TestFolder _folder = new();
    private readonly ConcurrentDictionary<string, Acknowledged> _acknowledged = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("the program alone")]
    [InlineData("PostgreSQL too")]
    public async Task Every_write_that_was_answered_before_a_kill_is_there_after_it(string what)
    {
        await using (var silo = await SiloProcess.Start(_folder))
        {
            var writers = Enumerable.Range(0, Writers).Select(_ => Write(silo.Api)).ToList();
            await Patience.Until("enough writes were answered",
                () => _acknowledged.Values.Sum(record => record.Version) > Answers);
            if (what == "PostgreSQL too")
            {
                await silo.KillAll();
            }
            else
            {
                await silo.Signal("KILL");
                await silo.Ended();
            }

            await Task.WhenAll(writers).WaitAsync(Patience.Limit);
        }

        await using var next = await SiloProcess.Start(_folder);
        Assert.True(_acknowledged.Count >= Writers);
        foreach (var (address, acknowledged) in _acknowledged)
        {
            var found = (await next.Api.Get(address)).Is(200).Json;

            // One more may have been committed whose answer was cut off.
            Assert.InRange((long)found["version"]!, acknowledged.Version, acknowledged.Version + 1);
            var then = (await next.Api.Get($"{address}?version={acknowledged.Version}")).Is(200);
            Assert.Equal(acknowledged.Body, then.Json.ToJsonString());
        }
    }

    /// <summary>Makes arrays and changes them, until nothing answers any more.</summary>
    private async Task Write(Api api)
    {
        try
        {
            while (true)
            {
                var answer = (await api.Post("/v1/arrays", Drafts.Array())).Is(201);
                var address = answer["Location"]!;
                _acknowledged[address] = Acknowledged.Of(answer);
                for (var change = 1; change < 4; change++)
                {
                    answer = (await api.Patch(address, answer.ETag, Drafts.Rescaled(change, change))).Is(200);
                    _acknowledged[address] = Acknowledged.Of(answer);
                }
            }
        }
        catch (HttpRequestException)
        {
            // Killed.
        }
        catch (IOException)
        {
            // Killed while it answered.
        }
    }

    private sealed record Acknowledged(long Version, string Body)
    {
        public static Acknowledged Of(Answer answer) =>
            new((long)answer.Json["version"]!, answer.Json.ToJsonString());
    }
}
