using OmeNgff.Catalog.Search.Index;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Search.Queries;

/// <summary>What the reader of a statement may see, as conditions. Nobody is told of a record in a dataset that is not his to
/// see, neither by finding it nor by what another record has by way of it.</summary>
internal static class SeenSql
{
    /// <summary>That a dataset is seen: it is nobody's secret, or the reader's own, or it is granted to him.</summary>
    /// <param name="sql">Takes the values.</param>
    /// <param name="dataset">The expression of the dataset's id.</param>
    internal static string Dataset(SqlText sql, string dataset)
    {
        if (sql.Reader.SeesAll)
        {
            return "true";
        }

        var terms = sql.Add(
        [
            SearchTerms.Of("details.visibility", "public"),
            SearchTerms.Of("details.visibility", "internal"),
            SearchTerms.Of("details.owner", sql.Reader.Name),
            SearchTerms.Contained("details.readers", sql.Reader.Name),
        ]);
        return $"""
            {dataset} in (
                select d.id from search_index_others d where d.kind = 'dataset' and d.terms && {terms})
            """;
    }

    /// <summary>That a record is seen which is neither an image nor an array.</summary>
    /// <param name="sql">Takes the values.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="id">The expression of its id.</param>
    internal static string Record(SqlText sql, RecordKind kind, string id) => sql.Reader.SeesAll
        ? "true"
        : $"""
          exists (select from search_index_others seen
              where seen.kind = '{kind.Text()}' and seen.id = {id} collate "C" and {Dataset(sql, "seen.dataset")})
          """;
}
