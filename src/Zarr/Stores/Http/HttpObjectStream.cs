namespace OmeNgff.Zarr.Stores.Http;

/// <summary>Reads one object, or a part of it, as it comes from the server. Owns the exchange.</summary>
/// <param name="exchange">What it comes through.</param>
/// <param name="source">The content from where the part begins.</param>
/// <param name="length">Its number of bytes, less than which is an error; null where that is not known.</param>
/// <param name="most">Where the length is not known: how many bytes at most.</param>
/// <param name="ahead">Bytes that were read already, the part's first.</param>
internal sealed class HttpObjectStream(
    HttpExchange exchange, Stream source, long? length, long most, ReadOnlyMemory<byte> ahead) : ForwardStream
{
    private long _position;

    /// <inheritdoc/>
    public override long Length => length ?? throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, (length ?? most) - _position)];
        if (wanted.IsEmpty)
        {
            return 0;
        }

        if (_position < ahead.Length)
        {
            var known = ahead[(int)_position..];
            var copied = Math.Min(known.Length, wanted.Length);
            known[..copied].CopyTo(wanted);
            _position += copied;
            return copied;
        }

        var read = await exchange.Within(stop => source.ReadAsync(wanted, stop), cancellationToken);
        _position += read;
        return read > 0 || length is null
            ? read
            : throw new EndOfStreamException("The object ended before the length that the server said.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
            exchange.Dispose();
        }

        base.Dispose(disposing);
    }
}
