using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OmeNgff.Zarr.Arrays;

/// <summary>The data types whose elements are read (Zarr v3, "Core data types", without the complex ones).</summary>
public enum ElementType
{
    /// <summary>A truth value, one byte, 0 or 1.</summary>
    Bool,

    /// <summary>A signed integer of 1 byte.</summary>
    Int8,

    /// <summary>A signed integer of 2 bytes.</summary>
    Int16,

    /// <summary>A signed integer of 4 bytes.</summary>
    Int32,

    /// <summary>A signed integer of 8 bytes.</summary>
    Int64,

    /// <summary>An unsigned integer of 1 byte.</summary>
    UInt8,

    /// <summary>An unsigned integer of 2 bytes.</summary>
    UInt16,

    /// <summary>An unsigned integer of 4 bytes.</summary>
    UInt32,

    /// <summary>An unsigned integer of 8 bytes.</summary>
    UInt64,

    /// <summary>An IEEE 754 float of 2 bytes.</summary>
    Float16,

    /// <summary>An IEEE 754 float of 4 bytes.</summary>
    Float32,

    /// <summary>An IEEE 754 float of 8 bytes.</summary>
    Float64,
}

/// <summary>Elements as bytes, in little endian, and as numbers.</summary>
public static class Elements
{
    /// <summary>The type with a v3 name (<c>uint16</c>), or null when its elements are not read.</summary>
    public static ElementType? TypeOf(string name) =>
        Enum.TryParse<ElementType>(name, ignoreCase: true, out var type) && type.DataType() == name ? type : null;

    /// <summary>The v3 name.</summary>
    public static string DataType(this ElementType type) => type.ToString().ToLowerInvariant();

    /// <summary>The bytes of one element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Bool or ElementType.Int8 or ElementType.UInt8 => 1,
        ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 => 2,
        ElementType.Int32 or ElementType.UInt32 or ElementType.Float32 => 4,
        _ => 8,
    };

    /// <summary>
    /// The elements as doubles: exact but for 64-bit integers of more than 53 bits, which are rounded to the nearest;
    /// truth values are 0 and 1.
    /// </summary>
    /// <param name="type">The type.</param>
    /// <param name="littleEndian">The elements' bytes.</param>
    /// <param name="numbers">Takes as many numbers as there are elements.</param>
    public static void ToDoubles(this ElementType type, ReadOnlySpan<byte> littleEndian, Span<double> numbers)
    {
        if (littleEndian.Length != numbers.Length * type.Size())
        {
            throw new ArgumentException($"{littleEndian.Length} bytes are not {numbers.Length} of {type}.", nameof(numbers));
        }

        switch (type)
        {
            case ElementType.Bool:
                Convert<byte>(littleEndian, numbers, value => value == 0 ? 0 : 1);
                break;
            case ElementType.Int8:
                Convert<sbyte>(littleEndian, numbers, value => value);
                break;
            case ElementType.Int16:
                Convert<short>(littleEndian, numbers, value => value);
                break;
            case ElementType.Int32:
                Convert<int>(littleEndian, numbers, value => value);
                break;
            case ElementType.Int64:
                Convert<long>(littleEndian, numbers, value => value);
                break;
            case ElementType.UInt8:
                Convert<byte>(littleEndian, numbers, value => value);
                break;
            case ElementType.UInt16:
                Convert<ushort>(littleEndian, numbers, value => value);
                break;
            case ElementType.UInt32:
                Convert<uint>(littleEndian, numbers, value => value);
                break;
            case ElementType.UInt64:
                Convert<ulong>(littleEndian, numbers, value => value);
                break;
            case ElementType.Float16:
                Convert<Half>(littleEndian, numbers, value => (double)value);
                break;
            case ElementType.Float32:
                Convert<float>(littleEndian, numbers, value => value);
                break;
            default:
                Convert<double>(littleEndian, numbers, value => value);
                break;
        }
    }

    /// <summary>Turns the bytes of each element round, in place.</summary>
    internal static void ReverseBytes(this ElementType type, Span<byte> elements)
    {
        switch (type.Size())
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(elements);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var integers = MemoryMarshal.Cast<byte, uint>(elements);
                BinaryPrimitives.ReverseEndianness(integers, integers);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(elements);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    // Every machine that .NET 10 runs on here is little-endian; a big-endian one would have to turn them round first.
    private static void Convert<T>(ReadOnlySpan<byte> bytes, Span<double> numbers, Func<T, double> convert)
        where T : unmanaged
    {
        var elements = MemoryMarshal.Cast<byte, T>(bytes);
        for (var index = 0; index < numbers.Length; index++)
        {
            numbers[index] = convert(elements[index]);
        }
    }
}
