using OmeNgff.Client.Http;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Tests.Support;

namespace OmeNgff.Client.Tests.Http;

[Collection(SiloCollection.Name)]
public sealed class RecordTests(RunningSilo silo)
{
    private readonly OmeNgffClient _client = new(silo.Http);

    [Fact]
    public async Task What_was_put_is_got()
    {
        var put = await _client.Put(new DatasetRecord { Id = "put-got", Title = "Zebrafish", Tags = ["EM"] });

        Assert.Equal(1, put.Version);
        Assert.Equal(put, await _client.Get<DatasetRecord>("put-got"));
        Assert.Equal("Zebrafish", (await _client.GetJson(RecordKind.Dataset, "put-got")).Member("title")?.GetString());
    }

    [Fact]
    public async Task What_was_got_can_be_put_changed()
    {
        var status = await _client.Import(new ImportRequest(silo.CopyOf(ConformanceFolder.Idr05)));
        var image = await _client.Get<ImageRecord>(status.Images[0]);

        var put = await _client.Put(image with { Description = "A blastocyst" });

        Assert.Equal(2, put.Version);
        Assert.Equal("A blastocyst", put.Description);
        Assert.Equal(image.Levels, put.Levels);
    }

    [Fact]
    public async Task Versions_of_an_alignment_are_added_published_and_made_the_default()
    {
        EquatableArray<Axis> axes = [new Axis("x", "space", "micrometer")];
        await _client.Put(new SpaceRecord { Id = "client-from", Axes = axes });
        await _client.Put(new SpaceRecord { Id = "client-to", Axes = axes });
        await _client.Put(new AlignmentRecord
        {
            Id = "client-shift",
            Source = "space:client-from",
            Target = "space:client-to",
        });

        var added = await _client.AddAlignmentVersion("client-shift", new AlignmentVersion
        {
            CoordinateTransformation = new TranslationTransformation([0.1]),
            Quality = RawJson.Parse("""{"rms":0.25}"""),
        });
        Assert.Equal((1, "client-shift@1", AlignmentStatus.Draft), (added.Version, added.Id, added.Status));
        Assert.Equal(axes, added.SourceAxes);
        await _client.AddAlignmentVersion("client-shift", added);
        Assert.Equal(added, await _client.GetAlignmentVersion("client-shift", 1));
        var page = await _client.AlignmentVersions("client-shift", limit: 1);
        Assert.Equal([1], page.Items.Select(version => version.Version));
        Assert.Equal([2], (await _client.AlignmentVersions("client-shift", cursor: page.Next)).Items
            .Select(version => version.Version));

        var alignment = await _client.Get<AlignmentRecord>("client-shift");
        await Refused(() => _client.SetAlignmentDefault(alignment, 1), 409);
        var published = await _client.SetAlignmentStatus(alignment, 1, AlignmentStatus.Published);
        Assert.Equal(AlignmentStatus.Published, published.Status);
        await Refused(() => _client.SetAlignmentDefault(alignment, 1), 412);
        alignment = await _client.SetAlignmentDefault(await _client.Get<AlignmentRecord>("client-shift"), 1);
        Assert.Equal((1, 2), (alignment.DefaultVersion, alignment.LastVersion));
        Assert.Null((await _client.SetAlignmentDefault(alignment, null)).DefaultVersion);
    }

    [Fact]
    public async Task A_put_replaces_the_version_that_it_is_based_on_and_no_other()
    {
        var first = await _client.Put(new DatasetRecord { Id = "put-stale" });
        var second = await _client.Put(first with { Title = "Second" });
        Assert.Equal(2, second.Version);

        var stale = await Refused(() => _client.Put(first with { Title = "Too late" }), 412);
        Assert.Equal("/problems/version-conflict", stale.Type);
        await Refused(() => _client.Put(new DatasetRecord { Id = "put-stale", Title = "New" }), 412);
        Assert.Equal("Second", (await _client.Get<DatasetRecord>("put-stale")).Title);
    }

    [Fact]
    public async Task A_patch_changes_what_it_names()
    {
        await _client.Put(new DatasetRecord { Id = "patched", Title = "Before", Owner = "Ada" });

        var patched = await _client.Patch<DatasetRecord>(
            "patched", 1, RawJson.Parse("""{"title": "After", "owner": null}"""));

        Assert.Equal(("After", null, 2), (patched.Title, patched.Owner, patched.Version));
        await Refused(() => _client.Patch<DatasetRecord>("patched", 1, RawJson.EmptyObject), 412);
    }

    [Fact]
    public async Task The_history_has_the_newest_version_first()
    {
        var record = await _client.Put(new DatasetRecord { Id = "remembered" });
        record = await _client.Put(record with { Title = "Second" });
        await _client.Put(record with { Title = "Third" });

        var page = await _client.History<DatasetRecord>("remembered", limit: 2);
        var rest = await _client.History<DatasetRecord>("remembered", limit: 2, cursor: page.Next);

        Assert.Equal([3, 2], page.Items.Select(entry => entry.Version));
        Assert.Contains("/title", page.Items[0].Changed);
        Assert.Equal(1, Assert.Single(rest.Items).Version);
        Assert.Null(rest.Next);
    }

    [Fact]
    public async Task What_is_not_there_is_a_problem()
    {
        var problem = await Refused(() => _client.Get<ImageRecord>("nowhere"), 404);

        Assert.Equal("/problems/not-found", problem.Type);
        Assert.Equal("There is no image 'nowhere'.", problem.Detail);
    }

    [Theory]
    [InlineData("../datasets")]
    [InlineData("")]
    [InlineData("a?b")]
    public async Task What_is_no_id_is_not_asked_for(string id) =>
        await Assert.ThrowsAsync<ArgumentException>(() => _client.Get<ImageRecord>(id));

    private static async Task<Problem> Refused(Func<Task> action, int status)
    {
        var refusal = await Assert.ThrowsAsync<ProblemException>(action);
        Assert.Equal(status, refusal.Problem.Status);
        return refusal.Problem;
    }
}
