using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Search.Queries;

namespace OmeNgff.Catalog.Tests.Search;

/// <summary>Where words of a search are shown.</summary>
public class HighlightsTests
{
    [Theory]
    [InlineData("axolotl", "Young Axolotl, right limb", "Young <em>Axolotl</em>, right limb")]
    [InlineData("cell", "unicellular, a cell", "unicellular, a <em>cell</em>")]
    [InlineData("cell", "unicellular", "uni<em>cell</em>ular")]
    [InlineData("\"right limb\"", "right_limb, left limb", "<em>right_limb</em>, left limb")]
    [InlineData("limb -left", "left limb", "left <em>limb</em>")]
    [InlineData("mouse or rat", "rat and mouse", "<em>rat</em> and <em>mouse</em>")]
    [InlineData("a.b(", "what is a b?", "what is <em>a b</em>?")]
    [InlineData("***", "a *** b", "a <em>***</em> b")]
    [InlineData("ähre", "Die ÄHRE", "Die <em>ÄHRE</em>")]
    [InlineData("\"mouse brain\" mouse", "mouse brain\nof a mouse", "<em>mouse brain</em>\nof a <em>mouse</em>")]
    [InlineData("\"left limb\"", "left left, limb left", "left <em>left, limb</em> left")]
    [InlineData("aa", "aaaa aa", "aaaa <em>aa</em>")]
    [InlineData("aa", "aaaaa", "<em>aa</em><em>aa</em>a")]
    [InlineData("cell", "  a cell  ", "a <em>cell</em>")]
    public void The_words_are_marked(string query, string text, string expected) =>
        Assert.Equal(expected, Highlights.Of(SearchWords.Parse(query))!.Of(text));

    [Fact]
    public void A_long_text_is_shown_about_the_first_of_the_words()
    {
        var text = string.Join(' ', Enumerable.Range(0, 300));
        var shown = Highlights.Of(SearchWords.Parse("150"))!.Of(text);
        Assert.Equal(
            string.Join(' ', Enumerable.Range(146, 21)).Replace("150", "<em>150</em>", StringComparison.Ordinal), shown);
    }

    [Fact]
    public void Words_that_stand_together_are_shown_to_their_end()
    {
        var words = string.Join(" - ", Enumerable.Range(100, 12));
        Assert.Equal($"a <em>{words}</em>", Highlights.Of(SearchWords.Parse($"\"{words}\""))!.Of($"a {words} z"));
    }

    [Fact]
    public void Words_that_are_not_there_are_not_shown()
    {
        Assert.Null(Highlights.Of(SearchWords.Parse("mouse"))!.Of("rat"));
        Assert.Null(Highlights.Of(SearchWords.Parse("-mouse")));
        Assert.Null(Highlights.Of(null));
    }
}
