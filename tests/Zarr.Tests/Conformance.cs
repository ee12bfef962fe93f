using OmeNgff.Tests.Support;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests;

/// <summary>The third-party documents, read where they lie.</summary>
internal static class Conformance
{
    public static string Folder => ConformanceFolder.Path;

    public static IZarrStore Open(string path) =>
        new StoreFactory(new StoreOptions { Roots = [Folder] }).Open(ConformanceFolder.Of(path));
}
