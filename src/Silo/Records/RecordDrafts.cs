using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Json;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Records;

/// <summary>
/// Reads what requests ask of records, alone or in commits and batches. Pointers of refusals lead into the body.
/// </summary>
public sealed class RecordDrafts(TimeProvider time)
{
    /// <summary>A new record, under the id in the body or a made one.</summary>
    /// <exception cref="ProblemException">400, with the pointer of what does not fit.</exception>
    public RequestedChange Create(RecordKind kind, RawJson body, string reason)
    {
        var (record, arrays) = Read(kind, body, reason);
        return Change(record.Id.Length > 0 ? record : record with { Id = RecordId.New(time) }, null, arrays, reason);
    }

    /// <summary>A record in place of the one that stands, or a new one where none does.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="id">The id; the body says no other.</param>
    /// <param name="body">The record.</param>
    /// <param name="current">The record that stands, or null.</param>
    /// <param name="reason">Why.</param>
    /// <exception cref="ProblemException">400, with the pointer of what does not fit.</exception>
    public RequestedChange Put(RecordKind kind, string id, RawJson body, CatalogRecord? current, string reason)
    {
        var (record, arrays) = Read(kind, body, reason);
        return record.Id.Length == 0 || record.Id == id
            ? Change(record with { Id = id }, current, arrays, reason)
            : throw ProblemException.Invalid(
                "/id", "id-mismatch", $"The id in the body must be '{id}', as in the path.");
    }

    /// <summary>The record that stands with some fields changed (JSON Merge Patch).</summary>
    /// <exception cref="ProblemException">400, with the pointer of what does not fit; 503: a later release wrote it.</exception>
    public RequestedChange Patch(CatalogRecord current, RawJson patch, string reason)
    {
        if (patch.Element.ValueKind != JsonValueKind.Object)
        {
            throw ProblemException.Invalid("", "object-expected", "A merge patch must be an object.");
        }

        if (current.IsOfNewerRelease)
        {
            throw ProblemException.NewerRelease(current.Kind.Text(), current.Id);
        }

        var json = JsonSerializer.Serialize(current.WithoutDerived(), current.Kind.RecordType(), CatalogJson.Options);
        return Put(current.Kind, current.Id, MergePatch.Apply(RawJson.Parse(json), patch), current, reason);
    }

    private static RequestedChange Change(
        CatalogRecord record, CatalogRecord? current, ImmutableArray<InlineArray> arrays, string reason) =>
        new(RecordChange.Put(Keep(record, current), current?.Version ?? 0, reason), arrays);

    /// <summary>Fields that the server keeps whatever a request says.</summary>
    private static CatalogRecord Keep(CatalogRecord record, CatalogRecord? current) => record switch
    {
        ImageRecord image => image with
        {
            Diagnostics = (current as ImageRecord)?.Diagnostics,
            OmeVersion = (current as ImageRecord)?.OmeVersion,
        },
        AlignmentRecord alignment => alignment with
        {
            DefaultVersion = (current as AlignmentRecord)?.DefaultVersion,
            LastVersion = (current as AlignmentRecord)?.LastVersion ?? 0,
        },
        CollectionRecord collection => collection with
        {
            Origin = (current as CollectionRecord)?.Origin,
            Diagnostics = (current as CollectionRecord)?.Diagnostics,
        },
        _ => record,
    };

    private (CatalogRecord Record, ImmutableArray<InlineArray> Arrays) Read(
        RecordKind kind, RawJson body, string reason)
    {
        if (body.Element.ValueKind != JsonValueKind.Object)
        {
            throw ProblemException.Invalid("", "object-expected", "The body must be an object.");
        }

        var (json, arrays) = kind == RecordKind.Image ? TakeInlineArrays(body) : (body, []);
        var record = (CatalogRecord)RequestBodies.Bind(json, kind.RecordType());
        return (record,
        [
            // The dataset is not among the fields that were checked.
            .. arrays.Select(array => new InlineArray(
                array.Pointer,
                array.Array with { Record = array.Array.Record! with { Dataset = record.Dataset }, Reason = reason })),
        ]);
    }

    private (RawJson Image, List<(string Pointer, RecordChange Array)> Arrays) TakeInlineArrays(RawJson json)
    {
        var arrays = new List<(string, RecordChange)>();
        if (json.Member("levels") is not { ValueKind: JsonValueKind.Array } levels
            || !levels.EnumerateArray().Any(level => Inline(level) is not null))
        {
            return (json, arrays);
        }

        var image = JsonObject.Create(json.Element)!;
        var index = 0;
        foreach (var level in levels.EnumerateArray())
        {
            if (Inline(level) is { } inline)
            {
                var pointer = $"/levels/{index}/array";
                var array = BindInline(inline, pointer);
                arrays.Add((pointer, array));
                image["levels"]![index]!["array"] = array.Id;
            }

            index++;
        }

        return (RawJson.Parse(image.ToJsonString()), arrays);
    }

    private static JsonElement? Inline(JsonElement level) =>
        level.ValueKind == JsonValueKind.Object
        && level.TryGetProperty("array", out var array) && array.ValueKind == JsonValueKind.Object
            ? array
            : null;

    private RecordChange BindInline(JsonElement json, string pointer)
    {
        try
        {
            var array = RequestBodies.Bind<ArrayRecord>(new RawJson(json));
            array = array.Id.Length > 0 ? array : array with { Id = RecordId.New(time) };
            return RecordRules.Complete(RecordChange.Put(array, 0, ""));
        }
        catch (ProblemException refusal)
        {
            throw ProblemException.Invalid(refusal.Problem.Errors
                .Select(error => error with { Pointer = pointer + error.Pointer }).ToEquatableArray());
        }
    }
}
