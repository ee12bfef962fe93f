using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace OmeNgff.Ngff.Transformations;

/// <summary>A matrix of doubles. Two are equal when their shapes and all numbers are.</summary>
[JsonConverter(typeof(MatrixConverter))]
public sealed record Matrix
{
    /// <summary>A matrix of these numbers.</summary>
    /// <param name="rows">The number of rows, at least 1.</param>
    /// <param name="columns">The number of columns, at least 1.</param>
    /// <param name="values">Row after row.</param>
    /// <exception cref="ArgumentException">There are not rows × columns numbers.</exception>
    public Matrix(int rows, int columns, EquatableArray<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (values.Count != rows * columns)
        {
            throw new ArgumentException($"A {rows} × {columns} matrix has not {values.Count} numbers.", nameof(values));
        }

        (Rows, Columns, Values) = (rows, columns, values);
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The numbers, row after row.</summary>
    public EquatableArray<double> Values { get; }

    /// <summary>One number.</summary>
    public double this[int row, int column] => Values[(row * Columns) + column];

    /// <summary>One row.</summary>
    public ReadOnlySpan<double> Row(int row) => Values.AsSpan().Slice(row * Columns, Columns);

    /// <summary>A matrix of these rows.</summary>
    /// <exception cref="ArgumentException">There is no row, or they differ in length.</exception>
    public static Matrix OfRows(params ReadOnlySpan<double[]> rows)
    {
        var values = ImmutableArray.CreateBuilder<double>();
        foreach (var row in rows)
        {
            ArgumentNullException.ThrowIfNull(row, nameof(rows));
            values.AddRange(row);
        }

        var columns = rows.IsEmpty ? 0 : rows[0].Length;
        return new Matrix(rows.Length, columns, new EquatableArray<double>(values.ToImmutable()));
    }

    /// <summary>A matrix whose numbers <paramref name="value"/> gives for each row and column.</summary>
    public static Matrix Create(int rows, int columns, Func<int, int, double> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var values = new double[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                values[(row * columns) + column] = value(row, column);
            }
        }

        return Own(rows, columns, values);
    }

    /// <summary>Takes the array over, which nobody may change afterwards.</summary>
    internal static Matrix Own(int rows, int columns, double[] values) =>
        new(rows, columns, new EquatableArray<double>(ImmutableCollectionsMarshal.AsImmutableArray(values)));

    /// <summary>For messages: <c>[[1, 2], [3, 4]]</c>.</summary>
    public override string ToString() =>
        $"[{string.Join(", ", Enumerable.Range(0, Rows).Select(row => $"[{string.Join(", ", Row(row).ToArray())}]"))}]";
}
