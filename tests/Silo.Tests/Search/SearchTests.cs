using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Http;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Search;

/// <summary>Search by words. Every test has words of its own, so that it finds nothing of the others.</summary>
public sealed class SearchTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task A_search_right_after_a_write_finds_what_was_written()
    {
        var (first, second) = (NewName(), NewName());
        var made = (await Api.Post("/v1/datasets", new JsonObject { ["title"] = first })).Is(201);
        Assert.Equal([(string)made.Json["id"]!], await Find(first));

        (await Api.Patch(made["Location"]!, made.ETag, new JsonObject { ["title"] = second })).Is(200);
        Assert.Empty(await Find(first));
        Assert.Equal([(string)made.Json["id"]!], await Find(second));

        (await Api.Delete(made["Location"]!, "*")).Is(200);
        Assert.Empty(await Find(second));
    }

    [Theory]
    [InlineData("title")]
    [InlineData("description")]
    [InlineData("tags")]
    [InlineData("attributes")]
    public async Task A_word_is_found_wherever_it_stands_in_a_dataset(string field)
    {
        var word = NewName();
        var draft = new JsonObject
        {
            [field] = field switch
            {
                "tags" => new JsonArray("other", $"with {word} inside"),
                "attributes" => new JsonObject { ["deep"] = new JsonObject { ["list"] = new JsonArray(1, word) } },
                _ => $"Some {word.ToUpperInvariant()}, and more.",
            },
        };

        var id = (string)(await Api.Post("/v1/datasets", draft)).Is(201).Json["id"]!;

        Assert.Equal([id], await Find(word));
    }

    [Fact]
    public async Task A_word_is_found_in_what_describes_an_image()
    {
        var words = Enumerable.Range(0, 5).Select(_ => NewName()).ToArray();
        var image = Drafts.Image(NewName(), Drafts.Array());
        image["name"] = words[0];
        image["description"] = $"An {words[1]}.";
        image["tags"] = new JsonArray(words[2]);
        image["attributes"] = new JsonObject { ["stain"] = words[3] };
        image["omero"] = new JsonObject { ["channels"] = new JsonArray(new JsonObject { ["label"] = words[4] }) };

        (await Api.Post("/v1/images", image)).Is(201);

        foreach (var word in words)
        {
            Assert.Equal([(string)image["id"]!], await Find(word));
        }
    }

    [Fact]
    public async Task Part_of_a_name_finds_it_and_part_of_another_text_does_not()
    {
        var word = NewName();
        var named = await Dataset(word);
        await Dataset("other", description: word);

        Assert.Equal([named], await Find(word[3..20]));
        Assert.Equal([named], await Find(word[3..20].ToUpperInvariant()));
        Assert.Equal(2, (await Find(word)).Length);
    }

    [Fact]
    public async Task Several_words_must_all_be_there_quotes_keep_their_order_or_and_minus_do_as_they_say()
    {
        var (a, b, c) = (NewName(), NewName(), NewName());
        var both = await Dataset("both", $"{a} {b}");
        var turned = await Dataset("turned", $"{b} {a}");
        var third = await Dataset("third", $"{c} {a}");

        Assert.Equal(new[] { both, turned }.Order(), (await Find($"{a} {b}")).Order());
        Assert.Equal([both], await Find($"\"{a} {b}\""));
        Assert.Equal([turned], await Find($"\"{b} {a}\""));
        Assert.Equal([third], await Find($"{a} -{b}"));
        Assert.Equal(new[] { both, turned, third }.Order(), (await Find($"{b} or {c}")).Order());
        Assert.Empty(await Find($"{a} {NewName()}"));
    }

    [Fact]
    public async Task A_better_match_comes_first()
    {
        var word = NewName();
        var mentioned = await Dataset("first", $"It mentions {word} among many other words that say nothing of it.");
        var named = await Dataset(word);

        Assert.Equal([named, mentioned], await Find(word));
    }

    [Fact]
    public async Task Kinds_and_datasets_narrow_a_search()
    {
        var word = NewName();
        var dataset = await Dataset(word);
        var image = Drafts.Image(null, Drafts.Array());
        image["name"] = word;
        image["dataset"] = dataset;
        var id = (string)(await Api.Post("/v1/images", image)).Is(201).Json["id"]!;
        var other = await Dataset($"{word}-other");

        Assert.Equal([id], await Find(word, "&kind=image"));
        Assert.Equal(new[] { dataset, other }.Order(), (await Find(word, "&kind=dataset")).Order());
        Assert.Equal(3, (await Find(word, "&kind=image,dataset")).Length);
        Assert.Empty(await Find(word, "&kind=array"));
        Assert.Equal(new[] { dataset, id }.Order(), (await Find(word, $"&dataset={dataset}")).Order());
        (await Api.Get($"/v1/search?q={word}&kind=image,house")).IsRefusal("/kind", "kind-unknown");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(25)]
    public async Task A_walk_through_the_pages_meets_every_match_once_best_first(int limit)
    {
        var word = NewName();
        var ids = new List<string>();
        for (var number = 0; number < 25; number++)
        {
            ids.Add(number % 3 == 0 ? await Dataset(word) : await Dataset($"{number}", $"{word} {NewName()}"));
        }

        var pages = await Api.All($"/v1/search?q={word}&limit={limit}");

        Assert.All(pages.SkipLast(1), page => Assert.Equal(limit, page.Count));
        var items = pages.SelectMany(page => page).Select(item => item!).ToList();
        Assert.Equal(ids.Order(), items.Select(item => (string)item["id"]!).Order());
        var scores = items.Select(item => (float)item["score"]!).ToList();
        Assert.Equal(scores.OrderDescending(), scores);
    }

    [Fact]
    public async Task Matches_are_counted_over_all_pages()
    {
        var word = NewName();
        for (var number = 0; number < 4; number++)
        {
            await Dataset(word);
        }

        var page = (await Api.Get($"/v1/search?q={word}&limit=3")).Is(200).Json;

        Assert.Equal(3, page["items"]!.AsArray().Count);
        Assert.Equal((4, true), ((int)page["matched"]!["count"]!, (bool)page["matched"]!["exact"]!));
        var item = page["items"]![0]!;
        Assert.Equal(("dataset", word), ((string)item["kind"]!, (string)item["name"]!));
        Assert.Contains($"<em>{word}</em>", (string)item["highlight"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a%b", "axxb")]
    [InlineData("a_b", "axb")]
    [InlineData(@"a\b", "ab")]
    [InlineData(@"a\%b", @"a\xb")]
    public async Task Signs_that_databases_take_for_wildcards_stand_for_themselves(string wanted, string other)
    {
        var word = NewName();
        var id = await Dataset($"{word}{wanted}");
        await Dataset($"{word}{other}");

        Assert.Equal([id], await Find($"{word}{wanted}"));
    }

    [Theory]
    [InlineData("'")]
    [InlineData("O'Brien's")]
    [InlineData("'); drop table records; --")]
    [InlineData("' or '1'='1")]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData(@"\")]
    [InlineData("-")]
    [InlineData("or")]
    [InlineData("- or - or")]
    [InlineData("a & b | !c <-> (d:*)")]
    [InlineData("$1 {0} ? @p")]
    [InlineData("🔬 µ \u2028 \u202e")]
    [InlineData("\t")]
    public async Task Any_text_may_be_searched_and_a_name_with_it_is_found(string text)
    {
        var word = NewName();
        var id = await Dataset($"{word}{text}{word}");
        var plain = await Dataset(word);

        Assert.Contains(id, await Find($"{word}{text}{word}"));
        (await Api.Get($"/v1/search?q={Uri.EscapeDataString(text)}")).Is(200);
        Assert.Equal(new[] { id, plain }.Order(), (await Find(word)).Order());
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    public async Task A_wildcard_alone_finds_only_names_that_have_it(string sign)
    {
        var id = await Dataset($"{NewName()}{sign}");
        await Dataset(NewName());

        var found = await Api.Items($"/v1/search?q={Uri.EscapeDataString(sign)}&limit=1000");

        Assert.Contains(id, found.Select(item => (string)item["id"]!));
        Assert.All(found, item => Assert.Contains(sign, (string)item["name"]!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/v1/search?q=a%00b")]
    [InlineData("/v1/search?dataset=%00")]
    [InlineData("/v1/resolve?ref=%00")]
    [InlineData("/v1/arrays?dataset=%00")]
    public async Task A_NUL_in_a_query_is_no_fault_of_the_server(string path)
    {
        var answer = await Api.Get(path);

        Assert.True(answer.Status is 200 or 400, $"{answer.Status}: {answer.Text}");
    }

    [Fact]
    public async Task Without_words_everything_is_found()
    {
        var id = await Dataset(NewName());

        var items = await Api.Items("/v1/search?kind=dataset&limit=1000");
        var found = items.Select(item => (string)item["id"]!).ToList();

        Assert.Contains(id, found);
        Assert.Contains("default", found);
        Assert.Equal(found.Distinct(), found);
        Assert.Equal(found.Count, (await Api.Items("/v1/datasets?limit=1000")).Count);
    }

    /// <summary>The ids that a search finds, in its order.</summary>
    private async Task<string[]> Find(string words, string query = "") =>
    [
        .. (await Api.Items($"/v1/search?q={Uri.EscapeDataString(words)}{query}")).Select(item => (string)item["id"]!),
    ];

    private async Task<string> Dataset(string title, string? description = null) => (string)(await Api.Post(
        "/v1/datasets", new JsonObject { ["title"] = title, ["description"] = description ?? "" }))
        .Is(201).Json["id"]!;
}
