using OmeNgff.Catalog.Operations;
using OmeNgff.Client.Commits;
using OmeNgff.Ngff;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Idempotency;

/// <summary>How the answer of an endpoint is made anew from what was committed, when it was lost.</summary>
/// <param name="Restore">Makes it.</param>
internal sealed record AnswerRestoration(
    Func<HttpContext, KnownOperation, CancellationToken, Task<IResult>> Restore)
{
    /// <summary>Tells what was committed, as <c>/v1/commits</c> does.</summary>
    internal static readonly AnswerRestoration OfCommit = new((context, known, _) =>
    {
        context.Response.Headers["Change"] = known.Change;
        return Task.FromResult(Answers.Json(new CommitAnswer(
            known.Change,
            known.Versions.Select(pair => new CommittedRecord(RecordPath.Of(pair.Key), pair.Value)).ToEquatableArray())));
    });
}

/// <summary>The endpoint names the operations of its lines itself: <c>{key}/{line}</c>.</summary>
internal sealed record OperationPerLine;
