using System.Collections.Immutable;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace OmeNgff.Silo.Tests.Deploy;

/// <summary>The folder <c>deploy</c> of the repository that these tests were built from.</summary>
internal static class DeployFolder
{
    private static readonly IDeserializer Deserializer = new DeserializerBuilder().Build();
    private static readonly ISerializer Json = new SerializerBuilder().JsonCompatible().Build();

    public static string Path { get; } = System.IO.Path.Join(Repository(), "deploy");

    public static string Of(params string[] parts) => System.IO.Path.Join([Path, .. parts]);

    public static string Text(params string[] parts) => File.ReadAllText(Of(parts));

    /// <summary>The documents of a YAML file, merge keys resolved; every scalar is a text.</summary>
    public static ImmutableArray<JsonNode> Yaml(params string[] parts) => Parse(Text(parts));

    public static ImmutableArray<JsonNode> Parse(string text)
    {
        var parser = new MergingParser(new Parser(new StringReader(text)));
        parser.Consume<StreamStart>();
        var documents = ImmutableArray.CreateBuilder<JsonNode>();
        while (parser.TryConsume<DocumentStart>(out _))
        {
            documents.Add(JsonNode.Parse(Json.Serialize(Deserializer.Deserialize(parser)!))!);
            parser.Consume<DocumentEnd>();
        }

        return documents.ToImmutable();
    }

    /// <summary>The variables of a file with a line <c>NAME=value</c> for each.</summary>
    public static ImmutableDictionary<string, string> Variables(params string[] parts) => Text(parts).Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('=', 2))
        .ToImmutableDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>All manifests of Kubernetes, with the files that they are in; those in patches included.</summary>
    public static IEnumerable<(string File, JsonNode Manifest)> Manifests()
    {
        foreach (var file in Directory.EnumerateFiles(Of("kubernetes"), "*.yaml", SearchOption.AllDirectories))
        {
            foreach (var document in Parse(File.ReadAllText(file)))
            {
                yield return (file, document);
                foreach (var patch in document["patches"]?.AsArray() ?? [])
                {
                    if ((string?)patch!["patch"] is { } inline)
                    {
                        yield return (file, Parse(inline).Single());
                    }
                }
            }
        }
    }

    /// <summary>Texts such as <c>90s</c> and <c>75</c> as seconds.</summary>
    public static int Seconds(JsonNode? text) => Seconds((string)text!);

    /// <inheritdoc cref="Seconds(JsonNode?)"/>
    public static int Seconds(string text) =>
        int.Parse(text.TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture);

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Join(folder, "OmeNgff.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("The tests do not run in a checkout.");
        }

        return folder;
    }
}
