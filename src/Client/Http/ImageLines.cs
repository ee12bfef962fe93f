using System.Buffers;

namespace OmeNgff.Client.Http;

/// <summary>
/// Takes a stream of lines apart into parts that are sent one after the other, so that answers come while there is more to
/// send: HTTP/1.1 clients read no answer before they have sent the whole request. One part is held at a time.
/// </summary>
internal sealed class ImageLines(Stream lines)
{
    /// <summary>How many lines a part has at the most.</summary>
    internal const int MaxLines = 1000;

    /// <summary>How many bytes, unless a single line is longer.</summary>
    internal const int MaxBytes = 8 << 20;

    private readonly byte[] _buffer = new byte[1 << 16];
    private ReadOnlyMemory<byte> _unread;
    private byte[]? _held;

    /// <summary>The next lines, or null at the end.</summary>
    internal async Task<LinePart?> Next(CancellationToken cancellationToken)
    {
        var part = new ArrayBufferWriter<byte>();
        var count = 0;
        while (count < MaxLines && await NextLine(cancellationToken) is { } line)
        {
            if (count > 0 && part.WrittenCount + line.Length > MaxBytes)
            {
                _held = line;
                break;
            }

            part.Write(line);
            count++;
        }

        return count == 0 ? null : new LinePart(part.WrittenMemory, count);
    }

    /// <summary>A line with its newline, if it has one.</summary>
    private async Task<byte[]?> NextLine(CancellationToken cancellationToken)
    {
        if (_held is { } held)
        {
            _held = null;
            return held;
        }

        var line = new ArrayBufferWriter<byte>();
        while (true)
        {
            if (_unread.Length == 0)
            {
                _unread = _buffer.AsMemory(0, await lines.ReadAsync(_buffer, cancellationToken));
                if (_unread.Length == 0)
                {
                    return line.WrittenCount == 0 ? null : line.WrittenSpan.ToArray();
                }
            }

            var end = _unread.Span.IndexOf((byte)'\n');
            var taken = end < 0 ? _unread : _unread[..(end + 1)];
            line.Write(taken.Span);
            _unread = _unread[taken.Length..];
            if (end >= 0)
            {
                return line.WrittenSpan.ToArray();
            }
        }
    }
}

/// <summary>Some lines.</summary>
/// <param name="Bytes">The lines with their newlines.</param>
/// <param name="Count">How many.</param>
internal sealed record LinePart(ReadOnlyMemory<byte> Bytes, int Count);
