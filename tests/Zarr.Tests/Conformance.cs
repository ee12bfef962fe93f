using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests;

/// <summary>The third-party documents, read where they lie.</summary>
static class Conformance
{
    public static string Folder { get; } = Find();

    public static IZarrStore Open(string path) =>
        new StoreFactory(new StoreOptions { Roots = [Folder] }).Open(Path.Combine(Folder, path));

    static string Find()
    {
        if (Environment.GetEnvironmentVariable("NGFF_CONFORMANCE_DIR") is { Length: > 0 } given)
        {
            return given;
        }

        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var candidate = Path.GetFullPath(Path.Combine(folder, "..", "shared", "conformance"));
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException("No ../shared/conformance above the tests; set NGFF_CONFORMANCE_DIR.");
    }
}
