using OmeNgff.Silo.Demo;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Viewers;

/// <summary>The sample image with its label image, written and imported once.</summary>
public sealed class SampleFolder(RunningSilo silo) : IAsyncLifetime
{
    /// <summary>A chunk of the image, as 0.5 names it.</summary>
    public const string Chunk = "0/c/1/1/1/1";

    /// <summary>The folder of the image.</summary>
    public string Folder { get; private set; } = "";

    /// <summary>The image's id.</summary>
    public string Image { get; private set; } = "";

    /// <summary>The id of its label image.</summary>
    public string Label { get; private set; } = "";

    /// <summary>The root of the image's hierarchy in 0.5.</summary>
    public string Root => $"/zarr/0.5/{Image}.zarr";

    public async Task InitializeAsync()
    {
        Folder = await SampleImage.Write(Path.Join(silo.Root, "sample"), null, CancellationToken.None);
        var images = await new Api(silo.Http).ImportImages(Folder);
        Assert.Equal(2, images.Length);
        (Image, Label) = (images[0], images[1]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>The bytes of a file of the image.</summary>
    public byte[] File(string key) => System.IO.File.ReadAllBytes(Path.Join(Folder, key));
}
