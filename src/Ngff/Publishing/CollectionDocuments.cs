using System.Collections.Immutable;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Publishing;

/// <summary>Writes the documents of groups that are no images: plates, wells, series, scenes.</summary>
public static class CollectionDocuments
{
    /// <summary>
    /// Writes the documents of some groups of a hierarchy, and of the groups between them and its root. What is written is
    /// read again, so that no document leaves here that breaks a MUST.
    /// </summary>
    /// <param name="version">The OME version, which decides the Zarr format.</param>
    /// <param name="groups">The groups by their paths, relative to the root; the root's own path is empty.</param>
    /// <returns>UTF-8 JSON that is ASCII only, by Zarr key.</returns>
    /// <exception cref="NgffException">
    /// The version cannot say a group (see <see cref="OmeWriter.Write"/>), or a group breaks a MUST; the diagnostics have the
    /// keys of the documents as paths.
    /// </exception>
    public static ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Publish(
        OmeVersion version, IReadOnlyDictionary<string, OmeGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var format = version.ZarrFormat();
        var documents = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var faults = new List<Diagnostic>();
        foreach (var (path, group) in groups)
        {
            var prefix = path.Length == 0 ? "" : $"{path}/";
            var key = prefix + (format == 2 ? ".zattrs" : "zarr.json");
            try
            {
                var attributes = OmeWriter.Write(group, version);
                faults.AddRange(OmeReader.Read(format, attributes, version).Diagnostics
                    .Where(fault => fault.Severity == Severity.Error || fault.Refuses)
                    .Select(fault => fault with { Path = key }));
                GroupDocuments.Add(documents, prefix, format, writer => OmeWriter.WriteMembers(writer, group, version));
            }
            catch (NgffException refusal)
            {
                faults.AddRange(refusal.Diagnostics.Select(fault => fault with { Path = key }));
            }
        }

        if (faults.Count > 0)
        {
            throw new NgffException(faults.ToEquatableArray());
        }

        foreach (var path in groups.Keys)
        {
            for (var end = path.IndexOf('/', StringComparison.Ordinal); end >= 0;
                end = path.IndexOf('/', end + 1))
            {
                GroupDocuments.Add(documents, path[..(end + 1)], format, attributes: null);
            }
        }

        return documents.ToImmutable();
    }
}
