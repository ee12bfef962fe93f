using OmeNgff.Silo.Demo.Gallery;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Demo;

/// <summary>The images of the gallery, written and imported once.</summary>
public sealed class GalleryFolder(RunningSilo silo) : IAsyncLifetime
{
    /// <summary>The folder of the images.</summary>
    public string Folder { get; } = Path.Join(silo.Root, "gallery");

    /// <summary>The ids of the images by their folders below <see cref="Folder"/>.</summary>
    public IReadOnlyDictionary<string, string> Images { get; private set; } = new Dictionary<string, string>();

    public async Task InitializeAsync()
    {
        await GalleryWriter.Write(Folder, CancellationToken.None);
        var api = new Api(silo.Http);
        var images = new Dictionary<string, string>();
        foreach (var id in await api.ImportImages(Folder))
        {
            var address = (string)(await api.Get($"/v1/images/{id}")).Is(200).Json["location"]!["store"]!;
            images[Path.GetRelativePath(Folder, new Uri(address).LocalPath).TrimEnd('/')] = id;
        }

        Images = images;
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
