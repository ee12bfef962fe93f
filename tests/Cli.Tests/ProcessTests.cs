using System.Diagnostics;
using System.Globalization;
using OmeNgff.Tests.Support;

namespace OmeNgff.Cli.Tests;

/// <summary><c>ngff</c> as a process of its own.</summary>
[Collection(SiloCollection.Name)]
public sealed class ProcessTests(RunningSilo silo)
{
    [Fact]
    public async Task The_environment_says_where_the_server_is()
    {
        using var process = Start(silo.Address.ToString(), "search", "--kind", "dataset");

        var outcome = await End(process);

        outcome.Succeeds();
        outcome.Line("dataset", "Default", "default");
    }

    [Fact]
    public async Task The_exit_code_tells_of_failure()
    {
        using var process = Start("nonsense", "search");

        Assert.Equal(
            "NGFF_URL must be an address such as http://127.0.0.1:8080, and is 'nonsense'.",
            (await End(process)).Fails().Trim());
    }

    [Fact]
    public async Task An_import_that_is_interrupted_is_cancelled_on_the_server()
    {
        var source = silo.CopyOf(ConformanceFolder.Idr04);
        Outcome outcome;
        string first;
        await using (await silo.HoldImports())
        {
            using var process = Start(silo.Address.ToString(), "import", source);
            first = await process.StandardOutput.ReadLineAsync() ?? "";
            await Task.Run(() => Process.Start(
                "kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit());
            outcome = await End(process);
        }

        var id = first.Split("(import ")[1].TrimEnd(')');
        Assert.Equal($"The import {id} was cancelled; what it had registered stays.\n", outcome.Fails());
        Assert.Contains(
            "\"state\":\"cancelled\"", await silo.Http.GetStringAsync($"/v1/imports/{id}"), StringComparison.Ordinal);
    }

    internal static Process Start(string url, params string[] args)
    {
        var program = typeof(CommandLine).Assembly.Location;
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { ["NGFF_URL"] = url },
        })!;
    }

    internal static async Task<Outcome> End(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Outcome(process.ExitCode, output, await error);
    }
}
