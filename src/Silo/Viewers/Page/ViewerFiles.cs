using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;

namespace OmeNgff.Silo.Viewers.Page;

/// <summary>
/// The files of the bundled Neuroglancer, as <c>deploy/build-viewer</c> makes them: one flat folder; beside a file perhaps
/// the same in brotli (<c>.br</c>) and gzip (<c>.gz</c>).
/// </summary>
public sealed class ViewerFiles
{
    /// <summary>The page.</summary>
    public const string Page = "index.html";

    private static readonly (string Encoding, string Ending)[] Encodings = [("br", ".br"), ("gzip", ".gz")];

    private readonly FrozenDictionary<string, ViewerFile> _files;

    /// <summary>The files of a folder, which need not exist.</summary>
    public ViewerFiles(string folder)
    {
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".wasm"] = "application/wasm";
        types.Mappings[".js"] = "text/javascript";
        var names = Directory.Exists(folder)
            ? Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).ToHashSet(StringComparer.Ordinal)
            : [];
        _files = names.Where(name => Encodings.All(encoding => !name.EndsWith(encoding.Ending, StringComparison.Ordinal)))
            .ToFrozenDictionary(name => name, name => new ViewerFile(
                Path.Join(folder, name),
                types.TryGetContentType(name, out var type) ? type : "application/octet-stream",
                Tag(Path.Join(folder, name)),
                [.. Encodings.Where(encoding => names.Contains(name + encoding.Ending))]), StringComparer.Ordinal);
    }

    /// <summary>True where the viewer was built.</summary>
    public bool IsBuilt => _files.ContainsKey(Page);

    /// <summary>A file by its name, or null.</summary>
    public ViewerFile? Find(string name) => _files.GetValueOrDefault(name);

    private static string Tag(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file).AsSpan(0, 12));
    }
}

/// <summary>A file of the viewer.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="ContentType">Its content type.</param>
/// <param name="Digest">A digest of its bytes.</param>
/// <param name="Encodings">Encodings in which it is there too, the best first, with the endings of these files.</param>
public sealed record ViewerFile(
    string Path, string ContentType, string Digest, IReadOnlyList<(string Encoding, string Ending)> Encodings)
{
    /// <summary>True for a file that is named after its bytes, which never become others.</summary>
    public bool IsHashed => System.IO.Path.GetFileName(Path).Split('.')[0] is { } stem && stem.LastIndexOf('-') is > 0 and var at
        && stem.Length - at - 1 == 8 && stem[(at + 1)..].All(char.IsAsciiLetterOrDigit);
}
