using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Viewers;

/// <summary>Documents that a node has in memory are answered on a shorter way, which nobody sees.</summary>
public sealed class ReadyDocumentTests(RunningSilo silo, SampleFolder sample) : SiloTests(silo), IClassFixture<SampleFolder>
{
    public static TheoryData<string, string, string> Requests
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var method in new[] { "GET", "HEAD" })
            {
                data.Add(method, "", "");
                data.Add(method, "If-None-Match", "the tag");
                data.Add(method, "If-None-Match", "W/the tag");
                data.Add(method, "If-None-Match", "\"other\"");
                data.Add(method, "If-None-Match", "*");
                data.Add(method, "If-Match", "\"other\"");
                data.Add(method, "If-Modified-Since", "Mon, 02 Nov 2026 00:00:00 GMT");
                data.Add(method, "Range", "bytes=0-9");
                data.Add(method, "Range", "bytes=99999999-");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_document_from_memory_is_answered_as_one_that_was_routed(string method, string name, string value)
    {
        foreach (var path in new[] { $"{sample.Root}/0/zarr.json", $"/zarr/0.4/{sample.Label}.zarr/.zmetadata" })
        {
            var tag = (await Api.Get(path)).Is(200).ETag;
            (string, string)[] headers = name.Length == 0
                ? []
                : [(name, value.Replace("the tag", tag, StringComparison.Ordinal))];

            var ready = await Api.Send(method, path, null, headers);
            // A query means nothing here, but is looked at.
            var routed = await Api.Send(method, $"{path}?any", null, headers);

            Assert.Equal(routed.Status, ready.Status);
            Assert.Equal(routed.Bytes, ready.Bytes);
            Assert.Equal(Told(routed), Told(ready));
        }
    }

    [Fact]
    public async Task A_document_from_memory_is_refused_under_a_name_that_is_not_the_node_s()
    {
        var path = $"{sample.Root}/0/zarr.json";
        (await Api.Get(path)).Is(200);

        (await Api.Get(path, ("Host", "elsewhere.example"))).Is(400);
    }

    private static SortedDictionary<string, string> Told(Answer answer) => new(
        answer.Headers.Where(header => header.Key != "Date").ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
}
