using Microsoft.Win32.SafeHandles;

namespace OmeNgff.Silo.Batches;

/// <summary>
/// Answers on their way to a client, who may send all lines before it reads any answer: what it does not take yet is held
/// in memory up to a limit, and beyond that in a temporary file without a name. One writer, one reader.
/// </summary>
internal sealed class AnswerSpool(int maxMemoryBytes = AnswerSpool.DefaultMemoryBytes) : IDisposable
{
    private const int DefaultMemoryBytes = 1 << 18;
    private const int ChunkBytes = 1 << 16;

    private readonly Lock _gate = new();
    private readonly MemoryStream _memory = new();
    private TaskCompletionSource _more = NewSource();
    private SafeFileHandle? _file;
    private long _written;
    private long _read;
    private bool _isComplete;

    /// <summary>True once answers went to a file.</summary>
    internal bool HasFile => _file is not null;

    /// <summary>Adds bytes. Never waits for the client.</summary>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            // While the file holds any, what is newer has to go behind it.
            if (_written == _read && _memory.Length + bytes.Length <= maxMemoryBytes)
            {
                _memory.Write(bytes);
            }
            else
            {
                RandomAccess.Write(_file ??= Open(), bytes, _written);
                _written += bytes.Length;
            }

            _more.TrySetResult();
        }
    }

    /// <summary>Says that no more will be added.</summary>
    internal void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            _more.TrySetResult();
        }
    }

    /// <summary>The next bytes; empty at the end.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> Take(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                var held = TakeHeld();
                if (held.Length > 0 || _isComplete)
                {
                    return held;
                }

                if (_more.Task.IsCompleted)
                {
                    _more = NewSource();
                }

                more = _more.Task;
            }

            await more.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _memory.Dispose();
    }

    private byte[] TakeHeld()
    {
        if (_memory.Length > 0)
        {
            var bytes = _memory.ToArray();
            _memory.SetLength(0);
            return bytes;
        }

        if (_written == _read)
        {
            return [];
        }

        var chunk = new byte[Math.Min(ChunkBytes, _written - _read)];
        var read = RandomAccess.Read(_file!, chunk, _read);
        _read += read;
        if (_read == _written)
        {
            RandomAccess.SetLength(_file!, 0);
            _read = _written = 0;
        }

        return chunk[..read];
    }

    /// <summary>A file that is gone when the process is, however that ends.</summary>
    private static SafeFileHandle Open()
    {
        var path = Path.Join(Path.GetTempPath(), $"omengff-answers-{Guid.NewGuid():N}");
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete);
        File.Delete(path);
        return file;
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
