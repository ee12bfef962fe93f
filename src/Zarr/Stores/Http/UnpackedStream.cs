using System.Buffers.Binary;
using System.IO.Compression;

namespace OmeNgff.Zarr.Stores.Http;

/// <summary>
/// Takes gzip off, and demands that it is complete. <see cref="GZipStream"/> takes the beginning of a gzip file for all
/// of it; the length at its end (RFC 1952, section 2.3.1) tells. Several gzip files in one are refused for that. No
/// bytes at all are an empty object, for servers that pack those to nothing.
/// </summary>
internal sealed class UnpackedStream : ForwardStream
{
    private readonly Packed _packed;
    private readonly GZipStream _gzip;
    private long _length;

    public UnpackedStream(Stream packed)
    {
        _packed = new Packed(packed);
        _gzip = new GZipStream(_packed, CompressionMode.Decompress);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">It is no gzip, or not one whole file.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _gzip.ReadAsync(buffer, cancellationToken);
        _length += read;
        return read > 0 || buffer.IsEmpty || _packed.IsWhole(_length)
            ? read
            : throw new InvalidDataException("The length at its end is another.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The packed bytes on their way, of which the last four are kept.</summary>
    private sealed class Packed(Stream stream) : ForwardStream
    {
        private const int LeastBytes = 18;

        private long _count;
        private uint _last;

        /// <summary>True when what was read is a file that says this length, modulo 2^32, at its end.</summary>
        public bool IsWhole(long unpacked) => _count == 0
            || (_count >= LeastBytes && BinaryPrimitives.ReverseEndianness(_last) == unchecked((uint)unpacked));

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            foreach (var value in buffer.Span[Math.Max(0, read - sizeof(uint))..read])
            {
                _last = (_last << 8) | value;
            }

            _count += read;
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                stream.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
