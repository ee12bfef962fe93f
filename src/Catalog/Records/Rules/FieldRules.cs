using System.Text.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Catalog.Records.Rules;

/// <summary>Rules of fields that several kinds of records have.</summary>
internal static class FieldRules
{
    /// <summary>What is no object would be kept and published nowhere.</summary>
    internal static void CheckObject(RawJson? value, string pointer, List<ProblemError> errors)
    {
        if (value is { Element.ValueKind: not JsonValueKind.Object })
        {
            errors.Add(new ProblemError(pointer, "object-expected", $"{pointer.Split('/')[^1]} must be an object."));
        }
    }

    /// <summary>Every axis needs a name of its own.</summary>
    internal static void CheckAxisNames(EquatableArray<Axis> axes, List<ProblemError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < axes.Count; index++)
        {
            if (axes[index].Name.Length == 0 || !names.Add(axes[index].Name))
            {
                errors.Add(new ProblemError($"/axes/{index}/name", "axis-name-duplicate",
                    "Every axis needs a name of its own."));
            }
        }
    }

    /// <summary>A location is an absolute address and a relative path.</summary>
    internal static void CheckLocation(Location? location, List<ProblemError> errors)
    {
        if (location is null)
        {
            return;
        }

        if (!IsStoreAddress(location.Store) || !location.Store.EndsWith('/'))
        {
            errors.Add(new ProblemError("/location/store", "store-address-invalid",
                "A store is an absolute file:, https:, http: or s3: address that ends with a slash."));
        }

        if (location.Path.Length > 0 && !IsPath(location.Path))
        {
            errors.Add(new ProblemError("/location/path", "path-invalid",
                "The path is relative to the store, without empty, '.' or '..' segments."));
        }
    }

    /// <summary>True for an absolute address in a store.</summary>
    internal static bool IsStoreAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme is ("file" or "https" or "http" or "s3") && text.Contains("://", StringComparison.Ordinal);

    /// <summary>The last segment of a path without <c>.zarr</c> or <c>.ome.zarr</c>.</summary>
    internal static string NameOf(Location location)
    {
        var segment = Uri.UnescapeDataString(
            location.Address.TrimEnd('/').Split('/', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "");
        foreach (var ending in new[] { ".ome.zarr", ".zarr" })
        {
            if (segment.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && segment.Length > ending.Length)
            {
                return segment[..^ending.Length];
            }
        }

        return segment;
    }

    /// <summary>True for a relative path without empty, <c>.</c> or <c>..</c> segments.</summary>
    internal static bool IsPath(string path) =>
        path.Length > 0 && !path.Contains('\\', StringComparison.Ordinal)
        && path.Split('/').All(segment => segment is not ("" or "." or ".."));
}
