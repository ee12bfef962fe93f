using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Publishing;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests;

/// <summary>An image as a store has it: documents by Zarr key.</summary>
internal sealed class StoredImage(IReadOnlyDictionary<string, RawJson> documents)
{
    public RawJson this[string key] => documents[key];

    public static StoredImage Folder(string relative)
    {
        var root = Conformance.Path(relative);
        return new StoredImage(Directory
            .EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .ToDictionary(
                file => Path.GetRelativePath(root, file).Replace('\\', '/'),
                file => RawJson.Parse(File.ReadAllBytes(file))));
    }

    public static StoredImage From(PublishedDocuments published) => new(published.Group.Concat(published.Arrays)
        .ToDictionary(document => document.Key, document => RawJson.Parse(document.Value)));

    public int ZarrFormat => documents.ContainsKey("zarr.json") ? 3 : 2;

    public RawJson GroupAttributes => ZarrFormat == 2
        ? documents[".zattrs"]
        : new RawJson(documents["zarr.json"].Member("attributes")!.Value);

    /// <summary>The object that holds the OME members.</summary>
    public RawJson Ome => ZarrFormat == 2 ? GroupAttributes : new RawJson(GroupAttributes.Member("ome")!.Value);

    public OmeReading ReadGroup() => OmeReader.Read(ZarrFormat, GroupAttributes);

    /// <summary>The group, or null when the document has no attributes to read.</summary>
    public OmeReading? TryReadGroup() =>
        ZarrFormat == 2 || documents["zarr.json"].Member("attributes") is not null ? ReadGroup() : null;

    public Dictionary<string, ZarrArrayDocument> Arrays()
    {
        var arrays = new Dictionary<string, ZarrArrayDocument>();
        foreach (var (key, document) in documents)
        {
            if (key.EndsWith("/.zarray", StringComparison.Ordinal))
            {
                var path = key[..^"/.zarray".Length];
                arrays[path] = ZarrArrayDocument.Parse(2, document, documents.GetValueOrDefault(path + "/.zattrs"));
            }
            else if (key.EndsWith("/zarr.json", StringComparison.Ordinal) &&
                document.Member("node_type")?.GetRawText() != "\"group\"")
            {
                arrays[key[..^"/zarr.json".Length]] = ZarrArrayDocument.Parse(3, document);
            }
        }

        return arrays;
    }

    /// <summary>The first image, which must not be refused.</summary>
    public ImageReading ReadImage(out EquatableArray<Diagnostic> diagnostics)
    {
        var reading = ReadGroup();
        Assert.NotNull(reading.Group);
        var image = ImageAssembly.Assemble(reading.Group, Arrays())[0];
        Assert.NotNull(image.Group);
        diagnostics = [.. reading.Diagnostics, .. image.Diagnostics];
        return image;
    }

    public PublishedDocuments Publish(
        OmeVersion version, DocumentLayout layout = DocumentLayout.Consolidated, bool fold = false)
    {
        var image = ReadImage(out _);
        var levels = image.Levels
            .Select(level => new PublishedLevel(level.Path, level.Spatial, level.Array, level.Attributes)).ToList();
        return ImageDocuments.Publish(version, layout, image.Group!, ["0"], levels, fold);
    }
}
