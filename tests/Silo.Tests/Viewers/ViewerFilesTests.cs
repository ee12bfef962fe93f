using OmeNgff.Silo.Hosting;
using OmeNgff.Silo.Viewers.Links;
using OmeNgff.Silo.Viewers.Page;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Viewers;

/// <summary>The files of the bundled viewer, and what links lead to with and without it.</summary>
public sealed class ViewerFilesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void A_file_has_its_type_its_encodings_and_knows_whether_it_ever_changes()
    {
        Write("index.html", "page-ABCDEFGH.js", "page-ABCDEFGH.js.br", "page-ABCDEFGH.js.gz", "x-12345678.wasm", "LICENSE.txt");
        var files = new ViewerFiles(_folder.Path);

        Assert.True(files.IsBuilt);
        var script = files.Find("page-ABCDEFGH.js")!;
        Assert.Equal(("text/javascript", true), (script.ContentType, script.IsHashed));
        Assert.Equal([("br", ".br"), ("gzip", ".gz")], script.Encodings);
        Assert.Equal("application/wasm", files.Find("x-12345678.wasm")!.ContentType);
        Assert.False(files.Find("index.html")!.IsHashed);
        Assert.False(files.Find("LICENSE.txt")!.IsHashed);
        Assert.Null(files.Find("page-ABCDEFGH.js.br"));
        Assert.Null(files.Find("../index.html"));
    }

    [Fact]
    public void Links_lead_to_the_configured_viewer_else_to_the_own_one_else_to_the_public_one()
    {
        var missing = new ViewerFiles(Path.Join(_folder.Path, "missing"));
        Write("index.html");
        var built = new ViewerFiles(_folder.Path);
        var configured = new SiloOptions { Neuroglancer = new Uri("https://viewer.example/ng/") };

        Assert.Equal(
            ["https://viewer.example/ng/", "http://me/viewer/", ViewerAddresses.PublicNeuroglancer.AbsoluteUri],
            [
                new ViewerAddresses(configured, built).Neuroglancer("http://me"),
                new ViewerAddresses(new SiloOptions(), built).Neuroglancer("http://me"),
                new ViewerAddresses(new SiloOptions(), missing).Neuroglancer("http://me"),
            ]);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(params string[] names)
    {
        foreach (var name in names)
        {
            File.WriteAllText(Path.Join(_folder.Path, name), name);
        }
    }
}
