using System.Collections.Immutable;
using System.Data.Common;
using System.Diagnostics;
using Npgsql;

namespace OmeNgff.Catalog.Observability;

/// <summary>A statement that took too long.</summary>
/// <param name="Text">Its SQL; of a batch, all of it. It has placeholders where it has values.</param>
/// <param name="Parameters">The values of its placeholders.</param>
/// <param name="Pool">The pool whose connection ran it.</param>
/// <param name="Duration">How long it took, to the end of its last row.</param>
/// <param name="IsAlone">True where it is one statement, not several.</param>
internal sealed record SlowStatement(
    string Text, ImmutableArray<NpgsqlParameter> Parameters, string Pool, TimeSpan Duration, bool IsAlone)
{
    /// <summary>Under this name an activity of the driver has its command.</summary>
    internal const string Property = "omengff.command";

    private static readonly string[] Writes = ["insert", "update", "delete", "merge", "into"];

    /// <summary>True where it only reads, as far as its words say: the plan of nothing else is asked for.</summary>
    internal bool IsRead
    {
        get
        {
            var words = Text.Split(
                [' ', '\n', '\r', '\t', '(', ')', ','], StringSplitOptions.RemoveEmptyEntries);
            return IsAlone && words is ["select" or "SELECT" or "with" or "WITH", ..]
                && !words.Any(word => Writes.Contains(word, StringComparer.OrdinalIgnoreCase));
        }
    }

    /// <summary>The statement of an activity of the driver that has ended, or null where it is not one of the catalog's
    /// pools.</summary>
    internal static SlowStatement? Of(Activity activity)
    {
        var pool = activity.GetTagItem("db.npgsql.data_source") as string ?? "";
        return activity.GetCustomProperty(Property) switch
        {
            NpgsqlCommand command => Alone(command.CommandText, command.Parameters),
            NpgsqlBatch { BatchCommands: [var single] } => Alone(single.CommandText, single.Parameters),
            NpgsqlBatch batch => new SlowStatement(
                string.Join(";\n", batch.BatchCommands.Cast<NpgsqlBatchCommand>().Select(command => command.CommandText)),
                [], pool, activity.Duration, IsAlone: false),
            _ => null,
        };

        SlowStatement Alone(string text, DbParameterCollection parameters) =>
            new(text, Copy(parameters), pool, activity.Duration, IsAlone: true);
    }

    private static ImmutableArray<NpgsqlParameter> Copy(DbParameterCollection parameters) =>
        [.. parameters.Cast<NpgsqlParameter>().Select(parameter => parameter.Clone())];
}
