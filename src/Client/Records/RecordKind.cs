namespace OmeNgff.Client.Records;

/// <summary>The kinds of records.</summary>
public enum RecordKind
{
    /// <summary>One Zarr array.</summary>
    Array,

    /// <summary>The unit of ownership and permission.</summary>
    Dataset,

    /// <summary>An image group.</summary>
    Image,
}

/// <summary>The text form of <see cref="RecordKind"/>, as in references and in the database.</summary>
public static class RecordKinds
{
    /// <summary>The kind as text: <c>array</c>.</summary>
    public static string Text(this RecordKind kind) => kind switch
    {
        RecordKind.Array => "array",
        RecordKind.Dataset => "dataset",
        RecordKind.Image => "image",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Parses exactly the text of one kind.</summary>
    public static bool TryParse(string? text, out RecordKind kind)
    {
        foreach (var candidate in Enum.GetValues<RecordKind>())
        {
            if (string.Equals(candidate.Text(), text, StringComparison.Ordinal))
            {
                kind = candidate;
                return true;
            }
        }

        kind = default;
        return false;
    }

    /// <summary>The kind that a text names.</summary>
    /// <exception cref="ArgumentException">It names none.</exception>
    public static RecordKind Parse(string text) => TryParse(text, out var kind)
        ? kind
        : throw new ArgumentException($"There is no kind '{text}'.", nameof(text));

    /// <summary>The kind of a record type.</summary>
    public static RecordKind Of<TRecord>()
        where TRecord : CatalogRecord =>
        typeof(TRecord) == typeof(ArrayRecord) ? RecordKind.Array
        : typeof(TRecord) == typeof(ImageRecord) ? RecordKind.Image
        : typeof(TRecord) == typeof(DatasetRecord) ? RecordKind.Dataset
        : throw new NotSupportedException($"{typeof(TRecord)} is no record.");
}
