using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Fields;

/// <summary>Paths of fields and matrices, which in a catalog are relative to nothing.</summary>
internal static class AbsolutePath
{
    /// <summary>Refuses what is no absolute address.</summary>
    /// <exception cref="NgffException"><c>field-path-relative</c>.</exception>
    public static void Demand(string path, string pointer)
    {
        if (StoreAddress.Scheme(path) is null)
        {
            throw new NgffException(
                FieldRules.FieldPathRelative,
                pointer,
                $"The path \"{path}\" is relative to nothing here; a whole address is needed, file:///… or https://….");
        }
    }
}
