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

    internal static RecordJson Of<T>(in T value) => new() { Json = CatalogJson.Serialize(value) };

    internal readonly T To<T>() => CatalogJson.Deserialize<T>(Json);
}

/// <summary>Carries an <see cref="ArrayRecord"/> as JSON.</summary>
[RegisterConverter]
public sealed class ArrayRecordConversion : IConverter<ArrayRecord, RecordJson>
{
    /// <inheritdoc/>
    public ArrayRecord ConvertFromSurrogate(in RecordJson surrogate) => surrogate.To<ArrayRecord>();

    /// <inheritdoc/>
    public RecordJson ConvertToSurrogate(in ArrayRecord value) => RecordJson.Of(value);
}

/// <summary>Carries an <see cref="ImageRecord"/> as JSON.</summary>
[RegisterConverter]
public sealed class ImageRecordConversion : IConverter<ImageRecord, RecordJson>
{
    /// <inheritdoc/>
    public ImageRecord ConvertFromSurrogate(in RecordJson surrogate) => surrogate.To<ImageRecord>();

    /// <inheritdoc/>
    public RecordJson ConvertToSurrogate(in ImageRecord value) => RecordJson.Of(value);
}

/// <summary>Carries a <see cref="DatasetRecord"/> as JSON.</summary>
[RegisterConverter]
public sealed class DatasetRecordConversion : IConverter<DatasetRecord, RecordJson>
{
    /// <inheritdoc/>
    public DatasetRecord ConvertFromSurrogate(in RecordJson surrogate) => surrogate.To<DatasetRecord>();

    /// <inheritdoc/>
    public RecordJson ConvertToSurrogate(in DatasetRecord value) => RecordJson.Of(value);
}

/// <summary>Carries a <see cref="Diagnostic"/> as JSON.</summary>
[RegisterConverter]
public sealed class DiagnosticConversion : IConverter<Diagnostic, RecordJson>
{
    /// <inheritdoc/>
    public Diagnostic ConvertFromSurrogate(in RecordJson surrogate) => surrogate.To<Diagnostic>();

    /// <inheritdoc/>
    public RecordJson ConvertToSurrogate(in Diagnostic value) => RecordJson.Of(value);
}

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
