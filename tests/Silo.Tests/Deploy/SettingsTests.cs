using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Deploy;

/// <summary>What the files of <c>deploy</c> say is what the program does.</summary>
public sealed partial class SettingsTests : SiloTests
{
    private static readonly string[] Probes = ["startupProbe", "readinessProbe", "livenessProbe"];
    private static readonly string[] Lists = ["resources", "components"];

    private readonly IServiceProvider _services;

    public SettingsTests(RunningSilo silo)
        : base(silo) => _services = silo.Silo.Services;

    private static JsonNode Compose => DeployFolder.Yaml("compose", "compose.yaml").Single();

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Silos => Compose["services"]!.AsObject()
        .Where(service => service.Key.StartsWith("silo-", StringComparison.Ordinal));

    private static JsonNode Deployment => DeployFolder.Yaml("kubernetes", "base", "deployment.yaml").Single();

    private static JsonNode Container => Deployment["spec"]!["template"]!["spec"]!["containers"]![0]!;

    private static ImmutableDictionary<string, string> Settings =>
        DeployFolder.Variables("kubernetes", "base", "settings.env");

    [Fact]
    public void Every_variable_that_is_set_is_one_that_the_program_knows()
    {
        var set = KnownVariables.In(string.Join('\n', EnvironmentLine().Matches(DeployFolder.Text("container", "Containerfile"))))
            .Concat(Silos.SelectMany(silo => silo.Value!["environment"]!.AsObject().Select(variable => variable.Key)))
            .Concat(DeployFolder.Manifests().SelectMany(Variables))
            .Concat(Directory.EnumerateFiles(DeployFolder.Of("kubernetes"), "*", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(file) is "settings.env" or "kustomization.yaml")
                .SelectMany(file => KnownVariables.In(File.ReadAllText(file))))
            .Concat(KnownVariables.In(DeployFolder.Text("systemd", "omengff.env")))
            .Concat(KnownVariables.In(DeployFolder.Text("systemd", "omengff.service")))
            .Where(name => name.StartsWith("OMENGFF_", StringComparison.Ordinal)).ToHashSet();

        Assert.Contains("OMENGFF_DATABASE", set);
        Assert.Empty(set.Except(KnownVariables.All));
    }

    [Fact]
    public void Every_variable_that_is_written_of_is_known_to_the_program_to_compose_to_the_proxy_or_to_a_script()
    {
        var read = KnownVariables.All
            .Concat(Interpolated().Matches(DeployFolder.Text("compose", "compose.yaml")).Select(match => match.Groups["name"].Value))
            .Concat(KnownVariables.In(DeployFolder.Text("proxy", "haproxy.cfg")))
            .Concat(KnownVariables.In(DeployFolder.Text("container", "build")))
            .ToHashSet();

        Assert.All(Directory.EnumerateFiles(DeployFolder.Path, "*.md", SearchOption.AllDirectories), file =>
            Assert.Empty(KnownVariables.In(File.ReadAllText(file)).Except(read)));
    }

    [Fact]
    public async Task Every_path_that_is_probed_is_in_the_description_of_the_API_and_answers()
    {
        var probed = Probes
            .Select(probe => (string)Container[probe]!["httpGet"]!["path"]!)
            .Append(ProxyCheck().Match(DeployFolder.Text("proxy", "haproxy.cfg")).Groups["path"].Value)
            .Distinct().Order(StringComparer.Ordinal).ToList();
        var described = (await Api.Get("/openapi/v1.json")).Is(200).Json["paths"]!.AsObject();

        Assert.Equal(["/healthz", "/readyz"], probed);
        Assert.Equal("/healthz", (string)Container["livenessProbe"]!["httpGet"]!["path"]!);
        foreach (var path in probed)
        {
            Assert.True(described.ContainsKey(path), path);
            (await Api.Get(path)).Is(200);
        }
    }

    [Fact]
    public void Nodes_are_asked_by_the_addresses_of_their_pods_too()
    {
        var environment = Container["env"]!.AsArray().Select(variable => (string)variable!["name"]!).ToList();
        var allowed = Container["env"]!.AsArray().Single(variable => (string)variable!["name"]! == "OMENGFF_ALLOWED_HOSTS");

        Assert.Equal("$(ALLOWED_HOSTS),$(POD_IP)", (string)allowed!["value"]!);

        // A variable is seen by those below it alone.
        Assert.All((string[])["ALLOWED_HOSTS", "POD_IP"], name =>
            Assert.InRange(environment.IndexOf(name), 0, environment.IndexOf("OMENGFF_ALLOWED_HOSTS") - 1));
        Assert.NotEmpty(Settings["OMENGFF_ALLOWED_HOSTS"]);
    }

    [Fact]
    public void Ports_agree()
    {
        var ports = Container["ports"]!.AsArray()
            .ToDictionary(port => (string)port!["name"]!, port => (string)port!["containerPort"]!);
        var environment = Container["env"]!.AsArray()
            .ToDictionary(variable => (string)variable!["name"]!, variable => (string?)variable!["value"]);
        var file = DeployFolder.Text("container", "Containerfile");

        Assert.Equal(ports["http"], environment["OMENGFF_PORT"]);
        Assert.Equal($"$(POD_IP):{ports["silo"]}", environment["OMENGFF_SILO_ADDRESS"]);
        Assert.Contains($"EXPOSE {ports["http"]} {ports["silo"]}\n", file, StringComparison.Ordinal);
        Assert.Contains($"OMENGFF_PORT={ports["http"]} ", file, StringComparison.Ordinal);
        foreach (var (name, service) in Silos)
        {
            Assert.Equal(ports["http"], (string)service!["environment"]!["OMENGFF_PORT"]!);
            Assert.Equal($"{name}:{ports["silo"]}", (string)service["environment"]!["OMENGFF_SILO_ADDRESS"]!);
            Assert.Contains($"-{name}:{ports["http"]}}}\"", DeployFolder.Text("proxy", "haproxy.cfg"), StringComparison.Ordinal);
        }

        var policy = DeployFolder.Yaml("kubernetes", "base", "network-policy.yaml").Single()["spec"]!;
        Assert.All(policy["ingress"]!.AsArray(), rule => Assert.Contains((string)rule!["ports"]![0]!["port"]!, ports.Keys));
        Assert.Equal(ports["silo"], (string)policy["egress"]![0]!["ports"]![0]!["port"]!);
    }

    [Fact]
    public void Nodes_are_given_more_time_to_end_than_draining_and_leaving_take()
    {
        var leaving = _services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout.TotalSeconds;
        var pod = Deployment["spec"]!["template"]!["spec"]!;
        var unit = DeployFolder.Text("systemd", "omengff.service");
        var sample = DeployFolder.Text("systemd", "omengff.env");

        Assert.True(DeployFolder.Seconds(pod["terminationGracePeriodSeconds"])
            > DeployFolder.Seconds(Settings["OMENGFF_DRAIN"]) + leaving);
        Assert.All(Silos, service => Assert.True(DeployFolder.Seconds(service.Value!["stop_grace_period"])
            > DeployFolder.Seconds(service.Value["environment"]!["OMENGFF_DRAIN"]) + leaving));
        Assert.True(Number(unit, "TimeoutStopSec") > Number(sample, "OMENGFF_DRAIN") + leaving);

        static int Number(string text, string name) => DeployFolder.Seconds(
            text.Split('\n').Single(line => line.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..]);
    }

    [Fact]
    public void The_drain_is_longer_than_those_who_probe_take_to_see_it()
    {
        var probe = Container["readinessProbe"]!;
        var seen = DeployFolder.Seconds(probe["periodSeconds"]) * DeployFolder.Seconds(probe["failureThreshold"]);
        Assert.True(DeployFolder.Seconds(Settings["OMENGFF_DRAIN"]) > seen);

        var proxy = ProxyInterval().Match(DeployFolder.Text("proxy", "haproxy.cfg"));
        var proxySeen = int.Parse(proxy.Groups["seconds"].Value, CultureInfo.InvariantCulture)
            * int.Parse(proxy.Groups["times"].Value, CultureInfo.InvariantCulture);
        Assert.All(Silos, service =>
            Assert.True(DeployFolder.Seconds(service.Value!["environment"]!["OMENGFF_DRAIN"]) > proxySeen));
    }

    [Fact]
    public void Nothing_runs_as_root_with_capabilities_or_with_a_root_file_system_that_can_be_written()
    {
        Assert.All(Compose["services"]!.AsObject(), service =>
        {
            Assert.Equal("true", (string)service.Value!["read_only"]!);
            Assert.Equal("ALL", (string)service.Value["cap_drop"]!.AsArray().Single()!);
            Assert.Contains("no-new-privileges:true", service.Value["security_opt"]!.AsArray().Select(option => (string)option!));
        });
        Assert.All(Silos, service => Assert.Equal("1654:1654", (string)service.Value!["user"]!));
        Assert.Contains("USER 1654:1654\n", DeployFolder.Text("container", "Containerfile"), StringComparison.Ordinal);
        var pods = DeployFolder.Manifests().Select(found => found.Manifest)
            .Where(manifest => (string?)manifest["kind"] is "Deployment" or "StatefulSet")
            .Select(manifest => manifest["spec"]!["template"]!["spec"]!).Where(pod => pod["containers"] is not null).ToList();
        Assert.Equal(2, pods.Count);
        Assert.All(pods, pod =>
        {
            Assert.Equal("true", (string)pod["securityContext"]!["runAsNonRoot"]!);
            Assert.Equal("false", (string)pod["automountServiceAccountToken"]!);
            Assert.All(pod["containers"]!.AsArray(), container =>
            {
                Assert.Equal("true", (string)container!["securityContext"]!["readOnlyRootFilesystem"]!);
                Assert.Equal("ALL", (string)container["securityContext"]!["capabilities"]!["drop"]![0]!);
                Assert.Null(container["resources"]!["limits"]!["cpu"]);
            });
        });
    }

    [Fact]
    public void Every_file_that_is_named_is_there()
    {
        var compose = DeployFolder.Of("compose");
        var mounted = Compose["services"]!.AsObject()
            .SelectMany(service => service.Value!["volumes"]?.AsArray() ?? [])
            .Select(volume => ((string)volume!).Split(':')[0]).Where(source => source.StartsWith('.')).Distinct().ToList();
        Assert.NotEmpty(mounted);
        Assert.All(mounted, source => Assert.True(File.Exists(Path.Join(compose, source)), source));

        var resources = DeployFolder.Manifests()
            .Where(found => (string?)found.Manifest["kind"] is "Kustomization" or "Component")
            .SelectMany(found => Lists
                .SelectMany(list => found.Manifest[list]?.AsArray() ?? [])
                .Select(name => Path.Join(Path.GetDirectoryName(found.File), (string)name!))).ToList();
        Assert.NotEmpty(resources);
        Assert.All(resources, path => Assert.True(
            File.Exists(path) || File.Exists(Path.Join(path, "kustomization.yaml")), path));
    }

    private static IEnumerable<string> Variables((string File, JsonNode Manifest) found) =>
        ((string?)found.Manifest["kind"] == "Deployment"
            ? found.Manifest["spec"]!["template"]!["spec"]!["containers"]?.AsArray() : null)
        ?.SelectMany(container => container!["env"]!.AsArray()).Select(entry => (string)entry!["name"]!) ?? [];

    [GeneratedRegex(@"^(ENV)? *OMENGFF_[A-Z_]+=\S*", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex EnvironmentLine();

    [GeneratedRegex(@"\$\{(?<name>OMENGFF_[A-Z_]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Interpolated();

    [GeneratedRegex(@"http-check send meth GET uri (?<path>\S+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ProxyCheck();

    [GeneratedRegex("default-server check inter (?<seconds>[0-9]+)s fall (?<times>[0-9]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ProxyInterval();
}
