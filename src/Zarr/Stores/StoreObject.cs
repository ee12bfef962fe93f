namespace OmeNgff.Zarr.Stores;

/// <summary>One object of a store, or the asked range of it, opened for reading.</summary>
public sealed class StoreObject : IAsyncDisposable
{
    /// <summary>The whole object's length in bytes; null where the store does not say it beforehand.</summary>
    public required long? TotalLength { get; init; }

    /// <summary>Where <see cref="Content"/> begins in the object.</summary>
    public required long Offset { get; init; }

    /// <summary>
    /// The number of bytes in <see cref="Content"/>; null where only reading it to its end will tell.
    /// </summary>
    public required long? Length { get; init; }

    /// <summary>
    /// Just the asked range, read as it is consumed. An object that was shortened since is an
    /// <see cref="EndOfStreamException"/>, never a short answer; another failure on the way is an
    /// <see cref="IOException"/> or a <see cref="StoreException"/>.
    /// </summary>
    public required Stream Content { get; init; }

    /// <summary>
    /// A strong entity tag of the whole object, with its quotation marks; null where the store gives none.
    /// </summary>
    public required string? ETag { get; init; }

    /// <summary>When the object was last written; null where the store does not say it.</summary>
    public required DateTimeOffset? LastModified { get; init; }

    /// <summary>What is known of the whole object.</summary>
    public StoreObjectState State => new() { TotalLength = TotalLength, ETag = ETag, LastModified = LastModified };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>What is known of an object without its bytes.</summary>
public sealed record StoreObjectState
{
    /// <summary>Its length in bytes; null where the store does not say it beforehand.</summary>
    public required long? TotalLength { get; init; }

    /// <summary>A strong entity tag, with its quotation marks; null where the store gives none.</summary>
    public required string? ETag { get; init; }

    /// <summary>When it was last written; null where the store does not say it.</summary>
    public required DateTimeOffset? LastModified { get; init; }
}
