using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace OmeNgff.Catalog.Search.Queries;

/// <summary>The parameters of a statement that is put together: every value of a caller is one.</summary>
/// <param name="reader">Whom the statement answers.</param>
internal sealed class SqlText(SearchReader reader)
{
    private readonly List<(object Value, NpgsqlDbType Type)> _parameters = [];

    /// <summary>Whom the statement answers; see <see cref="SeenSql"/>.</summary>
    internal SearchReader Reader => reader;

    /// <summary>Takes a value and gives what stands for it, with its type.</summary>
    internal string Add(string value) => Add(value, NpgsqlDbType.Text, "text");

    /// <inheritdoc cref="Add(string)"/>
    internal string Add(double value) => Add(value, NpgsqlDbType.Double, "double precision");

    /// <inheritdoc cref="Add(string)"/>
    internal string Add(long value) => Add(value, NpgsqlDbType.Bigint, "bigint");

    /// <inheritdoc cref="Add(string)"/>
    internal string Add(bool value) => Add(value, NpgsqlDbType.Boolean, "boolean");

    /// <inheritdoc cref="Add(string)"/>
    internal string Add(DateTimeOffset value) =>
        Add(value.ToUniversalTime(), NpgsqlDbType.TimestampTz, "timestamptz");

    /// <inheritdoc cref="Add(string)"/>
    internal string Add(IEnumerable<string> values) =>
        Add(values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, "text[]");

    /// <inheritdoc cref="Add(string)"/>
    internal string Add(IEnumerable<double> values) =>
        Add(values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Double, "double precision[]");

    /// <summary>Takes JSON.</summary>
    internal string AddJson(string json) => Add(json, NpgsqlDbType.Jsonb, "jsonb");

    /// <summary>A command of a text over the parameters that were taken.</summary>
    internal NpgsqlBatchCommand Command(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var (value, type) in _parameters)
        {
            command.Parameters.Add(new() { Value = value, NpgsqlDbType = type });
        }

        return command;
    }

    private string Add(object value, NpgsqlDbType type, string name)
    {
        _parameters.Add((value, type));
        return string.Create(CultureInfo.InvariantCulture, $"${_parameters.Count}::{name}");
    }
}
