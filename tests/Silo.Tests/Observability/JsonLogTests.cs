using System.Globalization;

namespace OmeNgff.Silo.Tests.Observability;

/// <summary>The log as JSON lines.</summary>
[Collection(ObservedNodeCollection.Name)]
public sealed class JsonLogTests(ObservedNode node)
{
    [Fact]
    public async Task Every_line_is_one_JSON_object_with_the_same_members()
    {
        var ready = await node.Logged("node-ready", _ => true);

        Assert.StartsWith(
            "http://127.0.0.1:", (string?)ready["fields"]!["address"], StringComparison.Ordinal);
        Assert.Equal($"OmeNgff is ready: {ready["fields"]!["address"]}", (string?)ready["message"]);
        Assert.All(node.Log, line =>
        {
            var time = DateTimeOffset.Parse((string)line["time"]!, CultureInfo.InvariantCulture);
            Assert.Equal(TimeSpan.Zero, time.Offset);
            Assert.Contains((string)line["level"]!, (string[])["information", "warning", "error", "critical"]);
            Assert.NotEmpty((string)line["category"]!);
            Assert.NotEmpty((string)line["message"]!);
            Assert.NotNull(line["id"]);
        });
    }

    [Fact]
    public async Task Every_event_is_in_the_catalogue_under_its_id()
    {
        await node.Logged("node-ready", _ => true);
        var known = LoggedEvent.All().ToDictionary(logged => logged.Id, logged => logged.Name);

        Assert.All(
            node.Log.Where(line => ((string)line["category"]!).StartsWith("OmeNgff", StringComparison.Ordinal)),
            line => Assert.Equal(known[(int)line["id"]!], (string?)line["event"]));
    }
}
