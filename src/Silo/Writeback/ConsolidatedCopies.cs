using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Arrays.Consolidated;
using OmeNgff.Ngff.Json;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Writeback;

/// <summary>
/// The copies of an image's documents in Zarr-consolidated metadata, which go stale when the documents change: those in
/// the image's own group, and those in groups above it.
/// </summary>
internal static class ConsolidatedCopies
{
    private const string Inline = "consolidated_metadata";

    /// <summary>A document that holds copies, with those of an image's documents made true.</summary>
    /// <param name="holder">A <c>.zmetadata</c> or the <c>zarr.json</c> of a group.</param>
    /// <param name="zarrFormat">2 or 3.</param>
    /// <param name="prefix">
    /// The image's path below that group, with a slash at its end; empty for the group itself.
    /// </param>
    /// <param name="documents">The image's documents as they are to be.</param>
    /// <returns>The document; null when its copies are malformed; the same when it holds none of the image's.</returns>
    internal static RawJson? Updated(
        RawJson holder, int zarrFormat, string prefix, ImmutableArray<PlannedDocument> documents)
    {
        var read = zarrFormat == 2 ? ConsolidatedMetadata.ReadV2(holder) : ConsolidatedMetadata.ReadV3(holder);
        if (read is not { Usable: true })
        {
            return read is null ? holder : null;
        }

        if (prefix.Length > 0 && !read.Documents.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            return holder;
        }

        var json = JsonObject.Create(holder.Element)!;
        var copies = (zarrFormat == 2 ? json : json[Inline]!)["metadata"]!.AsObject();
        foreach (var document in documents)
        {
            var key = prefix + document.Key;
            if (zarrFormat == 2)
            {
                copies[key] = JsonObject.Create(document.Content.Element);
            }
            else if (key != "zarr.json")
            {
                var path = key[..^"/zarr.json".Length];
                var own = (copies[path] as JsonObject)?[Inline];
                var copy = JsonObject.Create(Json.Without(document.Content, Inline).Element)!;
                if (own is not null)
                {
                    copy[Inline] = own.DeepClone();
                }

                copies[path] = copy;
            }
        }

        return Json.Of(json);
    }

    /// <summary>A group without the copies that it holds.</summary>
    internal static RawJson Dropped(RawJson group) => Json.Without(group, Inline);

    /// <summary>The documents of groups above an image that hold copies of its documents and are to change.</summary>
    /// <param name="stores">Opens folders above the store.</param>
    /// <param name="location">Where the image lies.</param>
    /// <param name="zarrFormat">2 or 3.</param>
    /// <param name="documents">The image's documents as they are to be.</param>
    /// <param name="limits">Bounds on documents.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    internal static async Task<ImmutableArray<AboveDocument>> Above(
        StoreFactory stores,
        Location location,
        int zarrFormat,
        ImmutableArray<PlannedDocument> documents,
        StoreLimits limits,
        CancellationToken cancellationToken)
    {
        var above = ImmutableArray.CreateBuilder<AboveDocument>();
        var (address, prefix, up) = (location.Address, "", "");
        while (StoreAddress.Parent(address) is { } parent)
        {
            prefix = $"{StoreAddress.Name(address)}/{prefix}";
            up += "../";
            address = parent;
            try
            {
                var store = stores.Open(address);
                var holder = zarrFormat == 2 ? ".zmetadata" : "zarr.json";
                if (await store.ReadDocument(holder, limits, cancellationToken) is { } existing
                    && Updated(existing, zarrFormat, prefix, documents) is { } updated)
                {
                    var planned = new PlannedDocument(up + holder, updated, existing);
                    above.Add(new AboveDocument(address, holder, up, planned));
                }
            }
            catch (StoreException)
            {
                // Not ours to read, or no JSON: no copies that anybody reads from here.
                break;
            }
        }

        return [.. above.Where(document => document.Planned.IsChanged)];
    }
}

/// <summary>A document of a group above an image.</summary>
/// <param name="Store">The address of that group.</param>
/// <param name="Key">The document's key there.</param>
/// <param name="Up">The way there from the image: <c>../</c> as often as it takes.</param>
/// <param name="Planned">What it says and is to say.</param>
internal sealed record AboveDocument(string Store, string Key, string Up, PlannedDocument Planned);
