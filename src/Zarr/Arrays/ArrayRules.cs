namespace OmeNgff.Zarr.Arrays;

/// <summary>The rules that a <see cref="Stores.StoreException"/> names when an array cannot be read.</summary>
public static class ArrayRules
{
    /// <summary>A group is where an array is needed.</summary>
    public const string ArrayExpected = "array-expected";

    /// <summary>The elements are of a data type that is not read here: no truth value, integer or float.</summary>
    public const string DataTypeUnsupported = "data-type-unsupported";

    /// <summary>The fill value is none of the data type.</summary>
    public const string FillValueInvalid = "fill-value-invalid";

    /// <summary>A codec, a filter, a compressor or a storage transformer is none that is read here.</summary>
    public const string CodecUnsupported = "codec-unsupported";

    /// <summary>A codec's configuration, or the order of the codecs, cannot be.</summary>
    public const string CodecInvalid = "codec-invalid";

    /// <summary>The library that decodes it is not on this machine; the message says how it is installed.</summary>
    public const string CodecLibraryMissing = "codec-library-missing";

    /// <summary>The bytes are not what the codec writes.</summary>
    public const string ChunkCorrupt = "chunk-corrupt";

    /// <summary>A checksum does not fit the bytes.</summary>
    public const string ChunkChecksum = "chunk-checksum-wrong";

    /// <summary>The decoded bytes are fewer or more than the elements of a chunk have.</summary>
    public const string ChunkLength = "chunk-length-wrong";

    /// <summary>
    /// The chunk, or the index of a shard, has more bytes than <see cref="ArrayLimits.MaxChunkBytes"/>; or more is
    /// stored than any codec makes of it.
    /// </summary>
    public const string ChunkTooLarge = "chunk-too-large";

    /// <summary>The shard is shorter than its index, or an entry of the index leads out of it.</summary>
    public const string ShardIndexInvalid = "shard-index-invalid";
}
