using OmeNgff.Cli.Imports;
using OmeNgff.Client.Imports;

namespace OmeNgff.Cli.Tests.Imports;

public sealed class ImportProgressTests
{
    private static readonly ImportStatus Queued = new() { Id = "7", Source = "file:///data/", Dataset = "default" };

    [Fact]
    public void Each_change_is_told_once()
    {
        var lines = new List<string>();
        var progress = new ImportProgress { Show = lines.Add };
        var begun = Queued with { State = ImportState.Running };
        var counted = begun with { Found = 3, Registered = 2, Failed = 1 };
        ImportStatus[] looks = [Queued, Queued, begun, begun, counted, counted, counted];

        foreach (var look in looks)
        {
            progress.Report(look);
        }

        Assert.Equal(
            [
                "Waiting to import file:///data/ (import 7)",
                "Importing file:///data/",
                "Importing file:///data/: 3 found, 2 registered, 1 failed",
            ],
            lines);
    }

    [Fact]
    public void The_end_is_left_to_the_summary()
    {
        var lines = new List<string>();
        var progress = new ImportProgress { Show = lines.Add };
        var done = Queued with { State = ImportState.Succeeded, Found = 1 };

        progress.Report(done);

        Assert.Empty(lines);
        Assert.Equal(done, progress.Last);
    }
}
