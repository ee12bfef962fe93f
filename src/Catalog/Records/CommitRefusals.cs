using Npgsql;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>What a broken constraint means to the caller.</summary>
internal static class CommitRefusals
{
    /// <summary>The refusal, or null when the breach is a fault of ours.</summary>
    internal static ProblemException? Of(PostgresException violation, CommitRequest request)
    {
        var created = request.Changes.Where(change => change.ExpectedVersion == 0).ToList();
        var taken = created.Find(change =>
            violation.Detail?.Contains($"({change.Kind.Text()}, {change.Id})", StringComparison.Ordinal) is true)
            ?? created.FirstOrDefault();
        return (violation.SqlState, violation.ConstraintName) switch
        {
            (PostgresErrorCodes.UniqueViolation, "records_key" or "history_key") when taken is not null =>
                ProblemException.Exists(taken.Kind.Text(), taken.Id),
            (PostgresErrorCodes.UniqueViolation, "sources_key") =>
                ProblemException.Exists("source", request.Sources[0].Address),
            (PostgresErrorCodes.UniqueViolation, "operations_key") => OperationRepeated(request.Operation!),
            (PostgresErrorCodes.ForeignKeyViolation, "records_dataset") =>
                request.Changes.FirstOrDefault(change => change is { Kind: RecordKind.Dataset, Record: null })
                    is { } dataset
                    ? ProblemException.Referenced("dataset", dataset.Id, ["its records"])
                    : ProblemException.Invalid("/dataset", "dataset-unknown", "There is no such dataset."),
            _ => null,
        };
    }

    /// <summary>409: what a caller named so was carried out before.</summary>
    internal static ProblemException OperationRepeated(NamedOperation operation) =>
        new(new Problem("/problems/operation-repeated", "Done already", 409,
            $"What '{operation.Key}' names was carried out before."));
}
