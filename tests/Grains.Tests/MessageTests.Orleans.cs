using OmeNgff.Client.Grains;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Collections;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
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
        var written = Send(new Written<ImageRecord>(image, "00000001", ["a", "b"]) { Deleted = ["array:c"] });
        Assert.Equal(["a", "b"], written.PendingViews);
        Assert.Equal(["array:c"], written.Deleted);
    }

    [Fact]
    public void Messages_about_alignment_versions_arrive_as_they_were_sent()
    {
        var version = new AlignmentVersionRecord
        {
            Id = "shift@3",
            Number = 3,
            Alignment = "shift",
            Source = "image:a",
            Target = "space:b",
            CoordinateTransformation = new TranslationTransformation([0.1, -2]),
            Provenance = new Provenance { Method = "landmarks", Inputs = ["c"], Parameters = RawJson.Parse("[1]") },
            Quality = RawJson.Parse("""{"rms":0.25}"""),
            Status = AlignmentStatus.Retracted,
            SourceAxes = [new Axis("y", "space", "micrometer")],
            TargetAxes = [new Axis("x", "space")],
        };

        var add = new AddVersionCommand(version, "tester", "why", DryRun: true);
        Assert.Equal(add, Send(add));
        Assert.Null(Send(add with { Reason = null }).Reason);
        var status = new VersionStatusCommand(3, AlignmentStatus.Deprecated, 7, "tester", "why", DryRun: true);
        Assert.Equal(status, Send(status));
        var choice = new DefaultVersionCommand(3, 7, "tester", "why", DryRun: true);
        Assert.Equal(choice, Send(choice));
        Assert.Null(Send(choice with { Number = null }).Number);
        var written = new WrittenVersion(version, 7, "00000001", ["a", "b"]);
        Assert.Equal(written, Send(written));
    }

    [Fact]
    public void Places_of_views_and_what_ends_do_not_reach_arrive_as_they_were_sent()
    {
        var root = new ViewRoot("0.6")
        {
            Place = new ViewPlace("atlas", ["a@2", "b@1"], new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero)),
        };
        Assert.Equal(root, Send(root));
        var document = new ServedDocument("{}"u8.ToArray(), "\"x\"") { Warning = "retracted" };
        Assert.Equal("retracted", Send(document).Warning);
        var problem = new Problem("/problems/no-path", "No path", 404)
        {
            Reach = new ProblemReach(["space:a"], 7, ["image:b"], 1),
        };
        Assert.Equal(problem, Send(problem));
    }

    [Fact]
    public void Every_kind_of_record_arrives_as_it_was_sent()
    {
        Check(new DatasetRecord { Id = "d", Grants = [new DatasetGrant { Principal = "ada", Role = "owner" }] });
        Check(new SpaceRecord { Id = "s", Axes = [new Axis("x", "space")] });
        Check(new AlignmentRecord { Id = "a", Source = "space:s", Target = "image:i", DefaultVersion = 2, LastVersion = 3 });
        Check(new ViewpointRecord { Id = "v", Space = "s", Layers = [new ViewpointLayer { Image = "i", Pins = ["a@2"] }] });
        Check(new CollectionRecord
        {
            Id = "c",
            CollectionKind = CollectionKind.Plate,
            Rows = ["A"],
            Columns = ["1"],
            Acquisitions = [new Acquisition(3) { Name = "first", Other = RawJson.Parse("""{"x":1}""") }],
            Members = [new CollectionMember { Collection = "w", Row = "A", Column = "1", Path = "A/1" }],
        });

        void Check<TRecord>(TRecord record)
            where TRecord : CatalogRecord
        {
            Assert.Equal(record, Send(record));
            Assert.Equal(record, Send(new WriteCommand<TRecord>(record, 1, "tester", "why")).Record);
            Assert.Equal(record, Send(new Written<TRecord>(record, "00000001", [])).Record);
        }
    }

    [Fact]
    public void Served_keys_arrive_as_they_were_sent()
    {
        var document = Send(new ServedKey { Document = new ServedDocument("{}"u8.ToArray(), "\"tag\"") }).Document!;
        Assert.Equal("{}"u8, document.Utf8.Span);
        Assert.Equal("\"tag\"", document.ETag);
        var chunk = new ServedKey { Chunk = new ServedChunk("file:///a/", "0/0") };
        Assert.Equal(chunk, Send(chunk));
        var label = new ServedKey { Image = new ServedImage("id", "zarr.json") };
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
