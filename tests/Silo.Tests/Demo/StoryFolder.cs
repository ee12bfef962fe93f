using Microsoft.Extensions.DependencyInjection;
using OmeNgff.Silo.Demo.Story;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Demo;

/// <summary>The images of the story, written, imported and registered, where they are not yet.</summary>
public sealed class StoryFolder(RunningSilo silo) : IAsyncLifetime
{
    /// <summary>The folder of the images.</summary>
    public string Folder { get; } = Path.Join(silo.Root, "story");

    /// <summary>Registers the story; false when nothing was to do.</summary>
    public Task<bool> Register() => silo.Silo.Services.GetRequiredService<StoryCatalog>()
        .Register(Folder, "local", CancellationToken.None);

    public async Task InitializeAsync()
    {
        await StoryWriter.Write(Folder, CancellationToken.None);
        Assert.Equal(3, (await new Api(silo.Http).ImportImages(Folder)).Length);
        await Register();
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
