using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Tests;

/// <summary>
/// The conformance data, which lies beside the repository: in <c>../shared/conformance</c> of some folder above the test
/// assembly, or where NGFF_CONFORMANCE_DIR says.
/// </summary>
internal static class Conformance
{
    public const string Idr04 = "idr/v0.4/idr0076A/10501752.zarr";

    public const string Idr05 = "idr/v0.5/idr0062A/6001240_labels.zarr";

    private static readonly Lazy<string> Folder = new(Find);

    public static string Path(string relative) => System.IO.Path.Combine(Folder.Value, relative);

    public static RawJson Read(string relative) => RawJson.Parse(File.ReadAllBytes(Path(relative)));

    public static RawJson? ReadIfThere(string relative) => File.Exists(Path(relative)) ? Read(relative) : null;

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("NGFF_CONFORMANCE_DIR") is { Length: > 0 } given)
        {
            return given;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "..", "shared", "conformance");
            if (Directory.Exists(candidate))
            {
                return System.IO.Path.GetFullPath(candidate);
            }
        }

        throw new DirectoryNotFoundException(
            "The conformance data is in no ../shared/conformance above the tests; set NGFF_CONFORMANCE_DIR.");
    }
}
