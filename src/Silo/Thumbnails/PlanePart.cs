using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Silo.Thumbnails;

/// <summary>What one chunk holds of one channel of a plane: a rectangle of elements.</summary>
/// <param name="chunk">The chunk.</param>
/// <param name="offset">The element where the rectangle begins.</param>
/// <param name="rowStride">The number of elements to the next row.</param>
/// <param name="columnStride">The number of elements to the next column.</param>
/// <param name="rows">The rows of the plane that it covers.</param>
/// <param name="columns">The columns of the plane that it covers.</param>
internal sealed class PlanePart(
    ArrayChunk chunk, long offset, long rowStride, long columnStride, (long First, int Count) rows,
    (long First, int Count) columns)
{
    private readonly int _size = chunk.Type.Size();

    /// <summary>The type of its elements.</summary>
    public ElementType Type => chunk.Type;

    /// <summary>The rows of the plane that it covers.</summary>
    public (long First, int Count) Rows => rows;

    /// <summary>The columns of the plane that it covers.</summary>
    public (long First, int Count) Columns => columns;

    /// <summary>The elements of a row as numbers.</summary>
    /// <param name="row">The row, counted from the first one of the part.</param>
    /// <param name="numbers">Takes as many numbers as there are columns.</param>
    public void Read(int row, Span<double> numbers)
    {
        if (columnStride == 1)
        {
            Type.ToDoubles(Bytes(row, 0, columns.Count), numbers);
            return;
        }

        for (var column = 0; column < columns.Count; column++)
        {
            Type.ToDoubles(Bytes(row, column, 1), numbers.Slice(column, 1));
        }
    }

    /// <summary>The bytes of one element, in little endian.</summary>
    public ReadOnlySpan<byte> Element(int row, int column) => Bytes(row, column, 1);

    private ReadOnlySpan<byte> Bytes(int row, int column, int count) => chunk.Bytes.Span.Slice(
        (int)(offset + (row * rowStride) + (column * columnStride)) * _size, count * _size);
}
