using System.Runtime.CompilerServices;

namespace OmeNgff.Silo.Batches;

/// <summary>A line of a batch.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Bytes">Its bytes without the newline, or null when it is longer than the limit.</param>
internal readonly record struct BatchLine(long Number, byte[]? Bytes);

/// <summary>Takes a body apart into lines. No more than one of them is held, and none that is longer than a limit.
/// </summary>
internal static class BatchLines
{
    private const int BufferBytes = 1 << 16;

    /// <summary>The lines in their order. Empty ones are left out, and counted.</summary>
    internal static async IAsyncEnumerable<BatchLine> Read(
        Stream body, long maxBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        using var line = new MemoryStream();
        var (number, isTooLong) = (1L, false);
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            ReadOnlyMemory<byte> rest = buffer.AsMemory(0, read);
            int end;
            while ((end = rest.Span.IndexOf((byte)'\n')) >= 0)
            {
                Append(rest.Span[..end]);
                rest = rest[(end + 1)..];
                if (Take() is { } taken)
                {
                    yield return taken;
                }

                number++;
            }

            Append(rest.Span);
        }

        if (Take() is { } last)
        {
            yield return last;
        }

        void Append(ReadOnlySpan<byte> part)
        {
            isTooLong |= line.Length + part.Length > maxBytes;
            if (!isTooLong)
            {
                line.Write(part);
            }
        }

        BatchLine? Take()
        {
            var bytes = line.GetBuffer().AsSpan(0, (int)line.Length);
            BatchLine? taken = isTooLong ? new BatchLine(number, null)
                : bytes.Trim(" \t\r"u8).Length == 0 ? null
                : new BatchLine(number, bytes.ToArray());
            line.SetLength(0);
            isTooLong = false;
            return taken;
        }
    }
}
