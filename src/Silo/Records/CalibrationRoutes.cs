using System.Collections.Immutable;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Silo.Http;
using OmeNgff.Silo.Operations;

namespace OmeNgff.Silo.Records;

/// <summary><c>POST /v1/images/{id}:calibrate</c>: the voxel size, corrected once.</summary>
public static class CalibrationRoutes
{
    /// <summary>Maps the action.</summary>
    public static void MapCalibration(this IEndpointRouteBuilder app) =>
        app.MapPost("/v1/images/{id}:calibrate", Calibrate)
            .WithTags("images")
            .WithSummary("Corrects the voxel size; all levels, derived arrays and views that follow from it follow.")
            .Takes<CalibrationRequest>().Produces<ImageRecord>()
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);

    private static async Task<IResult> Calibrate(
        string id,
        HttpContext context,
        IGrainFactory grains,
        LostCalls calls,
        RequestBodies bodies,
        CancellationToken cancellationToken)
    {
        var image = RecordId.IsValid(id) ? grains.GetGrain<IImageGroupGrain>(id) : null;
        if (image is null
            || await calls.Read(() => image.Get(cancellationToken), cancellationToken) is not { } current)
        {
            throw ProblemException.NotFound("image", id);
        }

        var expected = Preconditions.RequireMatch(context.Request, "image", id, current.Version);
        var request = RequestBodies.Bind<CalibrationRequest>(await bodies.Read(context.Request, cancellationToken));
        var command = new CalibrateCommand(
            expected,
            request.Scale.ToImmutableSortedDictionary(StringComparer.Ordinal),
            request.Unit,
            (request.ArrayVersions ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal),
            Caller.Local,
            WriteOptions.Reason(context.Request, "calibrated"))
        {
            DryRun = WriteOptions.IsDryRun(context.Request),
            // A correction changes arrays, and may leave the image's own version as it is.
            Operation = LostCalls.NameOf(context),
        };
        var written = await calls.Write(
            () => image.Calibrate(command, cancellationToken),
            async () => await calls.Find(command.Operation!, cancellationToken) is { } known
                ? new Written<ImageRecord>(
                    await calls.Read(() => image.Get(cancellationToken), cancellationToken), known.Change, [])
                : null,
            cancellationToken);
        var shown = written.Record ?? current;
        if (written.Change.Length > 0)
        {
            context.Response.Headers["Change"] = written.Change;
            context.Response.Headers.ETag = RecordTag.Of(shown);
        }

        return Answers.Json(
            written.PendingViews.IsEmpty ? shown : shown with { PendingViews = written.PendingViews });
    }
}

/// <summary>A correction of a voxel size.</summary>
public sealed record CalibrationRequest
{
    /// <summary>The right size of a pixel of the first level, by the name of the axis.</summary>
    public required Dictionary<string, double> Scale { get; init; }

    /// <summary>The unit of these numbers; that of each axis when it is left out.</summary>
    public string? Unit { get; init; }

    /// <summary>Versions of arrays that the correction was based on, by id.</summary>
    public Dictionary<string, long>? ArrayVersions { get; init; }
}
