using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Writeback;

/// <summary>An image in OME 0.5 with the label image that its list names.</summary>
internal static class LabelledImage
{
    /// <summary>Writes the image; returns the folder.</summary>
    public static string Write(string folder)
    {
        var source = ConformanceFolder.Of(ConformanceFolder.Idr05);
        Folders.Copy(source, folder);
        WriteLabel(folder, "0");
        return folder;
    }

    /// <summary>Writes a label image that nothing lists.</summary>
    public static void WriteLabel(string folder, string name)
    {
        var label = Path.Join(folder, "labels", name);
        foreach (var key in (string[])["0/zarr.json", "1/zarr.json", "2/zarr.json"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(label, key))!);
            File.WriteAllBytes(Path.Join(label, key), File.ReadAllBytes(Path.Join(folder, key)));
        }

        var group = Documents.Read(folder, "zarr.json");
        group["attributes"]!["ome"]!["image-label"] = new JsonObject();
        File.WriteAllText(Path.Join(label, "zarr.json"), group.ToJsonString());
    }
}
