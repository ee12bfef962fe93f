using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace OmeNgff.Catalog.Observability;

/// <summary>
/// Asks PostgreSQL for the plan of a statement, with its values, in a read-only transaction. The statement is not carried
/// out. The connection is one of its own, so that it takes no search's or commit's turn.
/// </summary>
public sealed partial class StatementPlans(string connectionString)
{
    private readonly string _connectionString =
        new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 10 }.ConnectionString;

    /// <summary>The plan as text. Texts in it stand for values of users and are left out.</summary>
    internal async Task<string> Of(SlowStatement statement, CancellationToken cancellationToken)
    {
        await using var connection = await DatabaseSources.OpenAlone(
            _connectionString, "omengff plans", cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var readOnly = new NpgsqlCommand("set transaction read only; set local jit = off", connection))
        {
            await readOnly.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var explain = new NpgsqlCommand($"explain (costs, settings) {statement.Text}", connection);
        foreach (var parameter in statement.Parameters)
        {
            explain.Parameters.Add(parameter.Clone());
        }

        var plan = new StringBuilder();
        await using var reader = await explain.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            plan.AppendLine(reader.GetString(0));
        }

        return WithoutTexts(plan.ToString().TrimEnd());
    }

    /// <summary>The plan with every quoted text replaced.</summary>
    internal static string WithoutTexts(string plan) => Quoted().Replace(plan, "'…'");

    [GeneratedRegex("'(?:[^']|'')*'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
