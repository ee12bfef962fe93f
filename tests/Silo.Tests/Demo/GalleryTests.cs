using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OmeNgff.Ngff.Validation;
using OmeNgff.Silo.Demo;
using OmeNgff.Silo.Demo.Gallery;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Hierarchies;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Tests.Demo;

/// <summary>The images of the gallery: written as their formulas say, and imported.</summary>
public sealed class GalleryTests(RunningSilo silo, GalleryFolder gallery) : SiloTests(silo), IClassFixture<GalleryFolder>
{
    private const int Probes = 150;

    public static TheoryData<string> Roots => ["section.zarr", "head.zarr", "divisions.zarr", "plate.zarr"];

    public static TheoryData<string> Images => [.. GalleryImages.All.Select(image => image.Folder)];

    private StoreFactory Stores => new(new StoreOptions { Roots = [gallery.Folder] });

    [Theory]
    [MemberData(nameof(Roots))]
    public async Task An_image_is_valid_and_small(string root)
    {
        var folder = Path.Join(gallery.Folder, root);

        var report = HierarchyValidation.Validate(
            await HierarchyReader.Read(Stores.Open(folder), new StoreLimits(), null, default));

        Assert.Empty(report.Diagnostics);
        Assert.Equal(root == "plate.zarr" ? (8, 16) : (1, 3), (report.Images, report.Arrays));
        var files = new DirectoryInfo(folder).GetFiles("*", SearchOption.AllDirectories);
        Assert.InRange(files.Sum(file => file.Length), 300_000, 6_000_000);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Every_voxel_is_what_the_formula_says(string folder)
    {
        var image = GalleryImages.All.Single(image => image.Folder == folder);
        var store = Stores.Open(Path.Join(gallery.Folder, folder));
        var random = new Random(7);
        for (var level = 0; level < image.Factors.Length; level++)
        {
            var array = await ZarrArray.Open(
                store, GalleryImage.PathOf(level), new StoreLimits(), new ArrayLimits(), null, default);
            int[] shape = image.ShapeOf(level);
            Assert.Equal(shape, array.Shape.Select(size => (int)size));
            var last = Array.ConvertAll(shape, size => size - 1);
            for (var probe = 0; probe < Probes; probe++)
            {
                var at = probe == 0 ? new int[shape.Length]
                    : probe == 1 ? last
                    : Array.ConvertAll(shape, size => random.Next(size));
                Assert.Equal(image.Value(level, at), await Read(array, at));
            }
        }
    }

    [Fact]
    public void The_voxels_are_the_same_on_every_machine()
    {
        int[] voxels = [.. GalleryImages.All.SelectMany(image => image.Render(default))];
        var digest = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(voxels.AsSpan())));
        Assert.True(digest == "0c6638788b0fe45cdc14ea44823bf3abdb294ce19e8eb52b8fc1b472bb621582", digest);
    }

    [Fact]
    public void What_shows_something_is_not_all_dark_or_all_bright()
    {
        foreach (var image in GalleryImages.All)
        {
            var voxels = image.Render(default);
            for (var c = 0; c < image.Channels.Length; c++)
            {
                var channel = image.Channels[c];
                var shown = voxels.Count(voxel => voxel > channel.Start && voxel < channel.End);
                Assert.InRange((double)shown / voxels.Length, 0.1, 1);
            }
        }
    }

    [Fact]
    public async Task What_is_only_air_is_not_stored_and_is_read_as_air()
    {
        var (head, store) = (HeadImage.Image, Stores.Open(Path.Join(gallery.Folder, "head.zarr")));
        var array = await ZarrArray.Open(store, "0", new StoreLimits(), new ArrayLimits(), null, default);
        var (stored, chunks) = (0, 0);
        foreach (var place in SampleLayout.Grid([3, 5, 4]))
        {
            var chunk = await array.ReadChunk(Array.ConvertAll(place, index => (long)index), default);
            stored += chunk.IsStored ? 1 : 0;
            chunks++;
            Assert.True(chunk.IsStored || chunk.ToDoubles().All(voxel => voxel == head.Empty));
        }

        Assert.InRange(stored, 20, chunks - 10);
    }

    [Fact]
    public async Task All_are_imported_without_a_fault_and_once()
    {
        Assert.Equal(11, gallery.Images.Count);
        foreach (var image in GalleryImages.All)
        {
            var record = (await Api.Get($"/v1/images/{gallery.Images[image.Folder]}")).Is(200).Json;
            Assert.Equal(image.Name, (string)record["name"]!);
            Assert.Equal("discrete", (string)record["view"]!["kind"]!);
            Assert.Empty(record["view"]!["diagnostics"]!.AsArray());
            Assert.Equal(
                image.Factors.Select(factors => string.Join(',', factors)),
                record["view"]!["factors"]!.AsArray().Select(factors =>
                    string.Join(',', factors!.AsArray().Select(factor => (string)factor!))));
        }

        await GalleryWriter.Write(gallery.Folder, default);
        Assert.Equal((11, 0, 0, 11, 0, 0), (await Api.Import(gallery.Folder)).Counts());
    }

    private static async Task<int> Read(ZarrArray array, int[] at)
    {
        var place = at.Select((index, axis) => index / array.ChunkShape[axis]).ToArray();
        var offset = 0L;
        for (var axis = 0; axis < at.Length; axis++)
        {
            offset = (offset * array.ChunkShape[axis]) + (at[axis] % array.ChunkShape[axis]);
        }

        return (int)(await array.ReadChunk(place, default)).ToDoubles()[offset];
    }
}
