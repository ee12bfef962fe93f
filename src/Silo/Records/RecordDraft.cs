using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Json;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Records;

/// <summary>A record as a request describes it, and the arrays that an image brings along.</summary>
/// <param name="Record">The record.</param>
/// <param name="Arrays">Arrays that stand inline in an image's levels; new records of their own.</param>
public sealed record RecordDraft<TRecord>(TRecord Record, ImmutableArray<ArrayRecord> Arrays)
    where TRecord : CatalogRecord;

/// <summary>Reads drafts from requests.</summary>
public static class RecordDraft
{
    /// <summary>Reads a draft from a request's JSON.</summary>
    /// <exception cref="ProblemException">400, with the pointer of what does not fit.</exception>
    public static RecordDraft<TRecord> Read<TRecord>(RawJson json, TimeProvider time)
        where TRecord : CatalogRecord
    {
        if (json.Element.ValueKind != JsonValueKind.Object)
        {
            throw ProblemException.Invalid("", "object-expected", "The body must be an object.");
        }

        if (typeof(TRecord) != typeof(ImageRecord))
        {
            return new RecordDraft<TRecord>(RequestBodies.Bind<TRecord>(json), []);
        }

        var (image, arrays) = TakeInlineArrays(json, time);
        var record = RequestBodies.Bind<TRecord>(image);
        return new RecordDraft<TRecord>(
            record, [.. arrays.Select(array => array with { Dataset = record.Dataset })]);
    }

    private static (RawJson Image, List<ArrayRecord> Arrays) TakeInlineArrays(RawJson json, TimeProvider time)
    {
        var arrays = new List<ArrayRecord>();
        if (json.Member("levels") is not { ValueKind: JsonValueKind.Array } levels
            || !levels.EnumerateArray().Any(level => level.ValueKind == JsonValueKind.Object
                && level.TryGetProperty("array", out var array) && array.ValueKind == JsonValueKind.Object))
        {
            return (json, arrays);
        }

        var image = JsonObject.Create(json.Element)!;
        for (var index = 0; index < levels.GetArrayLength(); index++)
        {
            if (levels[index].ValueKind != JsonValueKind.Object
                || !levels[index].TryGetProperty("array", out var inline)
                || inline.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            var array = Prefixed($"/levels/{index}/array", () =>
            {
                var bound = RequestBodies.Bind<ArrayRecord>(new RawJson(inline));
                bound = bound.Id.Length == 0 ? bound with { Id = RecordId.New(time) } : bound;
                return (ArrayRecord)RecordRules.Complete(RecordChange.Put(bound, 0, "")).Record!;
            });
            arrays.Add(array);
            image["levels"]![index]!["array"] = array.Id;
        }

        return (RawJson.Parse(image.ToJsonString()), arrays);
    }

    private static ArrayRecord Prefixed(string prefix, Func<ArrayRecord> bind)
    {
        try
        {
            return bind();
        }
        catch (ProblemException refusal)
        {
            throw ProblemException.Invalid(refusal.Problem.Errors
                .Select(error => error with { Pointer = prefix + error.Pointer }).ToEquatableArray());
        }
    }
}
