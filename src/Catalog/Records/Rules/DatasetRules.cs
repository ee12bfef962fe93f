using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records.Rules;

/// <summary>Rules of datasets.</summary>
internal static class DatasetRules
{
    /// <summary>How many grants a dataset may have (limit <c>MaxGrants</c>).</summary>
    internal const int MaxGrants = 1000;

    /// <summary>Checks a dataset, which belongs to itself.</summary>
    internal static DatasetRecord Complete(DatasetRecord dataset, List<ProblemError> errors)
    {
        if (dataset.Grants.Count > MaxGrants)
        {
            errors.Add(new ProblemError("/grants", "grant-count",
                $"A dataset has at most {MaxGrants} grants (limit MaxGrants)."));
            return dataset;
        }

        var principals = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < dataset.Grants.Count; index++)
        {
            var (principal, role) = (dataset.Grants[index].Principal, dataset.Grants[index].Role);
            if (string.IsNullOrWhiteSpace(principal))
            {
                errors.Add(new ProblemError($"/grants/{index}/principal", "principal-missing",
                    "A grant names whom it is for."));
            }
            else if (!principals.Add(principal))
            {
                errors.Add(new ProblemError($"/grants/{index}/principal", "grant-repeated",
                    $"'{principal}' has another grant already; the role of one holds."));
            }

            if (role is not (DatasetGrant.Reader or DatasetGrant.Writer or DatasetGrant.Owner))
            {
                errors.Add(new ProblemError($"/grants/{index}/role", "role-unknown",
                    $"A role is {DatasetGrant.Reader}, {DatasetGrant.Writer} or {DatasetGrant.Owner}."));
            }
        }

        return dataset with { Dataset = dataset.Id };
    }
}
