namespace OmeNgff.Zarr.Stores;

/// <summary>One object of a store, or the asked range of it, opened for reading.</summary>
public sealed class StoreObject : IAsyncDisposable
{
    /// <summary>The whole object's length in bytes.</summary>
    public required long TotalLength { get; init; }

    /// <summary>Where <see cref="Content"/> begins in the object.</summary>
    public required long Offset { get; init; }

    /// <summary>The number of bytes in <see cref="Content"/>.</summary>
    public required long Length { get; init; }

    /// <summary>
    /// Just the asked range, read as it is consumed. An object that was shortened since is an
    /// <see cref="EndOfStreamException"/>, never a short answer.
    /// </summary>
    public required Stream Content { get; init; }

    /// <summary>A strong entity tag of the whole object, with its quotation marks.</summary>
    public required string ETag { get; init; }

    /// <summary>When the object was last written.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
