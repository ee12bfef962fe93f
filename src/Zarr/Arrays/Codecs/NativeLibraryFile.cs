using System.Runtime.InteropServices;

namespace OmeNgff.Zarr.Arrays.Codecs;

/// <summary>A library of the platform that decodes, looked for when it is first needed.</summary>
/// <param name="name">What people call it.</param>
/// <param name="debianPackage">The Debian package that has it.</param>
/// <param name="files">Its file on each platform; the first one that loads is taken.</param>
internal sealed class NativeLibraryFile(string name, string debianPackage, params string[] files)
{
    private readonly Lazy<nint> _handle = new(() => Load(files), LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>The address of a function.</summary>
    /// <exception cref="CodecException"><c>codec-library-missing</c>: the library or the function is not there.</exception>
    public nint Function(string function) => _handle.Value != 0
        ? NativeLibrary.TryGetExport(_handle.Value, function, out var address)
            ? address
            : throw Missing($"has no function {function}; it is too old")
        : throw Missing($"({string.Join(", ", files)}) is not on this machine");

    private CodecException Missing(string reason) => new(
        ArrayRules.CodecLibraryMissing,
        $"The library {name} {reason}. In Debian and Ubuntu it is the package {debianPackage}.");

    private static nint Load(string[] files)
    {
        foreach (var file in files)
        {
            if (NativeLibrary.TryLoad(file, out var handle))
            {
                return handle;
            }
        }

        return 0;
    }
}
