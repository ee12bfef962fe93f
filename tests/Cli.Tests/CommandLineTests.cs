namespace OmeNgff.Cli.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_names_every_command()
    {
        var help = (await Ngff.Run("--help")).Succeeds();

        Assert.All(
            (string[])["import <PATH>", "search <WORDS>", "show <ID>", "metadata <ID>", "drift <ID>", "writeback <ID>", "validate <PATH|URL>", "--url <URL>", "NGFF_URL"],
            text => Assert.Contains(text, help, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("import", "--no-recursive")]
    [InlineData("search", "--limit <N>")]
    [InlineData("show", "--json")]
    [InlineData("validate", "--attributes")]
    [InlineData("metadata", "--layout <consolidated|distributed>")]
    public async Task Each_command_has_help_of_its_own(string command, string option) =>
        Assert.Contains(option, (await Ngff.Run(command, "--help")).Succeeds(), StringComparison.Ordinal);

    [Fact]
    public async Task Without_a_command_there_is_help()
    {
        var outcome = await Ngff.Run();

        outcome.Fails();
        Assert.Contains("import <PATH>", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_server_answers_one_sentence_says_so() => Assert.Equal(
        "No OmeNgff answers at http://127.0.0.1:1; is it running?\n",
        (await Ngff.Run("search", "cells", "--url", "http://127.0.0.1:1")).Fails());

    [Theory]
    [InlineData("--url must be an address such as http://127.0.0.1:8080, and is 'a'.", "search", "--url", "a")]
    [InlineData("--url must be an address such as http://127.0.0.1:8080, and is 'ftp:a'.", "show", "a", "--url", "ftp:a")]
    [InlineData("--limit must be a number from 1 to 1000.", "search", "--limit", "0")]
    [InlineData("--limit must be a number from 1 to 1000.", "search", "--limit", "many")]
    [InlineData("Argument 'cell' not recognized.", "search", "--kind", "cell")]
    [InlineData("Required argument missing for command: 'import'.", "import")]
    [InlineData("Argument 'mixed' not recognized.", "metadata", "a", "--layout", "mixed")]
    public async Task A_mistake_is_told_without_the_whole_help(string message, params string[] args)
    {
        var outcome = await Ngff.Run(args);

        Assert.StartsWith(message, outcome.Fails(), StringComparison.Ordinal);
        Assert.Equal("", outcome.Output);
    }
}
