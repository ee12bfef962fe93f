using OmeNgff.Tests.Support;

namespace OmeNgff.Cli.Tests.Validation;

/// <summary>A hierarchy in a folder of its own, to be spoiled by tests.</summary>
internal sealed class HierarchyFolder : IDisposable
{
    private readonly TestFolder _folder = new();

    public string Path => _folder.Path;

    /// <summary>The IDR's image, without the list of a label image that was not recorded.</summary>
    public static HierarchyFolder Image04()
    {
        var folder = new HierarchyFolder();
        var source = ConformanceFolder.Of(ConformanceFolder.Idr04);
        foreach (var name in (string[])[".zgroup", ".zattrs", "0/.zarray", "1/.zarray", "2/.zarray", "3/.zarray"])
        {
            folder.Write(name, File.ReadAllText(System.IO.Path.Combine(source, name)));
        }

        return folder;
    }

    /// <summary>A plate of OME 0.5 with two wells of one field of view each; nothing is wrong with it.</summary>
    public static HierarchyFolder Plate05()
    {
        var folder = new HierarchyFolder();
        folder.WriteGroup("", """
            {"ome": {"version": "0.5", "plate": {
              "version": "0.5", "name": "plate", "field_count": 1, "rows": [{"name": "A"}],
              "columns": [{"name": "1"}, {"name": "2"}],
              "wells": [
                {"path": "A/1", "rowIndex": 0, "columnIndex": 0},
                {"path": "A/2", "rowIndex": 0, "columnIndex": 1}]}}}
            """);
        folder.WriteGroup("A", "{}");
        foreach (var well in (string[])["A/1", "A/2"])
        {
            folder.WriteGroup(well, """{"ome": {"version": "0.5", "well": {"images": [{"path": "0"}]}}}""");
            folder.WriteGroup($"{well}/0", """
                {"ome": {"version": "0.5", "multiscales": [{
                  "name": "field", "type": "none", "metadata": {"method": "none"},
                  "axes": [
                    {"name": "y", "type": "space", "unit": "micrometer"},
                    {"name": "x", "type": "space", "unit": "micrometer"}],
                  "datasets": [{"path": "0", "coordinateTransformations": [{"type": "scale", "scale": [0.5, 0.5]}]}]}]}}
                """);
            folder.Write($"{well}/0/0/zarr.json", """
                {"zarr_format": 3, "node_type": "array", "shape": [8, 8], "data_type": "uint8", "fill_value": 0,
                 "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [8, 8]}},
                 "chunk_key_encoding": {"name": "default"}, "codecs": [{"name": "bytes"}],
                 "dimension_names": ["y", "x"]}
                """);
        }

        return folder;
    }

    public string Of(string key) => System.IO.Path.Combine(Path, key);

    public void Write(string key, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Of(key))!);
        File.WriteAllText(Of(key), text);
    }

    public void WriteGroup(string path, string attributes) => Write(
        System.IO.Path.Combine(path, "zarr.json"),
        $$"""{"zarr_format": 3, "node_type": "group", "attributes": {{attributes}} }""");

    /// <summary>Changes the first place in a document where a text is.</summary>
    public void Change(string key, string text, string other)
    {
        var before = File.ReadAllText(Of(key));
        var at = before.IndexOf(text, StringComparison.Ordinal);
        Assert.True(at >= 0, $"There is no {text} in {key}.");
        File.WriteAllText(Of(key), before[..at] + other + before[(at + text.Length)..]);
    }

    public void Delete(string path) => Directory.Delete(Of(path), recursive: true);

    public void Dispose() => _folder.Dispose();
}
