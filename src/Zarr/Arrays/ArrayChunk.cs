using OmeNgff.Ngff;

namespace OmeNgff.Zarr.Arrays;

/// <summary>One decoded chunk: whole, also where it reaches over the array's edge.</summary>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its lengths, those of every chunk of the array.</param>
/// <param name="Bytes">Its elements in C order and little endian, whatever is stored.</param>
/// <param name="IsStored">False where nothing is stored of it and all its elements are the fill value.</param>
public sealed record ArrayChunk(ElementType Type, EquatableArray<long> Shape, ReadOnlyMemory<byte> Bytes, bool IsStored)
{
    /// <summary>Its elements as doubles, in C order; see <see cref="Elements.ToDoubles"/>.</summary>
    public double[] ToDoubles()
    {
        var numbers = new double[Bytes.Length / Type.Size()];
        Type.ToDoubles(Bytes.Span, numbers);
        return numbers;
    }
}
