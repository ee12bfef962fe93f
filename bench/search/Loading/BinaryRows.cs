using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace OmeNgff.Bench.Search.Loading;

/// <summary>Rows in PostgreSQL's binary form, as <c>COPY … (FORMAT BINARY)</c> takes them: no text is parsed there.</summary>
internal sealed class BinaryRows
{
    private const int TextOid = 25;
    private const int LongOid = 20;
    private const int DoubleOid = 701;

    private static readonly long Epoch = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly ArrayBufferWriter<byte> _bytes = new(1 << 16);

    /// <summary>How many rows.</summary>
    public int Count { get; private set; }

    /// <summary>The rows.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>What stands before all rows.</summary>
    public static ReadOnlyMemory<byte> Head { get; } = new byte[]
    {
        (byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 255, (byte)'\r', (byte)'\n', 0,
        0, 0, 0, 0, 0, 0, 0, 0,
    };

    /// <summary>What stands behind all rows.</summary>
    public static ReadOnlyMemory<byte> Tail { get; } = new byte[] { 255, 255 };

    /// <summary>Forgets the rows; their memory is used again.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        Count = 0;
    }

    /// <summary>Begins a row.</summary>
    public BinaryRows Row(int columns)
    {
        BinaryPrimitives.WriteInt16BigEndian(_bytes.GetSpan(2), (short)columns);
        _bytes.Advance(2);
        Count++;
        return this;
    }

    public BinaryRows Null() => Int(-1);

    public BinaryRows Short(short value)
    {
        Int(2);
        BinaryPrimitives.WriteInt16BigEndian(_bytes.GetSpan(2), value);
        _bytes.Advance(2);
        return this;
    }

    public BinaryRows Integer(int? value) => value is { } number ? Int(4).Int(number) : Null();

    public BinaryRows Long(long value) => Int(8).Long64(value);

    public BinaryRows Time(DateTimeOffset value) => Long((value.UtcTicks - Epoch) / 10);

    public BinaryRows Text(string? value)
    {
        if (value is null)
        {
            return Null();
        }

        var span = _bytes.GetSpan(4 + Encoding.UTF8.GetMaxByteCount(value.Length));
        var length = Encoding.UTF8.GetBytes(value, span[4..]);
        BinaryPrimitives.WriteInt32BigEndian(span, length);
        _bytes.Advance(4 + length);
        return this;
    }

    public BinaryRows Jsonb(string? value)
    {
        if (value is null)
        {
            return Null();
        }

        var span = _bytes.GetSpan(5 + Encoding.UTF8.GetMaxByteCount(value.Length));
        var length = Encoding.UTF8.GetBytes(value, span[5..]);
        BinaryPrimitives.WriteInt32BigEndian(span, length + 1);
        span[4] = 1;
        _bytes.Advance(5 + length);
        return this;
    }

    /// <summary>A value in its type's own binary form.</summary>
    public BinaryRows Raw(ReadOnlySpan<byte> value)
    {
        Int(value.Length);
        _bytes.Write(value);
        return this;
    }

    public BinaryRows Texts(string[] values) => Array(values, TextOid, static (rows, value) => rows.Text(value), false);

    public BinaryRows Longs(long[]? values) => values is null
        ? Null() : Array(values, LongOid, static (rows, value) => rows.Long(value), false);

    public BinaryRows Doubles(double?[] values) => Array(
        values,
        DoubleOid,
        static (rows, value) => value is { } number ? rows.Long(BitConverter.DoubleToInt64Bits(number)) : rows.Null(),
        values.Contains(null));

    private BinaryRows Array<T>(T[] values, int oid, Func<BinaryRows, T, BinaryRows> write, bool hasNulls)
    {
        var at = _bytes.WrittenCount;
        Int(0);
        Int(values.Length == 0 ? 0 : 1).Int(hasNulls ? 1 : 0).Int(oid);
        if (values.Length > 0)
        {
            Int(values.Length).Int(1);
        }

        foreach (var value in values)
        {
            write(this, value);
        }

        BinaryPrimitives.WriteInt32BigEndian(Written(at), _bytes.WrittenCount - at - 4);
        return this;
    }

    private BinaryRows Int(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
        return this;
    }

    private BinaryRows Long64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
        return this;
    }

    private Span<byte> Written(int at) =>
        System.Runtime.InteropServices.MemoryMarshal.AsMemory(_bytes.WrittenMemory).Span[at..];
}
