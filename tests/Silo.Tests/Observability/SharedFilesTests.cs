using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OmeNgff.Silo.Demo;
using OmeNgff.Silo.Tests.Imports;

namespace OmeNgff.Silo.Tests.Observability;

/// <summary>The dashboard and the rules in deploy/observability ask for what a node offers.</summary>
[Collection(ObservedNodeCollection.Name)]
public sealed partial class SharedFilesTests(ObservedNode node)
{
    private static readonly string Folder = Path.Join(Checkout.Folder, "deploy", "observability");

    /// <summary>Of Prometheus itself.</summary>
    private static readonly string[] Foreign = ["up"];

    [Fact]
    public async Task Every_metric_of_the_dashboard_and_of_the_rules_is_one_that_a_node_offers()
    {
        var folder = await SampleImage.Write(Path.Join(node.Root, "shared"), null, CancellationToken.None);
        var image = (await node.Api.ImportImages(folder))[0];
        (await node.Api.Get($"/zarr/0.5/{image}.zarr/0/c/1/1/1/1")).Is(200);
        (await node.Api.Get($"/thumbnails/{image}.png")).Is(200);
        (await node.Api.Get("/v1/search?q=shared")).Is(200);
        (await node.Api.Get($"/v1/transforms?from=image:{image}&to=array:none")).IsProblem(404);
        (await node.Api.Get("/readyz")).Is(200);
        for (var time = 0; time < 2; time++)
        {
            var dataset = new JsonObject { ["id"] = "shared-files", ["title"] = "shared files" };
            (await node.Api.Post("/v1/datasets", dataset, ("Idempotency-Key", "shared-files"))).Is(201);
        }

        var wanted = Expressions().SelectMany(PromQl.MetricsIn).Except(Foreign)
            .Where(name => ObservedNode.HasOrleans || !name.StartsWith("orleans_", StringComparison.Ordinal)).Order().ToList();

        Assert.True(wanted.Count > 30, "The files have hardly any expression.");
        Assert.Empty(wanted.Except((await node.Metrics()).Names));
    }

    [Fact]
    public void The_dashboard_is_one_that_Grafana_imports()
    {
        var dashboard = Dashboard();
        Assert.True((int)dashboard["schemaVersion"]! >= 38);
        Assert.Null(dashboard["id"]);
        Assert.Equal("omengff", (string?)dashboard["uid"]);

        var panels = dashboard["panels"]!.AsArray();
        Assert.Equal(panels.Count, panels.Select(panel => (int)panel!["id"]!).Distinct().Count());
        Assert.All(panels, panel =>
        {
            var place = panel!["gridPos"]!;
            Assert.InRange((int)place["x"]! + (int)place["w"]!, 1, 24);
            Assert.NotEqual("", (string?)panel["title"]);
        });
    }

    [FactWithPromtool]
    public async Task The_rules_hold_in_the_tests_of_promtool()
    {
        Assert.Contains("SUCCESS", await Promtool("check", "rules", "alerts.yaml"), StringComparison.Ordinal);
        Assert.Contains("SUCCESS", await Promtool("check", "config", "prometheus.yaml"), StringComparison.Ordinal);
        Assert.Contains("SUCCESS", await Promtool("test", "rules", "alerts.test.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_alert_says_what_it_means_and_is_tested()
    {
        var rules = File.ReadAllText(Path.Join(Folder, "alerts.yaml"));
        var tests = File.ReadAllText(Path.Join(Folder, "alerts.test.yaml"));
        var alerts = Alert().Matches(rules).Select(match => match.Groups["name"].Value).ToList();

        Assert.NotEmpty(alerts);
        Assert.Equal(alerts.Count, Regex.Count(rules, "description: \"", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.All(alerts, alert => Assert.Contains($"alertname: {alert}\n", tests, StringComparison.Ordinal));
    }

    private static JsonNode Dashboard() =>
        JsonNode.Parse(File.ReadAllText(Path.Join(Folder, "grafana-dashboard.json")))!;

    /// <summary>All expressions of both files, those of the rules as YAML has them.</summary>
    private static IEnumerable<string> Expressions()
    {
        var panels = Dashboard()["panels"]!.AsArray()
            .SelectMany(panel => panel!["targets"]?.AsArray().Select(target => (string)target!["expr"]!) ?? []);
        var rules = File.ReadAllText(Path.Join(Folder, "alerts.yaml"));
        return panels.Concat(Expression().Matches(rules).Select(match => match.Groups["text"].Value));
    }

    private static async Task<string> Promtool(params string[] arguments)
    {
        var start = new ProcessStartInfo("promtool", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Folder,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience.Limit);
        Assert.True(process.ExitCode == 0, await output + await errors);
        return await output;
    }

    [GeneratedRegex(@"- alert: (?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alert();

    // One line, or a folded block that ends with the next key of the rule.
    [GeneratedRegex(@"expr: (?:>-\n)?(?<text>(?:.|\n)*?)\n        (?=for:|labels:)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Expression();
}
