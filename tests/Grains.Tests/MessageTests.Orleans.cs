using OmeNgff.Client.Grains;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using Orleans.Serialization;

namespace OmeNgff.Grains.Tests;

/// <summary>Every message between silos arrives as it was sent. In one process messages are not serialized.</summary>
public sealed class MessageTests(GrainFixture silo) : IClassFixture<GrainFixture>
{
    [Fact]
    public async Task Records_and_commands_arrive_as_they_were_sent()
    {
        await silo.Register("message", 2);
        var array = (await silo.Array("message-1").Get(CancellationToken.None))!;
        var image = (await silo.Image("message").Get(CancellationToken.None))!;

        Assert.Equal(CatalogJson.Serialize(array), CatalogJson.Serialize(Send(array)));
        Assert.Equal(CatalogJson.Serialize(image), CatalogJson.Serialize(Send(image)));
        var command = new WriteCommand<ArrayRecord>(array, 3, "tester", "why") { Cascade = true };
        var sent = Send(command);
        Assert.Equal(CatalogJson.Serialize(array), CatalogJson.Serialize(sent.Record!));
        Assert.Equal((3, "tester", "why", true), (sent.ExpectedVersion, sent.By, sent.Reason, sent.Cascade));
        Assert.Null(Send(command with { Record = null }).Record);
        var written = Send(new Written<ImageRecord>(image, "00000001", ["a", "b"]));
        Assert.Equal(["a", "b"], written.PendingViews);
    }

    [Fact]
    public void Served_keys_arrive_as_they_were_sent()
    {
        var document = Send(new ServedKey { Document = new ServedDocument("{}"u8.ToArray(), "\"tag\"") }).Document!;
        Assert.Equal("{}"u8, document.Utf8.Span);
        Assert.Equal("\"tag\"", document.ETag);
        var chunk = new ServedKey { Chunk = new ServedChunk("file:///a/", "0/0") };
        Assert.Equal(chunk, Send(chunk));
        var label = new ServedKey { Label = new ServedLabel("id", "zarr.json") };
        Assert.Equal(label, Send(label));
        Assert.Equal(ServedKey.Absent, Send(ServedKey.Absent));
        Assert.Equal(new ViewRoot("0.4", true), Send(new ViewRoot("0.4", true)));
    }

    [Fact]
    public void A_refusal_arrives_with_its_whole_problem()
    {
        var problem = new Problem("/problems/invalid", "Invalid", 400, "Two faults.")
        {
            Errors =
            [
                new ProblemError("/a", "rule", "One.") { Path = "0/.zarray" },
                new ProblemError("/b", "rule", "Two.") { Position = 7 },
            ],
        };
        Assert.Equal(problem, Send(problem));
        var refusal = Send(new ProblemException(problem));
        Assert.Equal(problem, refusal.Problem);
        Assert.Equal("Two faults.", refusal.Message);
    }

    private T Send<T>(T message)
    {
        var serializer = silo.Service<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(message))!;
    }
}
