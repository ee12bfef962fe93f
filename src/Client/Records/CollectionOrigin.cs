using OmeNgff.Ngff;

namespace OmeNgff.Client.Records;

/// <summary>What an import wrote of a collection, so that a later one knows what has changed on which side.</summary>
public sealed record CollectionOrigin
{
    /// <summary>SHA-256 of what was taken over, in hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>The versions of the collection and of a scene's spaces that the import left, by reference.</summary>
    public IReadOnlyDictionary<string, long> Versions { get; init; } = new Dictionary<string, long>();

    /// <summary>The alignment versions that say what the source says: <c>alignment@version</c>.</summary>
    public EquatableArray<string> Pins { get; init; }
}
