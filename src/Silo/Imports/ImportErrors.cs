using OmeNgff.Client.Imports;
using OmeNgff.Client.Problems;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Imports;

/// <summary>Faults of a source in the form that an import reports.</summary>
internal static class ImportErrors
{
    internal static ImportError Of(StoreException refusal) =>
        new(refusal.Path, refusal.Message) { Rule = refusal.Rule };

    internal static ImportError Of(string address, Diagnostic diagnostic) =>
        new(address + (diagnostic.Path ?? ""), diagnostic.Message)
        {
            Rule = diagnostic.Rule,
            Pointer = diagnostic.Pointer,
        };

    internal static IEnumerable<ImportError> Of(string address, ProblemException refusal) =>
        refusal.Problem.Errors.IsEmpty
            ? [new ImportError(address, refusal.Message) { Rule = refusal.Problem.Type.Split('/')[^1] }]
            : refusal.Problem.Errors.Select(error => new ImportError(address + (error.Path ?? ""), error.Message)
            {
                Rule = error.Rule,
                Pointer = error.Pointer,
            });

    /// <summary>Why a whole import failed.</summary>
    internal static Problem Problem(string source, IReadOnlyCollection<ImportError> errors) => new(
        "/problems/import-failed",
        "Nothing could be imported",
        400,
        errors.Count == 0
            ? $"There is no OME-Zarr image at {source}."
            : string.Join(" ", errors.Select(error => $"{error.Message} ({error.Path})")))
    {
        Errors = errors.Count == 0
            ? [new ProblemError("/source", "image-missing", "There is no OME-Zarr image here.") { Path = source }]
            : errors.Select(error => new ProblemError(error.Pointer ?? "", error.Rule ?? "unusable", error.Message)
            {
                Path = error.Path,
            }).ToEquatableArray(),
    };
}
