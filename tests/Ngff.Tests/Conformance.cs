using OmeNgff.Ngff.Json;
using OmeNgff.Tests.Support;

namespace OmeNgff.Ngff.Tests;

/// <summary>The documents of the conformance data.</summary>
internal static class Conformance
{
    public const string Idr04 = ConformanceFolder.Idr04;

    public const string Idr05 = ConformanceFolder.Idr05;

    public static string Path(string relative) => ConformanceFolder.Of(relative);

    public static RawJson Read(string relative) => RawJson.Parse(File.ReadAllBytes(Path(relative)));
}
