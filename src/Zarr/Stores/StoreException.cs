namespace OmeNgff.Zarr.Stores;

/// <summary>Something in a store cannot, or must not, be read.</summary>
/// <param name="path">The full address of what was asked for, as the caller named it.</param>
/// <param name="rule">
/// Why, kebab-case; one of <see cref="StoreRules"/>, <see cref="Arrays.ArrayRules"/> or <see cref="Fields.FieldRules"/>.
/// </param>
/// <param name="message">A sentence for people.</param>
/// <param name="cause">What it came from, or null.</param>
public sealed class StoreException(string path, string rule, string message, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>The full address of what was asked for, as the caller named it.</summary>
    public string Path { get; } = path;

    /// <summary>Why, kebab-case; as above.</summary>
    public string Rule { get; } = rule;
}

/// <summary>The rules that a <see cref="StoreException"/> about stores and documents names.</summary>
public static class StoreRules
{
    /// <summary>The address is no absolute path and no well-formed URL.</summary>
    public const string AddressInvalid = "address-invalid";

    /// <summary>The key has an empty, <c>.</c> or <c>..</c> segment, a backslash or a NUL, or is absolute.</summary>
    public const string KeyInvalid = "key-invalid";

    /// <summary>The address, or what a symbolic link leads to, lies outside the allowed folders.</summary>
    public const string PathOutsideRoots = "path-outside-roots";

    /// <summary>No folder is at the address.</summary>
    public const string StoreMissing = "store-missing";

    /// <summary>
    /// It cannot be read: permissions, an I/O error, no regular file; over HTTP no connection, no time left, or an
    /// answer that is neither the object, nor its absence, nor a refusal.
    /// </summary>
    public const string StoreUnreadable = "store-unreadable";

    /// <summary>
    /// The server answered 403: it refuses the object, or it is S3, where that is also the answer for an absent key to
    /// whoever may not list the bucket.
    /// </summary>
    public const string StoreForbidden = "store-forbidden";

    /// <summary>The address lies below none of <see cref="StoreOptions.Prefixes"/>.</summary>
    public const string AddressNotAllowed = "address-not-allowed";

    /// <summary>No store reads addresses of this scheme, or <see cref="StoreOptions"/> does not allow it.</summary>
    public const string StoreUnsupported = "store-unsupported";

    /// <summary>The store may be read and not written: <see cref="StoreOptions.WritableRoots"/>.</summary>
    public const string StoreReadOnly = "store-read-only";

    /// <summary>A document cannot be written: no such folder, permissions, no space, an I/O error.</summary>
    public const string StoreUnwritable = "store-unwritable";

    /// <summary>The document is a symbolic link, and is not replaced: others may read what it leads to.</summary>
    public const string DocumentLinked = "document-linked";

    /// <summary>
    /// The store can open objects whose keys are known, but cannot say what lies in a folder: HTTP has no listing.
    /// </summary>
    public const string StoreNotListable = "store-not-listable";

    /// <summary>The document is larger than <see cref="StoreLimits.MaxDocumentBytes"/>.</summary>
    public const string DocumentTooLarge = "document-too-large";

    /// <summary>The document is not JSON, or JSON that cannot be kept.</summary>
    public const string JsonInvalid = "json-invalid";

    /// <summary>The document is the beginning of JSON.</summary>
    public const string JsonTruncated = "json-truncated";

    /// <summary>The document is nested deeper than <see cref="StoreLimits.MaxDocumentDepth"/>.</summary>
    public const string JsonTooDeep = "json-too-deep";

    /// <summary>The document's <c>zarr_format</c> is absent or not the one that its key says.</summary>
    public const string ZarrFormatInvalid = "zarr-format-invalid";

    /// <summary>The document's <c>node_type</c> is neither <c>array</c> nor <c>group</c>.</summary>
    public const string NodeTypeInvalid = "node-type-invalid";

    /// <summary>The attributes are not a JSON object.</summary>
    public const string AttributesInvalid = "attributes-invalid";

    /// <summary>No document of a Zarr group or array is at the address.</summary>
    public const string NodeMissing = "node-missing";

    /// <summary>
    /// The hierarchy is deeper or larger than <see cref="StoreLimits.MaxHierarchyDepth"/>,
    /// <see cref="StoreLimits.MaxHierarchyNodes"/> or <see cref="StoreLimits.MaxHierarchyBytes"/>.
    /// </summary>
    public const string HierarchyTooLarge = "hierarchy-too-large";
}
