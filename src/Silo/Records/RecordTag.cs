using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OmeNgff.Client.Records;

namespace OmeNgff.Silo.Records;

/// <summary>Entity tags of records: <c>"{version}-{digest of what is derived}"</c>.</summary>
public static class RecordTag
{
    /// <summary>The tag of a record as it is shown.</summary>
    public static string Of(CatalogRecord record) => string.Create(
        CultureInfo.InvariantCulture, $"\"{record.Version}-{Derived(record)}\"");

    private static string Derived(CatalogRecord record) => record switch
    {
        ImageRecord { View: { } view } => view.Revision.ToString(CultureInfo.InvariantCulture),
        ArrayRecord { ReferencedBy: { } images } => Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', images))).AsSpan(0, 6)),
        _ => "0",
    };
}
