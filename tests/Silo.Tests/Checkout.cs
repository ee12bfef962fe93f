namespace OmeNgff.Silo.Tests;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Checkout
{
    /// <summary>Its folder.</summary>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Join(folder.FullName, "OmeNgff.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("OmeNgff.sln is in no folder above the tests.");
    }
}
