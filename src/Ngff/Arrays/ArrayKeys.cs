namespace OmeNgff.Ngff.Arrays;

/// <summary>The Zarr keys of an array's documents, relative to the group that its path is relative to.</summary>
internal static class ArrayKeys
{
    /// <summary><c>0/.zarray</c> or <c>0/zarr.json</c>.</summary>
    public static string Document(string path, int zarrFormat) =>
        zarrFormat == 2 ? path + "/.zarray" : path + "/zarr.json";

    /// <summary><c>0/.zattrs</c> or <c>0/zarr.json</c>.</summary>
    public static string Attributes(string path, int zarrFormat) =>
        zarrFormat == 2 ? path + "/.zattrs" : path + "/zarr.json";
}
