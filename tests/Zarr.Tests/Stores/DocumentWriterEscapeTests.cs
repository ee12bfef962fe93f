using System.Text;
using OmeNgff.Zarr.Stores;
using OmeNgff.Zarr.Stores.Files;

namespace OmeNgff.Zarr.Tests.Stores;

/// <summary>Nothing outside the writable folders is written, whatever lies in them.</summary>
public sealed class DocumentWriterEscapeTests : IDisposable
{
    private static readonly byte[] New = Encoding.UTF8.GetBytes("new");

    private readonly TemporaryFolder _folder = new();

    public DocumentWriterEscapeTests() =>
        File.WriteAllText(Path.Combine(_folder.Outside, "zarr.json"), "outside");

    public void Dispose()
    {
        Assert.Equal(["zarr.json"], Directory.GetFileSystemEntries(_folder.Outside).Select(Path.GetFileName));
        Assert.Equal("outside", File.ReadAllText(Path.Combine(_folder.Outside, "zarr.json")));
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_that_leads_out_is_refused(bool portable)
    {
        _folder.Link("folder", _folder.Outside);
        _folder.Link("relative", "../outside");
        foreach (var key in (string[])["folder/zarr.json", "relative/zarr.json"])
        {
            Assert.Equal(StoreRules.PathOutsideRoots, RuleOf(() => Writer(portable).Write(key, New, default)));
            Assert.Equal(StoreRules.PathOutsideRoots, RuleOf(() => Writer(portable).Remove(key, default)));
            Assert.Equal(StoreRules.PathOutsideRoots, RuleOf(() => Writer(portable).Check(key)));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_document_that_is_a_link_is_refused_wherever_it_leads(bool portable)
    {
        var inside = _folder.Write("real/zarr.json", "inside");
        _folder.Link("a/zarr.json", Path.Combine(_folder.Outside, "zarr.json"));
        _folder.Link("b/zarr.json", inside);
        _folder.Link("c/zarr.json", "nowhere");
        foreach (var key in (string[])["a/zarr.json", "b/zarr.json", "c/zarr.json"])
        {
            Assert.Equal(StoreRules.DocumentLinked, RuleOf(() => Writer(portable).Write(key, New, default)));
        }

        Assert.Equal("inside", File.ReadAllText(inside));
    }

    [Fact]
    public void A_folder_that_is_readable_only_is_not_written_through_a_link()
    {
        _folder.Write("writable/zarr.json");
        var readable = _folder.Write("readable/zarr.json", "old");
        _folder.Link("writable/0", "../readable");
        using var factory = new StoreFactory(new StoreOptions
        {
            Roots = [_folder.Root],
            WritableRoots = [Path.Combine(_folder.Root, "writable")],
        });

        var writer = factory.OpenForWriting(Path.Combine(_folder.Root, "writable"));

        Assert.Equal(StoreRules.PathOutsideRoots, RuleOf(() => writer.Write("0/zarr.json", New, default)));
        Assert.Equal("old", File.ReadAllText(readable));
    }

    [Fact]
    public void A_folder_link_that_stays_inside_is_followed()
    {
        var file = _folder.Write("real/zarr.json", "old");
        _folder.Link("0", "real");
        Assert.Equal("0/zarr.json.~0001-01-01T00.00.00Z", Writer().Write("0/zarr.json", New, default).Kept);
        Assert.Equal("new", File.ReadAllText(file));
    }

    [Fact]
    public void A_store_whose_own_folder_became_a_link_is_refused()
    {
        _folder.Write("x.zarr/zarr.json", "inside");
        using var factory = new StoreFactory(new StoreOptions { WritableRoots = [_folder.Root] });
        var writer = factory.OpenForWriting(Path.Combine(_folder.Root, "x.zarr"));
        Directory.Delete(Path.Combine(_folder.Root, "x.zarr"), recursive: true);
        _folder.Link("x.zarr", _folder.Outside);
        Assert.Equal(StoreRules.PathOutsideRoots, RuleOf(() => writer.Write("zarr.json", New, default)));
    }

    [Fact]
    public async Task Folders_that_become_links_all_the_time_never_let_anything_be_written_outside()
    {
        _folder.Write("inside/zarr.json", "old");
        var link = Path.Combine(_folder.Root, "link");
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                File.CreateSymbolicLink(link, i % 2 == 0 ? "../outside" : "inside");
                File.Delete(link);
            }
        });

        var writer = Writer();
        var (written, refused) = (0, 0);
        for (var i = 0; i < 100_000 && (written < 20 || refused < 20); i++)
        {
            try
            {
                writer.Write("link/zarr.json", Encoding.UTF8.GetBytes($"{i}"), default);
                written++;
            }
            catch (StoreException)
            {
                refused++;
            }
        }

        await stop.CancelAsync();
        await swapping;
        Assert.True(written >= 20 && refused >= 20, $"{written} written, {refused} refused");
    }

    private static string RuleOf(Action action) => Assert.Throws<StoreException>(action).Rule;

    private DocumentWriter Writer(bool portable = false)
    {
        var roots = AllowedRoots.Resolve([_folder.Root]);
        var store = new FileStore(
            _folder.Root, roots, portable ? new PortableFileOpener() : new LinuxFileOpener());
        return new DocumentWriter(store, roots);
    }
}
