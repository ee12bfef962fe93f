using System.Buffers.Binary;
using System.Text;

namespace OmeNgff.Silo.Tests.Observability;

/// <summary>A message of protocol buffers, by the numbers of its fields.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Number, object Value)> _fields = [];

    private ProtobufMessage()
    {
    }

    /// <summary>Reads the wire format: variable-length numbers, fixed ones, and whatever has a length.</summary>
    public static ProtobufMessage Parse(ReadOnlySpan<byte> bytes)
    {
        var message = new ProtobufMessage();
        while (bytes.Length > 0)
        {
            var key = Number(ref bytes);
            message._fields.Add(((int)(key >> 3), (key & 7) switch
            {
                0 => Number(ref bytes),
                1 => BinaryPrimitives.ReadUInt64LittleEndian(Take(ref bytes, 8)),
                2 => Take(ref bytes, (int)Number(ref bytes)).ToArray(),
                5 => (ulong)BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, 4)),
                _ => throw new InvalidDataException($"There is no wire type {key & 7}."),
            }));
        }

        return message;
    }

    /// <summary>The messages in a field.</summary>
    public IEnumerable<ProtobufMessage> Messages(int number) => All(number).Select(bytes => Parse(bytes));

    /// <summary>The bytes of a field, as hexadecimal digits; empty where it is absent.</summary>
    public string Hex(int number) => Convert.ToHexStringLower(All(number).FirstOrDefault() ?? []);

    /// <summary>The text of a field; empty where it is absent.</summary>
    public string Text(int number) => Encoding.UTF8.GetString(All(number).FirstOrDefault() ?? []);

    /// <summary>The attributes in a field (<c>KeyValue</c> of OTLP) that are texts.</summary>
    public Dictionary<string, string> Attributes(int number) => Messages(number)
        .DistinctBy(attribute => attribute.Text(1))
        .ToDictionary(
            attribute => attribute.Text(1),
            attribute => attribute.Messages(2).FirstOrDefault()?.Text(1) ?? "", StringComparer.Ordinal);

    private IEnumerable<byte[]> All(int number) =>
        _fields.Where(field => field.Number == number).Select(field => field.Value).OfType<byte[]>();

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }

    private static ulong Number(ref ReadOnlySpan<byte> bytes)
    {
        var (number, shift) = (0UL, 0);
        while (true)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return number;
            }

            shift += 7;
        }
    }
}
