using OmeNgff.Tests.Support;

namespace OmeNgff.Cli.Tests;

/// <summary>Runs <c>ngff</c> in this process, with its output redirected.</summary>
internal static class Ngff
{
    public static Task<Outcome> Run(RunningSilo silo, params string[] args) =>
        Run([args[0], "--url", silo.Address.ToString(), .. args[1..]]);

    public static async Task<Outcome> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.Run(args, output, error);
        return new Outcome(code, output.ToString(), error.ToString());
    }
}

/// <summary>What came of a command.</summary>
internal sealed record Outcome(int Code, string Output, string Error)
{
    /// <summary>Asserts that all went well, and nothing was said on the error stream; returns the output.</summary>
    public string Succeeds()
    {
        Assert.True(Code == 0 && Error.Length == 0, $"Exit code {Code}: {Error}\n{Output}");
        return Output;
    }

    /// <summary>Asserts that it failed; returns what was said on the error stream, which is no stack trace.</summary>
    public string Fails()
    {
        Assert.True(Code == 1 && Error.Length > 0, $"Exit code {Code}: {Output}");
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        return Error;
    }

    /// <summary>The words of the line of output that begins with some.</summary>
    public string[] Line(params string[] beginning) => Assert.Single(
        Output.Split('\n').Select(Words), words => words.Take(beginning.Length).SequenceEqual(beginning));

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
