namespace OmeNgff.Silo.Writeback;

/// <summary>The Zarr keys of documents, relative to the image's group.</summary>
internal static class DocumentKeys
{
    /// <summary>The document of an array.</summary>
    internal static string Array(string path, int zarrFormat) =>
        zarrFormat == 2 ? $"{path}/.zarray" : $"{path}/zarr.json";

    /// <summary>The document that holds the attributes of a node; the empty path is the group itself.</summary>
    internal static string Attributes(string path, int zarrFormat) =>
        (path.Length == 0 ? "" : path + "/") + (zarrFormat == 2 ? ".zattrs" : "zarr.json");
}
