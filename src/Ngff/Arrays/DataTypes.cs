using System.Collections.Frozen;

namespace OmeNgff.Ngff.Arrays;

/// <summary>
/// The data types that both Zarr formats have: <c>uint16</c> in v3 is <c>&lt;u2</c> or <c>&gt;u2</c> in v2.
/// </summary>
internal static class DataTypes
{
    private static readonly FrozenDictionary<string, DataType> ByName = new DataType[]
    {
        new("bool", 'b', 1), new("int8", 'i', 1), new("int16", 'i', 2), new("int32", 'i', 4), new("int64", 'i', 8),
        new("uint8", 'u', 1), new("uint16", 'u', 2), new("uint32", 'u', 4), new("uint64", 'u', 8),
        new("float16", 'f', 2), new("float32", 'f', 4), new("float64", 'f', 8),
        new("complex64", 'c', 8), new("complex128", 'c', 16),
    }.ToFrozenDictionary(type => type.Name);

    private static readonly FrozenDictionary<string, DataType> ByCode =
        ByName.Values.ToFrozenDictionary(type => type.Code);

    /// <summary>The data type with a v3 name, or null when v2 has none like it.</summary>
    public static DataType? FromName(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The data type of a v2 <c>dtype</c>, or null when v3 has none like it.</summary>
    public static DataType? FromV2(string dtype, out bool bigEndian)
    {
        bigEndian = dtype.StartsWith('>');
        if (dtype.Length < 3 || dtype[0] is not ('<' or '>' or '|') ||
            ByCode.GetValueOrDefault(dtype[1..]) is not { } type || (dtype[0] == '|' && type.Size > 1))
        {
            return null;
        }

        return type;
    }
}

/// <summary>A data type of both Zarr formats.</summary>
/// <param name="Name">The v3 name.</param>
/// <param name="Kind">The v2 kind: b, i, u, f or c.</param>
/// <param name="Size">Bytes per item.</param>
internal sealed record DataType(string Name, char Kind, int Size)
{
    /// <summary>The v2 <c>dtype</c> without the byte order.</summary>
    public string Code { get; } = FormattableString.Invariant($"{Kind}{Size}");

    /// <summary>The v2 <c>dtype</c>.</summary>
    public string ToV2(bool bigEndian) => (Size == 1 ? "|" : bigEndian ? ">" : "<") + Code;
}
