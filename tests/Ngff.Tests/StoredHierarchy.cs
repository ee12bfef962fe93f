using System.Collections.Immutable;
using System.Text;
using OmeNgff.Ngff.Validation;

namespace OmeNgff.Ngff.Tests;

/// <summary>The documents of a hierarchy: of a folder of the conformance data, or written in the test.</summary>
internal static class StoredHierarchy
{
    public static HierarchyDocuments Of(string folder)
    {
        var root = Conformance.Path(folder);
        return new HierarchyDocuments(
            Directory.EnumerateFiles(
                root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
                .ToImmutableSortedDictionary(
                    file => Path.GetRelativePath(root, file).Replace('\\', '/'),
                    file => (ReadOnlyMemory<byte>)File.ReadAllBytes(file),
                    StringComparer.Ordinal),
            IsListed: true);
    }

    public static HierarchyDocuments Of(params (string Key, string Json)[] documents) => new(
        documents.ToImmutableSortedDictionary(
            document => document.Key,
            document => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(document.Json),
            StringComparer.Ordinal),
        IsListed: true);
}
