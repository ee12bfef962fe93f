using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Viewers;

/// <summary>Viewers probe for many names, and take only 404 for "absent".</summary>
public sealed class AbsentKeyTests(RunningSilo silo, SampleFolder sample) : SiloTests(silo), IClassFixture<SampleFolder>
{
    private static readonly string[] Everywhere =
    [
        "", "info", "attributes.json", "manifest.ocdbt", "refs/branch.main/ZZZZZZZZ.json", "ro-crate-metadata.json",
        "9/zarr.json", "9/.zarray", "0", "0/", "0/c", "0/c/0/0/0", "0/c/0/0/0/0/0", "0/c/9/0/0/0", "0/c/00/0/0/0",
        "0/c/0.0.0.0", "0/9/0/0/0", "0/-1/0/0/0", "labels", "labels/other/zarr.json", "labels/other/.zattrs",
        "labels/nuclei", "labels/nuclei/9/zarr.json", "labels/nuclei/labels/zarr.json", "labels/nuclei/0/c/0/0/0/0",
        "0/zarr.json/x", "zarr.json/zarr.json", "nuclei/zarr.json", ".zarray", "c/0/0/0/0",
        "0/c/99999999999999999999/0/0/0",
    ];

    public static TheoryData<string, string> Keys
    {
        get
        {
            (string Ome, string[] Keys)[] absent =
            [
                ("0.5", [.. Everywhere, ".zgroup", ".zattrs", ".zmetadata", "0/.zarray", "0/.zattrs", "0/0/0/0/0",
                    "labels/.zattrs", "labels/nuclei/.zattrs", "labels/nuclei/.zgroup"]),
                ("0.4", [.. Everywhere, "zarr.json", "0/zarr.json", "0/c/0/0/0/0", "labels/zarr.json",
                    "labels/nuclei/zarr.json"]),
            ];
            var data = new TheoryData<string, string>();
            foreach (var (ome, keys) in absent)
            {
                foreach (var key in keys)
                {
                    data.Add(ome, key);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task An_absent_key_is_404_and_empty(string ome, string key)
    {
        foreach (var method in new[] { "GET", "HEAD" })
        {
            var answer = (await Api.Send(method, $"/zarr/{ome}/{sample.Image}.zarr/{key}")).Is(404);
            Assert.Empty(answer.Bytes);
            AssertOpen(answer);
        }
    }

    [Theory]
    [InlineData("0.4")]
    [InlineData("0.5")]
    [InlineData("0.5/distributed")]
    public async Task The_bare_root_is_no_resource(string root)
    {
        foreach (var ending in new[] { "", "/", "//" })
        {
            var answer = (await Api.Send("HEAD", $"/zarr/{root}/{sample.Image}.zarr{ending}")).Is(404);
            AssertOpen(answer);
        }
    }

    [Theory]
    [InlineData("0.5", "c/1/1/1/1")]
    [InlineData("0.4", "1/1/1/1")]
    public async Task A_chunk_that_was_never_written_is_404_and_empty(string ome, string chunk)
    {
        var folder = NewCopy(sample.Folder);
        var image = (await Api.ImportImages(folder))[0];
        File.Delete(Path.Join(folder, SampleFolder.Chunk));

        foreach (var method in new[] { "GET", "HEAD" })
        {
            var answer = (await Api.Send(method, $"/zarr/{ome}/{image}.zarr/0/{chunk}")).Is(404);
            Assert.Empty(answer.Bytes);
            AssertOpen(answer);
        }
    }

    [Theory]
    [InlineData("..%2f..%2fnuclei.zarr/zarr.json")]
    [InlineData("../../nuclei.zarr/zarr.json")]
    [InlineData("0/../zarr.json")]
    [InlineData("0/./zarr.json")]
    [InlineData("0/c/../zarr.json")]
    [InlineData("%2e%2e/%2e%2e/zarr.json")]
    [InlineData("0%5czarr.json")]
    public async Task A_key_that_goes_up_or_stays_leads_nowhere_else(string key)
    {
        var answer = await Api.Get($"{sample.Root}/{key}");

        // Servers and clients may take dots out of a path before anybody looks; then it is another key or none.
        Assert.True(
            answer.Status is 400 or 404 || answer.Json["zarr_format"] is not null, $"{answer.Status}: {answer.Text}");
        Assert.DoesNotContain("/tmp/", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_whose_folder_is_gone_has_documents_and_no_chunks()
    {
        var folder = NewCopy(sample.Folder);
        var image = (await Api.ImportImages(folder))[0];
        Directory.Delete(folder, recursive: true);

        (await Api.Get($"/zarr/0.5/{image}.zarr/0/zarr.json")).Is(200);
        Assert.Empty((await Api.Get($"/zarr/0.5/{image}.zarr/{SampleFolder.Chunk}")).Is(404).Bytes);
    }

    [Fact]
    public async Task A_label_image_that_was_deleted_is_absent_below_its_parent()
    {
        var images = await Api.ImportImages(NewCopy(sample.Folder));
        (await Api.Delete($"/v1/images/{images[1]}", "*")).Is(200);

        foreach (var key in new[] { "labels/nuclei/zarr.json", "labels/nuclei/0/zarr.json", "labels/nuclei/0/c/0/0/0" })
        {
            Assert.Empty((await Api.Get($"/zarr/0.5/{images[0]}.zarr/{key}")).Is(404).Bytes);
        }

        (await Api.Get($"/zarr/0.5/{images[0]}.zarr/zarr.json")).Is(200);
    }

    private static void AssertOpen(Answer answer)
    {
        Assert.Equal("*", answer["Access-Control-Allow-Origin"]);
        Assert.Equal("*", answer["Access-Control-Expose-Headers"]);
    }
}
