using System.Collections.Immutable;
using OmeNgff.Client.Json;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Client.Grains;

/// <summary>
/// A record between silos: its JSON, the same that the database keeps and HTTP shows. So a record needs one form only,
/// and code of two releases reads the other's records by the rules of JSON.
/// </summary>
[GenerateSerializer, Alias("omengff.record-json"), Immutable]
public struct RecordJson
{
    /// <summary>The JSON text.</summary>
    [Id(0)]
    public string Json { get; set; }
}

/// <summary>Carries a value as JSON.</summary>
public abstract class JsonConversion<T> : IConverter<T, RecordJson>
{
    /// <inheritdoc/>
    public T ConvertFromSurrogate(in RecordJson surrogate) =>
        (T)CatalogJson.DeserializeOfAnyRelease(surrogate.Json, typeof(T));

    /// <inheritdoc/>
    public RecordJson ConvertToSurrogate(in T value) => new() { Json = CatalogJson.Serialize(value) };
}

/// <summary>Carries an <see cref="ArrayRecord"/> as JSON.</summary>
[RegisterConverter]
public sealed class ArrayRecordConversion : JsonConversion<ArrayRecord>;

/// <summary>Carries an <see cref="ImageRecord"/> as JSON.</summary>
[RegisterConverter]
public sealed class ImageRecordConversion : JsonConversion<ImageRecord>;

/// <summary>Carries a <see cref="DatasetRecord"/> as JSON.</summary>
[RegisterConverter]
public sealed class DatasetRecordConversion : JsonConversion<DatasetRecord>;

/// <summary>Carries a <see cref="SpaceRecord"/> as JSON.</summary>
[RegisterConverter]
public sealed class SpaceRecordConversion : JsonConversion<SpaceRecord>;

/// <summary>Carries an <see cref="AlignmentRecord"/> as JSON.</summary>
[RegisterConverter]
public sealed class AlignmentRecordConversion : JsonConversion<AlignmentRecord>;

/// <summary>Carries an <see cref="AlignmentVersionRecord"/> as JSON.</summary>
[RegisterConverter]
public sealed class AlignmentVersionRecordConversion : JsonConversion<AlignmentVersionRecord>;

/// <summary>Carries a <see cref="ViewpointRecord"/> as JSON.</summary>
[RegisterConverter]
public sealed class ViewpointRecordConversion : JsonConversion<ViewpointRecord>;

/// <summary>Carries a <see cref="CollectionRecord"/> as JSON.</summary>
[RegisterConverter]
public sealed class CollectionRecordConversion : JsonConversion<CollectionRecord>;

/// <summary>Carries a <see cref="Diagnostic"/> as JSON.</summary>
[RegisterConverter]
public sealed class DiagnosticConversion : JsonConversion<Diagnostic>;

/// <summary>An <see cref="EquatableArray{T}"/> between silos.</summary>
[GenerateSerializer, Alias("omengff.list`1"), Immutable]
public struct ListSurrogate<T>
{
    /// <summary>The elements.</summary>
    [Id(0)]
    public ImmutableArray<T> Items { get; set; }
}

/// <summary>Carries an <see cref="EquatableArray{T}"/> as its elements.</summary>
[RegisterConverter]
public sealed class ListConversion<T> : IConverter<EquatableArray<T>, ListSurrogate<T>>
{
    /// <inheritdoc/>
    public EquatableArray<T> ConvertFromSurrogate(in ListSurrogate<T> surrogate) => new(surrogate.Items);

    /// <inheritdoc/>
    public ListSurrogate<T> ConvertToSurrogate(in EquatableArray<T> value) => new() { Items = value.Items };
}
