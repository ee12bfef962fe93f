using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using OmeNgff.Silo.Demo;
using OmeNgff.Tests.Support;
using OmeNgff.Zarr.Hierarchies;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Tests.Demo;

public sealed class SampleImageTests : IDisposable
{
    private static readonly Lazy<SampleVolume> Volume = new(() => new SampleVolume(default));
    private readonly TestFolder _folder = new();

    private StoreFactory Stores => new(new StoreOptions { Roots = [_folder.Path] });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_image_appears_whole_and_is_small()
    {
        var steps = new Steps();
        var image = await SampleImage.Write(_folder.Path, steps, default);

        Assert.Equal([image], Directory.GetFileSystemEntries(_folder.Path));
        var files = new DirectoryInfo(image).GetFiles("*", SearchOption.AllDirectories);
        Assert.InRange(files.Sum(file => file.Length), 1_000_000, 9_000_000);
        Assert.Equal(steps.Order(), steps);
        Assert.Equal(1, steps[^1]);

        var store = Stores.Open(image);
        var pixels = Volume.Value;
        foreach (var (path, kind) in (IEnumerable<(string, ZarrNodeKind)>)[
            ("", ZarrNodeKind.Group), ("0", ZarrNodeKind.Array), ("1", ZarrNodeKind.Array), ("2", ZarrNodeKind.Array),
            ("labels", ZarrNodeKind.Group), ("labels/nuclei", ZarrNodeKind.Group),
            ("labels/nuclei/0", ZarrNodeKind.Array), ("labels/nuclei/2", ZarrNodeKind.Array)])
        {
            var node = await ZarrHierarchy.ReadNode(store, path, new StoreLimits(), default);
            Assert.Equal(kind, node!.Kind);
        }

        // Voxel (1, 9, 130, 131) of the image; voxel (9, 9, 11) of the coarsest labels.
        var chunk = await Chunk(store, "0/c/1/1/1/1");
        Assert.Equal(
            pixels.Image[((((SampleVolume.Depth + 9) * 256) + 130) * 256) + 131], chunk[(((1 * 128) + 2) * 128) + 3]);
        var labels = await Chunk(store, "labels/nuclei/2/c/1/0/0");
        Assert.Equal(pixels.Labels[(((9 * 256) + (4 * 9)) * 256) + (4 * 11)], labels[(((1 * 64) + 9) * 64) + 11]);
    }

    [Fact]
    public async Task Levels_lie_where_their_voxels_lie()
    {
        var image = await SampleImage.Write(_folder.Path, null, default);
        Assert.Equal(
            "[1,0.5,0.2,0.2][0,0,0.0,0.0] [1,0.5,0.4,0.4][0,0,0.1,0.1] [1,0.5,0.8,0.8][0,0,0.3,0.3]",
            Placing(image));
        Assert.Equal(
            "[0.5,0.2,0.2][0,0,0] [0.5,0.4,0.4][0,0,0] [0.5,0.8,0.8][0,0,0]",
            Placing(Path.Combine(image, "labels/nuclei")));
    }

    [Fact]
    public void The_voxels_are_the_same_on_every_machine()
    {
        ushort[] voxels = [.. Volume.Value.Image, .. Volume.Value.Labels];
        var digest = SHA256.HashData(MemoryMarshal.AsBytes(voxels.AsSpan()));
        Assert.Equal(
            "b0dd8e879fb6621d4e8fe9b734b9ffc6c5240612df97a15b51ab35f248563884", Convert.ToHexStringLower(digest));
    }

    [Fact]
    public void Every_nucleus_has_voxels()
    {
        var ids = Volume.Value.Labels.Distinct().Order().Select(id => (int)id);
        Assert.Equal(Enumerable.Range(0, Volume.Value.Count + 1), ids);
        Assert.InRange(Volume.Value.Count, 30, 60);
    }

    [Fact]
    public async Task An_image_that_is_there_is_left_alone()
    {
        var image = await SampleImage.Write(_folder.Path, null, default);
        var document = Path.Combine(image, "zarr.json");
        await File.WriteAllTextAsync(document, "{\"edited\": true}");
        Assert.Equal(image, await SampleImage.Write(_folder.Path, null, default));
        Assert.Equal("{\"edited\": true}", await File.ReadAllTextAsync(document));
    }

    [Fact]
    public async Task Something_else_of_that_name_is_neither_taken_for_the_image_nor_removed()
    {
        var other = Path.Join(_folder.Path, "nuclei.zarr", ".zgroup");
        Directory.CreateDirectory(Path.GetDirectoryName(other)!);
        await File.WriteAllTextAsync(other, "{}");
        await Assert.ThrowsAsync<IOException>(() => SampleImage.Write(_folder.Path, null, default));
        Assert.True(File.Exists(other));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Two_writers_at_once_both_succeed()
    {
        var images = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => SampleImage.Write(_folder.Path, null, default)));
        Assert.Equal(images[0], images[1]);
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Cancelling_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => SampleImage.Write(_folder.Path, new Steps(stop.Cancel), stop.Token));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private static string Placing(string group)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(group, "zarr.json")));
        var ome = document.RootElement.GetProperty("attributes").GetProperty("ome");
        return string.Join(' ', ome.GetProperty("multiscales")[0].GetProperty("datasets").EnumerateArray()
            .Select(level => Parameters(level, 0, "scale") + Parameters(level, 1, "translation")));

        static string Parameters(JsonElement level, int index, string name) => JsonSerializer.Serialize(
            level.GetProperty("coordinateTransformations")[index].GetProperty(name));
    }

    private static async Task<ushort[]> Chunk(IZarrStore store, string key)
    {
        await using var stored = await store.Open(key, null, default);
        await using var gzip = new GZipStream(stored!.Content, CompressionMode.Decompress);
        using var memory = new MemoryStream();
        await gzip.CopyToAsync(memory);
        return MemoryMarshal.Cast<byte, ushort>(memory.ToArray()).ToArray();
    }

    private sealed class Steps(Action? then = null) : List<double>, IProgress<double>
    {
        public void Report(double value)
        {
            Add(value);
            then?.Invoke();
        }
    }
}
