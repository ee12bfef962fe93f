using System.Collections.Immutable;
using System.Text;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Tests.Search.Dense;

/// <summary>What was registered of one record, told without a look at the index.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id.</param>
/// <param name="Registered">Its place in the order in which all were registered.</param>
/// <param name="Name">Its name.</param>
/// <param name="Tags">Its tags.</param>
internal sealed record DenseRecord(
    RecordKind Kind, string Id, int Registered, string Name, ImmutableArray<string> Tags)
{
    /// <summary>The array, of an image.</summary>
    public DenseArray? Array { get; init; }

    /// <summary>The attribute <c>dose</c> where it is a number.</summary>
    public double? Dose { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether words, a <c>-</c> before those that must not be there, are met.</summary>
    public bool Meets(string? words) => Split(words).All(word =>
        word[0] == '-' ? !Has(word[1..]) : Has(word));

    /// <summary>Whether the name alone has the words.</summary>
    public bool IsNamed(string? words) => Split(words).Where(word => word[0] != '-').All(NameHas);

    /// <summary>Compares two records by properties, <c>-</c> before those that descend. What is absent comes last; those
    /// that nothing tells apart are in the order in which they were registered, in the first property's direction.</summary>
    public static int Compare(DenseRecord one, DenseRecord other, string sort)
    {
        foreach (var key in sort.Split(','))
        {
            var order = (one.Value(key.TrimStart('-')), other.Value(key.TrimStart('-'))) switch
            {
                (null, null) => 0,
                (null, _) => 1,
                (_, null) => -1,
                var (left, right) => Compare(left, right) * (key[0] == '-' ? -1 : 1),
            };
            if (order != 0)
            {
                return order;
            }
        }

        return one.Registered.CompareTo(other.Registered) * (sort[0] == '-' ? -1 : 1);
    }

    /// <summary>Texts are in the order of their bytes.</summary>
    private static int Compare(object one, object other) => one is string text
        ? Encoding.UTF8.GetBytes(text).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes((string)other))
        : Comparer<object>.Default.Compare(one, other);

    public override string ToString() => $"{Kind} {Id}";

    private static string[] Split(string? words) =>
        (words ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private bool Has(string word) => NameHas(word) || Tags.Contains(word, StringComparer.OrdinalIgnoreCase);

    private bool NameHas(string word) => Name.Contains(word, StringComparison.OrdinalIgnoreCase);

    private object? Value(string property) => property switch
    {
        // Names are ordered by their beginnings.
        "name" => Name[..Math.Min(Name.Length, 200)].ToLowerInvariant(),
        "createdAt" => CreatedAt,
        "updatedAt" => UpdatedAt,
        "voxelSize.x" => Array?.VoxelX,
        "voxelSize.z" => Array?.VoxelZ,
        "attributes.dose" => Dose,
        _ => throw new ArgumentException($"'{property}' is not known here.", nameof(property)),
    };
}

/// <summary>An array that many images have as their one level.</summary>
/// <param name="Id">Its id.</param>
/// <param name="VoxelX">The size of its pixels along x in metres, or null.</param>
/// <param name="VoxelZ">The size of its pixels along z in metres, or null.</param>
/// <param name="HasX">Whether it has an axis x at all.</param>
internal sealed record DenseArray(string Id, double? VoxelX, double? VoxelZ, bool HasX)
{
    /// <summary>How many pixels there are along every axis.</summary>
    public const int Size = 32;

    /// <summary>Whether an image of it meets a box along x: everywhere where there is no such axis, nowhere where its unit
    /// is not known.</summary>
    public bool MeetsX(double min, double max) =>
        !HasX || (VoxelX is { } size && -0.5 * size <= max && (Size - 0.5) * size >= min);
}
