using System.Buffers.Binary;
using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Silo.Thumbnails;

/// <summary>A plane of labels: in every bin the label in its middle, as a mean of labels means nothing.</summary>
internal sealed class LabelPlane(SampledAxis rows, SampledAxis columns)
{
    private readonly ulong[] _labels = new ulong[rows.Bins * columns.Bins];

    /// <summary>The label that a pixel shows; 0 where there is none. Negative ones are counted down from 2⁶⁴.</summary>
    public ulong this[int row, int column] => _labels[(rows.BinOf(row) * columns.Bins) + columns.BinOf(column)];

    /// <summary>Takes over what a part says.</summary>
    public void Add(PlanePart part)
    {
        foreach (var (row, top) in Middles(rows, part.Rows))
        {
            foreach (var (column, left) in Middles(columns, part.Columns))
            {
                _labels[(row * columns.Bins) + column] = Label(part.Type, part.Element(top, left));
            }
        }
    }

    /// <summary>The bins whose middle lies among some elements, and where among them it lies.</summary>
    private static IEnumerable<(int Bin, int Offset)> Middles(SampledAxis axis, (long First, int Count) elements)
    {
        var last = axis.BinsOf(elements.First + elements.Count - 1).Last;
        for (var bin = axis.BinsOf(elements.First).First; bin <= last; bin++)
        {
            var offset = axis.ElementOf(bin) - elements.First;
            if (offset >= 0 && offset < elements.Count)
            {
                yield return (bin, (int)offset);
            }
        }
    }

    private static ulong Label(ElementType type, ReadOnlySpan<byte> element) => type switch
    {
        ElementType.Bool or ElementType.UInt8 => element[0],
        ElementType.Int8 => (ulong)(sbyte)element[0],
        ElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(element),
        ElementType.Int16 => (ulong)BinaryPrimitives.ReadInt16LittleEndian(element),
        ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(element),
        ElementType.Int32 => (ulong)BinaryPrimitives.ReadInt32LittleEndian(element),
        ElementType.UInt64 or ElementType.Int64 => BinaryPrimitives.ReadUInt64LittleEndian(element),
        _ => Whole(type, element),
    };

    // Labels are integers; some programs write them as floats.
    private static ulong Whole(ElementType type, ReadOnlySpan<byte> element)
    {
        Span<double> number = stackalloc double[1];
        type.ToDoubles(element, number);
        return double.IsFinite(number[0]) ? (ulong)(long)number[0] : 0;
    }
}
