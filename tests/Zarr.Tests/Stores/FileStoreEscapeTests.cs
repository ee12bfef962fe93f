using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Stores;

/// <summary>Nothing outside the allowed folders is read, whatever lies in them.</summary>
public sealed class FileStoreEscapeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FileStoreEscapeTests() => File.WriteAllText(Path.Combine(_folder.Outside, "secret"), "secret");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("..")]
    [InlineData("../outside/secret")]
    [InlineData("0/../../outside/secret")]
    [InlineData("./0")]
    [InlineData("0/.")]
    [InlineData("/etc/passwd")]
    [InlineData("0//1")]
    [InlineData("0/")]
    [InlineData("")]
    [InlineData("..\\outside\\secret")]
    [InlineData("0\0/zarr.json")]
    public async Task A_malformed_key_is_refused(string key)
    {
        _folder.Write("0/zarr.json");
        Assert.Equal(StoreRules.KeyInvalid, await Reading.RuleOf(() => _folder.Store().Bytes(key)));
    }

    [Theory]
    [InlineData("%2e%2e/outside/secret")]
    [InlineData("..%2foutside%2fsecret")]
    [InlineData("%2e%2e%2foutside%2fsecret")]
    public async Task Keys_are_never_decoded(string key)
    {
        Assert.Null(await _folder.Store().Bytes(key));
        _folder.Write(key, "a strange name");
        Assert.Equal("a strange name", await _folder.Store().Text(key));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_link_that_leads_out_is_refused_the_same_whether_its_target_exists_or_not(bool portable)
    {
        _folder.Link("file", Path.Combine(_folder.Outside, "secret"));
        _folder.Link("relative", "../outside/secret");
        _folder.Link("folder", _folder.Outside);
        _folder.Link("nowhere", Path.Combine(_folder.Outside, "none"));
        _folder.Link("twice", "file");
        _folder.Link("device", "/dev/zero");
        string[] keys =
            ["file", "relative", "folder", "folder/secret", "folder/none", "nowhere", "twice", "device"];
        foreach (var key in keys)
        {
            var problem = await Assert.ThrowsAsync<StoreException>(() => _folder.Store(portable).Bytes(key));
            Assert.Equal(StoreRules.PathOutsideRoots, problem.Rule);
            Assert.Equal($"file://{_folder.Root}/{key}", problem.Path);
            Assert.DoesNotContain(_folder.Outside, problem.ToString(), StringComparison.Ordinal);
        }

        Assert.Empty(await _folder.Store(portable).Entries(""));
        Assert.Equal(
            StoreRules.PathOutsideRoots, await Reading.RuleOf(() => _folder.Store(portable).Entries("folder")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_link_that_stays_inside_is_followed(bool portable)
    {
        var file = _folder.Write("a/0/zarr.json", "inside");
        _folder.Link("file", file);
        _folder.Link("folder", "a/0");
        _folder.Link("out-and-in", $"../../{Path.GetFileName(_folder.Top)}/root/a/0/zarr.json");

        foreach (var key in (string[])["file", "folder/zarr.json", "out-and-in"])
        {
            Assert.Equal("inside", await _folder.Store(portable).Text(key));
        }

        Assert.Equal(
            [new("a", true), new("file", false), new("folder", true), new("out-and-in", false)],
            await _folder.Store(portable).Entries(""));
        Assert.Equal([new("zarr.json", false)], await _folder.Store(portable).Entries("folder"));
    }

    [Fact]
    public async Task A_link_from_one_allowed_folder_into_another_is_followed()
    {
        _folder.Link("other", _folder.Outside);
        var store = new StoreFactory(new StoreOptions { Roots = [_folder.Root, _folder.Outside] }).Open(_folder.Root);
        Assert.Equal("secret", await store.Text("other/secret"));
    }

    [Fact]
    public async Task A_folder_that_became_a_link_after_the_listing_is_refused()
    {
        _folder.Write("0/secret", "inside");
        var store = _folder.Factory.Open(_folder.Root);
        Assert.Equal([new("0", true)], await store.Entries(""));
        Assert.Equal("inside", await store.Text("0/secret"));

        Directory.Delete(Path.Combine(_folder.Root, "0"), recursive: true);
        _folder.Link("0", _folder.Outside);
        Assert.Equal(StoreRules.PathOutsideRoots, await Reading.RuleOf(() => store.Bytes("0/secret")));
    }

    [Fact]
    public async Task A_store_whose_own_folder_became_a_link_is_refused()
    {
        _folder.Write("x.zarr/secret", "inside");
        var store = _folder.Factory.Open(Path.Combine(_folder.Root, "x.zarr"));
        Directory.Delete(Path.Combine(_folder.Root, "x.zarr"), recursive: true);
        _folder.Link("x.zarr", _folder.Outside);
        Assert.Equal(StoreRules.PathOutsideRoots, await Reading.RuleOf(() => store.Bytes("secret")));
        Assert.Equal(StoreRules.PathOutsideRoots, await Reading.RuleOf(() => store.Entries("")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Links_that_change_all_the_time_never_let_anything_out(bool portable)
    {
        _folder.Write("inside/secret", "inside");
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var next = Path.Combine(_folder.Root, "next");
                File.CreateSymbolicLink(next, i % 2 == 0 ? "../outside/secret" : "inside/secret");
                File.Move(next, Path.Combine(_folder.Root, "link"), overwrite: true);
            }
        });

        var store = _folder.Store(portable);
        var (read, refused) = (0, 0);
        for (var i = 0; i < 100_000 && (i < 3000 || read == 0 || refused == 0); i++)
        {
            try
            {
                var text = await store.Text("link");
                Assert.NotEqual("secret", text);
                read += text is null ? 0 : 1;
            }
            catch (StoreException)
            {
                refused++;
            }
        }

        await stop.CancelAsync();
        await swapping;
        Assert.NotEqual(0, read);
        Assert.NotEqual(0, refused);
    }

    [Fact]
    public async Task A_fifo_is_refused_at_once()
    {
        _folder.Fifo("fifo");
        _folder.Link("link", "fifo");
        foreach (var key in (string[])["fifo", "link"])
        {
            var reading = Task.Run(() => Reading.RuleOf(() => _folder.Store().Bytes(key)));
            var rule = await reading.WaitAsync(TimeSpan.FromSeconds(5));
            Assert.Equal(StoreRules.StoreUnreadable, rule);
        }
    }

    [Fact]
    public async Task A_circle_of_links_is_refused()
    {
        _folder.Link("a", "b");
        _folder.Link("b", "a");
        Assert.Equal(StoreRules.StoreUnreadable, await Reading.RuleOf(() => _folder.Store().Bytes("a")));
    }

    [FactUnlessRoot]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task What_one_may_not_read_is_unreadable()
    {
        File.SetUnixFileMode(_folder.Write("x"), UnixFileMode.None);
        var closed = Directory.CreateDirectory(Path.Combine(_folder.Root, "closed")).FullName;
        File.SetUnixFileMode(closed, UnixFileMode.None);
        Assert.Equal(StoreRules.StoreUnreadable, await Reading.RuleOf(() => _folder.Store().Bytes("x")));
        Assert.Equal(StoreRules.StoreUnreadable, await Reading.RuleOf(() => _folder.Store().Bytes("closed/x")));
        Assert.Equal(StoreRules.StoreUnreadable, await Reading.RuleOf(() => _folder.Store().Entries("closed")));
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

/// <summary>Permissions do not hold for root.</summary>
internal sealed class FactUnlessRootAttribute : FactAttribute
{
    public FactUnlessRootAttribute()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Skip = "root may read everything";
        }
    }
}
