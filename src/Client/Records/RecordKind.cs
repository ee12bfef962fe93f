namespace OmeNgff.Client.Records;

/// <summary>The kinds of records.</summary>
public enum RecordKind
{
    /// <summary>A named edge between two coordinate spaces.</summary>
    Alignment,

    /// <summary>One version of an alignment.</summary>
    AlignmentVersion,

    /// <summary>One Zarr array.</summary>
    Array,

    /// <summary>A plate, a well, a series, a scene or a list of image groups.</summary>
    Collection,

    /// <summary>The unit of ownership and permission.</summary>
    Dataset,

    /// <summary>An image group.</summary>
    Image,

    /// <summary>A catalogued coordinate system with an identity.</summary>
    Space,

    /// <summary>A named set of image groups in one space.</summary>
    Viewpoint,
}

/// <summary>The text form and the record type of each <see cref="RecordKind"/>.</summary>
public static class RecordKinds
{
    private static readonly (RecordKind Kind, string Text, Type Type)[] Known =
    [
        (RecordKind.Alignment, "alignment", typeof(AlignmentRecord)),
        (RecordKind.AlignmentVersion, "alignmentVersion", typeof(AlignmentVersionRecord)),
        (RecordKind.Array, "array", typeof(ArrayRecord)),
        (RecordKind.Collection, "collection", typeof(CollectionRecord)),
        (RecordKind.Dataset, "dataset", typeof(DatasetRecord)),
        (RecordKind.Image, "image", typeof(ImageRecord)),
        (RecordKind.Space, "space", typeof(SpaceRecord)),
        (RecordKind.Viewpoint, "viewpoint", typeof(ViewpointRecord)),
    ];

    /// <summary>The kind as text, as in references, in the database and in JSON: <c>array</c>.</summary>
    public static string Text(this RecordKind kind) => Known[(int)kind].Text;

    /// <summary>The kind in a sentence: <c>alignment version</c>.</summary>
    public static string Words(this RecordKind kind) =>
        kind == RecordKind.AlignmentVersion ? "alignment version" : kind.Text();

    /// <summary>A noun, such as the text of a kind, after its indefinite article: <c>an array</c>.</summary>
    public static string WithArticle(string noun)
    {
        ArgumentException.ThrowIfNullOrEmpty(noun);
        return $"{("aeiou".Contains(noun[0], StringComparison.Ordinal) ? "an" : "a")} {noun}";
    }

    /// <summary>The type of the kind's records.</summary>
    public static Type RecordType(this RecordKind kind) => Known[(int)kind].Type;

    /// <summary>Parses exactly the text of one kind.</summary>
    public static bool TryParse(string? text, out RecordKind kind)
    {
        foreach (var candidate in Known)
        {
            if (string.Equals(candidate.Text, text, StringComparison.Ordinal))
            {
                kind = candidate.Kind;
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
        where TRecord : CatalogRecord => KindOf<TRecord>.Kind;

    private static class KindOf<TRecord>
    {
        internal static readonly RecordKind Kind = Array.Find(Known, known => known.Type == typeof(TRecord)) is
        { Type: not null } found
            ? found.Kind
            : throw new NotSupportedException($"{typeof(TRecord)} is no record.");
    }
}
