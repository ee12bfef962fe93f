using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Stores;

public sealed class DocumentWriterTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 11, 25, 8, 0, 0, TimeSpan.FromHours(1));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_document_is_replaced_and_the_old_one_is_kept_beside_it()
    {
        _folder.Write("x.zarr/0/zarr.json", "old");

        var written = Writer("x.zarr").Write("0/zarr.json", Utf8("new"), At);

        Assert.Equal(new("0/zarr.json", true) { Kept = "0/zarr.json.~2026-11-25T07.00.00Z" }, written);
        Assert.Equal("new", Text("x.zarr/0/zarr.json"));
        Assert.Equal("old", Text("x.zarr/0/zarr.json.~2026-11-25T07.00.00Z"));
        Assert.Equal(2, Files("x.zarr/0").Length);
        Assert.Equal("new", await _folder.Factory.Open(Path.Combine(_folder.Root, "x.zarr")).Text("0/zarr.json"));
    }

    [Fact]
    public void Every_old_document_has_a_name_of_its_own()
    {
        _folder.Write("x.zarr/.zattrs", "0");
        var writer = Writer("x.zarr");

        var kept = Enumerable.Range(1, 3)
            .Select(number => writer.Write(".zattrs", Utf8($"{number}"), At).Kept!).ToList();

        Assert.Equal(["0", "1", "2"], kept.Select(name => Text($"x.zarr/{name}")));
        Assert.Equal(4, Files("x.zarr").Length);
    }

    [Fact]
    public void A_document_that_says_the_same_already_is_not_touched()
    {
        var file = _folder.Write("x.zarr/zarr.json", "same");
        var before = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, before);

        var written = Writer("x.zarr").Write("zarr.json", Utf8("same"), At);

        Assert.Equal(new("zarr.json", false), written);
        Assert.Equal(before, File.GetLastWriteTimeUtc(file));
        Assert.Equal([file], Files("x.zarr"));
    }

    [Fact]
    public void A_new_document_has_nothing_to_keep()
    {
        _folder.Write("x.zarr/0/.zarray");
        Assert.Null(Writer("x.zarr").Write("0/zarr.json", Utf8("new"), At).Kept);
        Assert.Equal("new", Text("x.zarr/0/zarr.json"));
        Assert.Equal(2, Files("x.zarr/0").Length);
    }

    [Fact]
    public void A_document_that_is_taken_away_is_kept_beside()
    {
        _folder.Write("x.zarr/.zmetadata", "old");
        var writer = Writer("x.zarr");

        var removed = writer.Remove(".zmetadata", At)!;

        Assert.Equal("old", Text($"x.zarr/{removed.Kept}"));
        Assert.Single(Files("x.zarr"));
        Assert.Null(writer.Remove(".zmetadata", At));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Mode_owner_and_time_of_the_old_document_stay()
    {
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead
            | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        var file = _folder.Write("x.zarr/zarr.json", "old");
        File.SetUnixFileMode(file, mode);
        var owner = Environment.IsPrivilegedProcess ? Run("chown", "12345:23456", file) + Owner(file) : Owner(file);
        var before = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, before);

        var kept = Path.Combine(_folder.Root, "x.zarr", Writer("x.zarr").Write("zarr.json", Utf8("new"), At).Kept!);

        Assert.Equal((mode, mode), (File.GetUnixFileMode(file), File.GetUnixFileMode(kept)));
        Assert.Equal((owner, owner), (Owner(file), Owner(kept)));
        Assert.Equal(before, File.GetLastWriteTimeUtc(kept));
    }

    [Fact]
    public async Task A_reader_sees_a_whole_document_at_every_moment()
    {
        var contents = new[] { new string('a', 100_000), new string('b', 50_000) };
        _folder.Write("x.zarr/zarr.json", contents[0]);
        var store = _folder.Factory.Open(Path.Combine(_folder.Root, "x.zarr"));
        using var done = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var reading = Task.Run(async () =>
        {
            var seen = new HashSet<string?>();
            while (!done.IsCancellationRequested)
            {
                seen.Add(await store.Text("zarr.json"));
                begun.TrySetResult();
            }

            return seen;
        });

        await begun.Task;
        var writer = Writer("x.zarr");
        for (var time = 1; time <= 40; time++)
        {
            writer.Write("zarr.json", Utf8(contents[time % 2]), At);
        }

        await done.CancelAsync();
        Assert.Subset(new HashSet<string?>(contents), await reading);
        Assert.Equal(41, Files("x.zarr").Length);
    }

    [Fact]
    public void What_cannot_be_put_in_place_leaves_everything_as_it_was()
    {
        _folder.Write("x.zarr/zarr.json/in-the-way", "old");

        Assert.Equal(StoreRules.StoreUnwritable, RuleOf(() => Writer("x.zarr").Write("zarr.json", Utf8("new"), At)));

        Assert.Equal("old", Text("x.zarr/zarr.json/in-the-way"));
        Assert.Single(Directory.GetFileSystemEntries(Path.Combine(_folder.Root, "x.zarr")));
    }

    [Theory]
    [InlineData("0/c/0/0")]
    [InlineData("0/0.0")]
    [InlineData("zarr.json.~2026-11-25T07.00.00Z")]
    [InlineData("../x.zarr/zarr.json")]
    [InlineData("0//zarr.json")]
    [InlineData("")]
    public void Only_the_documents_of_nodes_are_written(string key)
    {
        _folder.Write("x.zarr/0/c/0/0", "chunk");
        Assert.Equal(StoreRules.KeyInvalid, RuleOf(() => Writer("x.zarr").Write(key, Utf8("new"), At)));
        Assert.Single(Files("x.zarr"));
    }

    [Fact]
    public void No_folder_is_made()
    {
        _folder.Write("x.zarr/zarr.json");
        Assert.Equal(
            StoreRules.StoreUnwritable, RuleOf(() => Writer("x.zarr").Write("labels/zarr.json", Utf8("new"), At)));
        Assert.Single(Directory.GetFileSystemEntries(Path.Combine(_folder.Root, "x.zarr")));
    }

    [Fact]
    public void A_folder_that_is_readable_only_is_refused()
    {
        _folder.Write("x.zarr/zarr.json");
        Assert.Equal(
            StoreRules.StoreReadOnly,
            RuleOf(() => _folder.Factory.OpenForWriting(Path.Combine(_folder.Root, "x.zarr"))));
        Assert.Equal(StoreRules.PathOutsideRoots, RuleOf(() => Factory().OpenForWriting(_folder.Outside)));
    }

    [Fact]
    public void A_store_over_http_is_refused()
    {
        using var factory = new StoreFactory(new StoreOptions { AllowHttp = true, WritableRoots = [_folder.Root] });
        Assert.Equal(
            StoreRules.StoreReadOnly, RuleOf(() => factory.OpenForWriting("http://localhost/x.zarr")));
    }

    private static string Owner(string file) => Run("stat", "-c", "%u:%g", file);

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private static string RuleOf(Action action) => Assert.Throws<StoreException>(action).Rule;

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private StoreFactory Factory() => new(new StoreOptions { WritableRoots = [_folder.Root] });

    private DocumentWriter Writer(string path) => Factory().OpenForWriting(Path.Combine(_folder.Root, path));

    private string Text(string path) => File.ReadAllText(Path.Combine(_folder.Root, path));

    private string[] Files(string path) => Directory.GetFiles(
        Path.Combine(_folder.Root, path), "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.None,
        });
}
