using System.Diagnostics;
using System.Globalization;

namespace OmeNgff.Cli.Tests.Validation;

/// <summary><c>ngff validate</c> as a process of its own, where the environment names no server.</summary>
public sealed class ValidateProcessTests
{
    [Fact]
    public async Task The_exit_codes_tell_valid_from_invalid_from_unreadable()
    {
        using var plate = HierarchyFolder.Plate05();

        Assert.EndsWith("Valid.\n", (await Run(plate.Path)).Succeeds(), StringComparison.Ordinal);

        plate.Delete("A/2");
        var invalid = await Run(plate.Path);
        Assert.Equal((1, ""), (invalid.Code, invalid.Error));
        Assert.EndsWith("Invalid.\n", invalid.Output, StringComparison.Ordinal);

        var unreadable = await Run(plate.Of("A/2"));
        Assert.Equal((2, ""), (unreadable.Code, unreadable.Output));
        Assert.Equal($"Cannot read {plate.Of("A/2")}: There is no such file or folder.\n", unreadable.Error);
    }

    [Fact]
    public async Task One_that_is_interrupted_ends_at_once_without_a_verdict()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await FolderServer.StartSilent(asked);
        using var process = ProcessTests.Start("nonsense", "validate", server.Address);

        await asked.Task;

        // Not INT: a shell starts what is in the background so that it, and all that it starts, ignores that.
        await Task.Run(() => Process.Start(
            "kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit());

        Assert.Equal(new Outcome(2, "", "Cancelled.\n"), await ProcessTests.End(process));
    }

    private static async Task<Outcome> Run(string source)
    {
        using var process = ProcessTests.Start("nonsense", "validate", source);
        return await ProcessTests.End(process);
    }
}
