using OmeNgff.Client.Json;
using OmeNgff.Client.Records;
using OmeNgff.Client.Transforms;

namespace OmeNgff.Client.Http;

/// <summary>Paths between coordinate spaces.</summary>
public sealed partial class OmeNgffClient
{
    /// <summary>How points come from one coordinate space to another.</summary>
    /// <param name="from">The space that points come from: <c>array:{id}</c>, <c>image:{id}</c> or <c>space:{id}</c>.</param>
    /// <param name="to">The space that points go to.</param>
    /// <param name="pins">Versions that the path must take: <c>alignment@version</c>.</param>
    /// <param name="asOf">The time to look at, or null for now.</param>
    /// <param name="withAlternatives">True to list other paths with as few alignments.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<TransformAnswer> GetTransform(
        string from,
        string to,
        IReadOnlyCollection<string>? pins = null,
        DateTimeOffset? asOf = null,
        bool withAlternatives = false,
        CancellationToken cancellationToken = default) =>
        _connection.Get<TransformAnswer>(
            "v1/transforms" + Query(
            [
                ("from", from),
                ("to", to),
                ("asOf", asOf?.ToString("O")),
                ("alternatives", withAlternatives ? "true" : null),
                .. (pins ?? []).Select(pin => ("pin", (string?)pin)),
            ]),
            cancellationToken);

    /// <summary>Carries points from one coordinate space to another, up to 100 000 a call.</summary>
    public Task<PointsAnswer> CarryPoints(PointsRequest request, CancellationToken cancellationToken = default) =>
        _connection.SendJson<PointsAnswer>(
            HttpMethod.Post, "v1/transforms/points", CatalogJson.Serialize(request), cancellationToken);

    /// <summary>Carries boxes from one coordinate space to another.</summary>
    public Task<BoxesAnswer> CarryBoxes(BoxesRequest request, CancellationToken cancellationToken = default) =>
        _connection.SendJson<BoxesAnswer>(
            HttpMethod.Post, "v1/transforms/boxes", CatalogJson.Serialize(request), cancellationToken);

    /// <summary>The box that an image fills in a space.</summary>
    /// <param name="image">The image's id.</param>
    /// <param name="space">The id of the space; its own if null.</param>
    /// <param name="pins">Versions that the way there must take.</param>
    /// <param name="asOf">The time to look at, or null for now.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<ExtentAnswer> GetExtent(
        string image,
        string? space = null,
        IReadOnlyCollection<string>? pins = null,
        DateTimeOffset? asOf = null,
        CancellationToken cancellationToken = default) =>
        _connection.Get<ExtentAnswer>(
            RecordPath(RecordKind.Image, image) + "/extent" + Query(
            [
                ("space", space),
                ("asOf", asOf?.ToString("O")),
                .. (pins ?? []).Select(pin => ("pin", (string?)pin)),
            ]),
            cancellationToken);

    /// <summary>A page of the records that resolve through an alignment.</summary>
    public Task<Page<Impact>> GetImpact(
        string alignment, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.Get<Page<Impact>>(
            RecordPath(RecordKind.Alignment, alignment) + "/impact" + Query(("limit", Text(limit)), ("cursor", cursor)),
            cancellationToken);
}
