using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Http;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Batches;

public sealed class BatchTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task Each_line_succeeds_or_fails_alone_and_is_answered_in_its_place()
    {
        var name = NewName();
        (await Api.Post("/v1/images", Batch.Image(name + "-taken"))).Is(201);
        var lines = new StringBuilder();
        var expected = new List<(int Line, int Status, string? Rule)>();
        for (var line = 1; line <= 2000; line++)
        {
            var (text, status, rule) = line % 10 == 0
                ? Broken(line / 10, name)
                : (Batch.Line(Batch.Image($"{name}-{Text(line)}")), 201, null);
            lines.Append(text);
            expected.Add((line, status, rule));
        }

        var answers = (await Api.SendBatch(lines.ToString())).Lines();

        Assert.Equal(
            expected.Select(line => (line.Line, line.Status)), answers.Select(answer => answer.Outcome()));
        foreach (var (answer, (line, status, rule)) in answers.Zip(expected))
        {
            if (status == 201)
            {
                Assert.Equal(($"{name}-{Text(line)}", 1L), ((string)answer["id"]!, (long)answer["version"]!));
                Assert.Null(answer["problem"]);
            }
            else
            {
                Assert.Equal(status, (int)answer["problem"]!["status"]!);
                Assert.Null(answer["id"]);
                Assert.True(
                    rule is null || rule == (string)answer["problem"]!["errors"]![0]!["rule"]!, answer.ToJsonString());
            }
        }

        var stored = await Api.Items("/v1/images?limit=1000");
        Assert.Equal(1801, stored.Count(image => ((string)image["id"]!).StartsWith(name, StringComparison.Ordinal)));
        var last = answers.Last(answer => (int)answer["status"]! == 201);
        Assert.Equal(
            "created", (string)(await Api.Get($"/v1/images/{last["id"]}/history")).Json["items"]![0]!["reason"]!);
    }

    [Fact]
    public async Task Empty_lines_are_left_out_and_counted_and_the_last_needs_no_newline()
    {
        var (first, second) = (NewName(), NewName());

        var answers = (await Api.SendBatch($"\n \r\n{Batch.Line(Batch.Image(first))}\n{Batch.Image(second).ToJsonString()}"))
            .Lines();

        Assert.Equal([(3, 201), (5, 201)], answers.Select(answer => answer.Outcome()));
        (await Api.Get($"/v1/images/{second}")).Is(200);
    }

    [Fact]
    public async Task A_line_over_the_limit_is_413_and_the_next_one_goes_on()
    {
        var huge = Batch.Image(NewName());
        huge["description"] = new string('a', 17 << 20);
        var lines = Batch.Line(Batch.Image(NewName())) + Batch.Line(huge) + Batch.Line(Batch.Image(NewName()));

        var answers = (await Api.SendBatch(lines)).Lines();

        Assert.Equal([(1, 201), (2, 413), (3, 201)], answers.Select(answer => answer.Outcome()));
        Assert.Contains("MaxRequestBodyBytes", (string)answers[1]["problem"]!["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_may_be_longer_than_a_body_may()
    {
        var image = Batch.Image(NewName());
        image["description"] = new string('a', 6 << 20);
        image["unknown"] = 1;

        var answers = (await Api.SendBatch(string.Concat(Enumerable.Repeat(Batch.Line(image), 4)))).Lines();

        Assert.All(answers, answer => Assert.Equal(400, (int)answer["status"]!));
        Assert.Equal(4, answers.Count);
    }

    [Fact]
    public async Task An_empty_batch_has_an_empty_answer() => Assert.Empty((await Api.SendBatch("")).Lines());

    [Fact]
    public async Task A_dry_run_checks_every_line_and_stores_nothing() => await Api.StoresNothing(async () =>
    {
        var answers = (await Api.SendBatch(
            Batch.Line(Batch.Image(NewName())) + Batch.Line(Drafts.Image(null, NewName())), "?dryRun=true")).Lines();

        Assert.Equal([(1, 200), (2, 400)], answers.Select(answer => answer.Outcome()));
        Assert.Null(answers[0]["change"]);
    });

    [Fact]
    public async Task Lines_that_are_sent_again_under_their_key_are_not_registered_again()
    {
        var key = ("Idempotency-Key", NewName());
        var lines = string.Concat(Enumerable.Range(0, 20).Select(_ => Batch.Line(Drafts.Image(null, Drafts.Array()))));
        var first = (await Api.SendBatch(lines, "", key)).Lines();
        var mark = await Api.Mark();

        var again = (await Api.SendBatch(lines + Batch.Line(Batch.Image(NewName())), "", key)).Lines();
        var other = (await Api.SendBatch(Batch.Line(Batch.Image(NewName())) + lines[(lines.IndexOf('\n') + 1)..], "", key))
            .Lines();

        Assert.All(first, answer => Assert.Equal(201, (int)answer["status"]!));
        Assert.Equal(first.Select(answer => answer.ToJsonString()), again.Take(20).Select(answer => answer.ToJsonString()));
        Assert.Equal(201, (int)again[20]["status"]!);
        Assert.Equal(422, (int)other[0]["status"]!);
        Assert.Equal(first.Skip(1).Select(answer => (string)answer["id"]!), other.Skip(1).Select(answer => (string)answer["id"]!));
        Assert.Equal(2, (await Api.Since(mark)).Count);
    }

    [Fact]
    public async Task What_is_no_key_is_refused_before_any_line() => await Api.StoresNothing(async () =>
        (await Api.SendBatch(Batch.Line(Batch.Image(NewName())), "", ("Idempotency-Key", "two words")))
            .IsRefusal("", "idempotency-key-invalid"));

    [Fact]
    public async Task Clients_may_wait_for_each_answer_before_they_send_the_next_line()
    {
        using var client = await Connect();
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        await Write(stream, $"POST {Batch.Path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (var line = 1; line <= 3; line++)
        {
            await WriteChunk(stream, Batch.Line(Batch.Image(NewName())));
            var answer = await NextAnswer(reader);
            Assert.Equal((line, 201), answer.Outcome());
        }

        await WriteChunk(stream, "");
        Assert.Equal("0", await LineWithText(reader));
    }

    [Fact]
    public async Task A_client_that_reads_only_when_it_has_sent_everything_gets_all_answers()
    {
        const int Lines = 20_000;
        using var client = await Connect();
        await using var stream = client.GetStream();
        await Write(stream, $"POST {Batch.Path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n");

        // Refusals are quick, and far longer than what the sockets between hold.
        var hundred = string.Concat(Enumerable.Repeat("{\"levels\": 1, \"unknown\": true}\n", 100));
        for (var sent = 0; sent < Lines; sent += 100)
        {
            await WriteChunk(stream, hundred);
        }

        await WriteChunk(stream, "");
        using var reader = new StreamReader(stream);
        for (var line = 1; line <= Lines; line++)
        {
            Assert.Equal((line, 400), (await NextAnswer(reader)).Outcome());
        }
    }

    [Fact]
    public async Task When_a_client_goes_the_lines_on_their_way_end_and_no_more_are_taken()
    {
        var name = NewName();
        using (var client = await Connect())
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream);
            await Write(stream, $"POST {Batch.Path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            await WriteChunk(stream, Batch.Line(Batch.Image(name + "-1")));
            await NextAnswer(reader);

            // Half a line: it never was one.
            await WriteChunk(stream, Batch.Image(name + "-2").ToJsonString());
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        var next = (await Api.SendBatch(Batch.Line(Batch.Image(name + "-3")))).Lines();

        Assert.Equal((1, 201), Assert.Single(next).Outcome());
        (await Api.Get($"/v1/images/{name}-1")).Is(200);
        (await Api.Get($"/v1/images/{name}-2")).IsProblem(404);
    }

    /// <summary>A line that is broken in one of several ways, and what it is answered with.</summary>
    private static (string Line, int Status, string? Rule) Broken(int number, string name) => (number % 8) switch
    {
        0 => ("{\"levels\": [\n", 400, null),
        1 => ("[]\n", 400, "object-expected"),
        2 => (Batch.Line(Drafts.Image(null, NewName())), 400, "array-unknown"),
        3 => (Batch.Line(Batch.Image(name + "-taken")), 409, "exists"),
        4 => (Batch.Line(With(Batch.Image(NewName()), "dataset", NewName())), 400, "dataset-unknown"),
        5 => (Batch.Line(With(Batch.Image(NewName()), "unknown", "field")), 400, "json-mismatch"),
        6 => (Batch.Line(Batch.Image("no id!")), 400, "id-invalid"),
        _ => ("\u0001\u0002 no JSON at all\n", 400, null),
    };

    private static JsonObject With(JsonObject image, string field, string value)
    {
        image[field] = value;
        return image;
    }

    private async Task<TcpClient> Connect()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Address.Port);
        return client;
    }

    private static Task Write(Stream stream, string text) => stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();

    private static Task WriteChunk(Stream stream, string text) => Write(stream, string.Create(
        CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n"));

    /// <summary>The next line that is a JSON object; headers and the sizes of chunks are not.</summary>
    private static async Task<JsonNode> NextAnswer(StreamReader reader)
    {
        while (await reader.ReadLineAsync().WaitAsync(Patience.Limit) is { } line)
        {
            if (line.StartsWith('{'))
            {
                // A chunk may end within a line.
                while (!line.EndsWith('}') || !IsJson(line))
                {
                    await reader.ReadLineAsync();
                    line += await reader.ReadLineAsync();
                }

                return JsonNode.Parse(line)!;
            }
        }

        throw new EndOfStreamException();
    }

    private static bool IsJson(string text)
    {
        try
        {
            JsonNode.Parse(text);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static async Task<string?> LineWithText(StreamReader reader)
    {
        string? line;
        do
        {
            line = await reader.ReadLineAsync().WaitAsync(Patience.Limit);
        }
        while (line is "");
        return line;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
