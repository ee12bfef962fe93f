namespace OmeNgff.Tests.Support;

/// <summary>
/// The conformance data, which lies beside the repository: in <c>../shared/conformance</c> of some folder above the
/// test assembly, or where NGFF_CONFORMANCE_DIR says. It is never written to.
/// </summary>
public static class ConformanceFolder
{
    /// <summary>An image with four levels.</summary>
    public const string Idr04 = "idr/v0.4/idr0076A/10501752.zarr";

    /// <summary>An image with three levels and one label image.</summary>
    public const string Idr05 = "idr/v0.5/idr0062A/6001240_labels.zarr";

    private static readonly Lazy<string> Folder = new(Find);

    /// <summary>The folder's full path.</summary>
    public static string Path => Folder.Value;

    /// <summary>The full path of something in the folder.</summary>
    public static string Of(string relative) => System.IO.Path.Combine(Folder.Value, relative);

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("NGFF_CONFORMANCE_DIR") is { Length: > 0 } given)
        {
            return System.IO.Path.GetFullPath(given);
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
