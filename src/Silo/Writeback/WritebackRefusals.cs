using OmeNgff.Client.Problems;
using OmeNgff.Ngff;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Writeback;

/// <summary>Why a store and the catalog cannot be compared, or brought together.</summary>
internal static class WritebackRefusals
{
    /// <summary>409: what stands forbids it; pointers lead into the image.</summary>
    internal static ProblemException Of(IEnumerable<ProblemError> errors)
    {
        var all = errors.ToEquatableArray();
        return new ProblemException(new Problem(
            "/problems/not-writable", "Cannot be written to this store", 409,
            string.Join(" ", all.Select(error => error.Message).Distinct()))
        {
            Errors = all,
        });
    }

    /// <summary>409: one reason.</summary>
    internal static ProblemException Of(string pointer, string rule, string message, string? path = null) =>
        Of([new ProblemError(pointer, rule, message) { Path = path }]);

    /// <summary>409: the image's store cannot be used as it would have to be.</summary>
    internal static ProblemException Of(StoreException refusal, string already = "") =>
        new(new Problem(
            "/problems/store", "The store cannot be used", 409, $"{refusal.Message} ({refusal.Path}){already}")
        {
            Errors = [new ProblemError("/location", refusal.Rule, refusal.Message) { Path = refusal.Path }],
        });
}
