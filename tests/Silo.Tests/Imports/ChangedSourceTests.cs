using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Imports;

public sealed class ChangedSourceTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task A_source_that_changed_is_taken_over_under_the_same_ids()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var id = Assert.Single(await Api.ImportImages(folder));
        var before = await Levels(id);
        Folders.Edit(Path.Join(folder, "zarr.json"), "0.5002025531914894", "0.75");

        var status = await Api.Import(folder);

        Assert.Equal((1, 0, 1, 0, 0, 0), status.Counts());
        Assert.Equal([id], status.Images());
        Assert.Equal(before, await Levels(id));
        Assert.Equal(0.75, Documents.Scale(await Api.Ome("0.5", id), 1)[1]);
        Assert.Equal((1, 0, 0, 1, 0, 0), (await Api.Import(folder)).Counts());
    }

    [Fact]
    public async Task A_source_that_changed_does_not_overwrite_what_was_edited_in_the_catalog()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var id = Assert.Single(await Api.ImportImages(folder));
        var level = $"/v1/arrays/{(await Levels(id))[1]}";
        (await Api.Patch(level, (await Api.Get(level)).ETag, Drafts.Rescaled(1, 0.5, 0.25, 0.25))).Is(200);
        Folders.Edit(Path.Join(folder, "zarr.json"), "0.5002025531914894", "0.75");

        var status = await Api.Import(folder);

        Assert.Equal((1, 0, 0, 0, 1, 0), status.Counts());
        var scale = Documents.Scale(await Api.Ome("0.5", id), 1);
        Assert.Equal([1, 0.5, 0.25, 0.25], scale);
        var image = (await Api.Get($"/v1/images/{id}")).Is(200).Json;
        Assert.Contains(
            image["view"]!["diagnostics"]!.AsArray(), found => (string)found!["rule"]! == "source-drifted");
    }

    [Fact]
    public async Task Nobody_ever_sees_half_of_what_is_taken_over()
    {
        const string before = "0.5002025531914894", after = "0.75";
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var id = Assert.Single(await Api.ImportImages(folder));
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var seen = new HashSet<long>();
            while (!done.IsCancellationRequested)
            {
                var depths = Documents.ScaleBits(await Api.Ome("0.5", id)).Select(scale => scale[1]).Distinct();
                seen.Add(Assert.Single(depths));
            }

            return seen.Count;
        })).ToArray();

        for (var time = 0; time < 10; time++)
        {
            var (old, written) = time % 2 == 0 ? (before, after) : (after, before);
            Folders.Edit(Path.Join(folder, "zarr.json"), old, written);
            Assert.Equal((1, 0, 1, 0, 0, 0), (await Api.Import(folder)).Counts());
        }

        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), seen => Assert.Equal(2, seen));
    }

    [Fact]
    public async Task A_folder_is_looked_through_only_where_that_is_wanted()
    {
        var folder = Path.GetDirectoryName(NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05)))!;

        var accepted = (await Api.Post(
            "/v1/imports", new JsonObject { ["source"] = folder, ["recursive"] = false })).Is(202);
        var status = await Api.Finish(accepted["Location"]!);

        Assert.Equal("failed", (string)status["state"]!);
        Assert.Equal((0, 0, 0, 0, 0, 0), status.Counts());
    }

    [Fact]
    public async Task An_unusable_image_among_others_is_an_error_and_the_others_are_registered()
    {
        var folder = NewFolder();
        var broken = Folders.Copy(ConformanceFolder.Of(ConformanceFolder.Idr05), Path.Join(folder, "broken.zarr"));
        Folders.Copy(ConformanceFolder.Of(ConformanceFolder.Idr04), Path.Join(folder, "whole.zarr"));
        File.Delete(Path.Join(broken, "1", "zarr.json"));

        var status = await Api.Import(folder);

        Assert.Equal("succeeded", (string)status["state"]!);
        Assert.Equal((2, 1, 0, 0, 0, 1), status.Counts());
        Assert.Single(status.Images());
        Assert.Contains(("level-missing", $"file://{broken}/1/zarr.json"), status.Errors());
    }

    private async Task<string[]> Levels(string image) =>
    [
        .. (await Api.Get($"/v1/images/{image}")).Is(200).Json["levels"]!.AsArray()
            .Select(level => (string)level!["array"]!),
    ];
}
