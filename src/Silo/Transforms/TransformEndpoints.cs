using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Transforms;
using OmeNgff.Grains.Spaces;
using OmeNgff.Ngff;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Transforms;

/// <summary>Paths between coordinate spaces, and points and boxes that are carried along them.</summary>
public sealed class TransformEndpoints(
    PathResolution resolution,
    PathCarrier carrier,
    AlignmentImpact impact,
    IGrainFactory grains,
    RequestBodies bodies)
{
    /// <summary>How many boxes a request may have (limit <c>MaxBoxes</c>).</summary>
    public const int MaxBoxes = 10_000;

    /// <summary><c>GET /v1/transforms</c></summary>
    public async Task<IResult> Get(HttpContext context, CancellationToken cancellationToken)
    {
        var request = TransformQuery.Read(context.Request);
        return Answers.Json((await resolution.Resolve(request, cancellationToken)).Answer(request));
    }

    /// <summary><c>POST /v1/transforms/points</c></summary>
    public async Task<IResult> Points(HttpContext context, CancellationToken cancellationToken)
    {
        var body = await bodies.ReadBytes(context.Request, PointsBody.Read, cancellationToken);
        var path = await resolution.Resolve(body.Request, cancellationToken);
        return new PointsResult(path, await carrier.Carry(path.Map, body.Coordinates, body.Rank, cancellationToken));
    }

    /// <summary><c>POST /v1/transforms/boxes</c></summary>
    public async Task<IResult> Boxes(HttpContext context, CancellationToken cancellationToken)
    {
        var body = RequestBodies.Bind<BoxesRequest>(await bodies.Read(context.Request, cancellationToken));
        if (body.Boxes.Count > MaxBoxes)
        {
            throw ProblemException.Invalid(
                "/boxes", "box-count", $"A request has at most {MaxBoxes} boxes (limit MaxBoxes).");
        }

        var path = await resolution.Resolve(
            new PathRequest(body.From, body.To) { Pins = body.Pins, AsOf = body.AsOf }, cancellationToken);
        Check(body.Boxes, path.Map.FromAxes.Count);
        var carried = new List<TransformBox?>(body.Boxes.Count);
        foreach (var box in body.Boxes)
        {
            carried.Add(await carrier.Carry(path.Map, box, cancellationToken));
        }

        return Answers.Json(new BoxesAnswer
        {
            Boxes = carried.ToEquatableArray(),
            Axes = path.Map.ToAxes,
            Path = path.Steps,
            Diagnostics = path.Diagnostics.IsEmpty ? null : path.Diagnostics,
            Change = path.Change,
        });
    }

    /// <summary><c>GET /v1/images/{id}/extent</c></summary>
    public async Task<IResult> Extent(HttpContext context, string id, CancellationToken cancellationToken)
    {
        if (!RecordId.IsValid(id))
        {
            throw ProblemException.NotFound("image", id);
        }

        var own = $"image:{id}";
        var space = context.Request.Query["space"].FirstOrDefault() switch
        {
            null or "" => own,
            var text when text.Contains(':', StringComparison.Ordinal) => text,
            var text => $"space:{text}",
        };
        var path = await resolution.Resolve(TransformQuery.Read(context.Request, own, space), cancellationToken);
        var extent = path.FromImage!.Extent;
        var box = await carrier.Carry(path.Map, new TransformBox(extent.Min, extent.Max), cancellationToken)
            ?? throw new ProblemException(new Problem("/problems/no-extent", "No extent", 409,
                $"The image '{id}' lies outside of a field that its way to '{space}' leads through, or beyond the range of "
                + "numbers."));
        return Answers.Json(new ExtentAnswer
        {
            Image = id,
            Space = space,
            Axes = path.Map.ToAxes,
            Min = box.Min,
            Max = box.Max,
            Exact = box.Exact == true,
            Path = path.Steps,
            Diagnostics = path.Diagnostics.IsEmpty ? null : path.Diagnostics,
            Change = path.Change,
        });
    }

    /// <summary><c>GET /v1/alignments/{id}/impact</c></summary>
    public async Task<IResult> Impact(HttpContext context, string id, CancellationToken cancellationToken)
    {
        if (!RecordId.IsValid(id) || await grains.GetGrain<IAlignmentGrain>(id).Get(cancellationToken) is null)
        {
            throw ProblemException.NotFound("alignment", id);
        }

        var limit = Paging.Limit(context.Request);
        var after = Paging.Cursor<string>(context.Request) ?? "";
        var found = (await impact.Find(id, cancellationToken))
            .Where(item => string.CompareOrdinal(Key(item), after) > 0).Take(limit + 1).ToList();
        return Answers.Json(Paging.Page(context, found, limit, Key));

        static string Key(Impact item) => $"{item.Kind.Text()}:{item.Id}";
    }

    private static void Check(EquatableArray<TransformBox> boxes, int rank)
    {
        for (var index = 0; index < boxes.Count; index++)
        {
            var (min, max) = (boxes[index].Min, boxes[index].Max);
            if (min.Count != rank || max.Count != rank)
            {
                throw ProblemException.Invalid($"/boxes/{index}", "box-rank",
                    $"A box has {rank} minima and {rank} maxima here, one of each per axis of the space.");
            }

            if (!min.Concat(max).All(double.IsFinite))
            {
                throw ProblemException.Invalid($"/boxes/{index}", "box-not-finite",
                    "The edges of a box are numbers that double precision holds.");
            }

            if (min.Zip(max).Any(pair => pair.First > pair.Second))
            {
                throw ProblemException.Invalid(
                    $"/boxes/{index}", "box-empty", "A minimum of the box is greater than its maximum.");
            }
        }
    }
}
