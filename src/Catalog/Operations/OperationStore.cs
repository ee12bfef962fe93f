using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Json;

namespace OmeNgff.Catalog.Operations;

/// <summary>
/// What became of operations that their callers named. That one was carried out is written with its commit, so it is known
/// whatever happens afterwards; the answer follows once it is made.
/// </summary>
public sealed class OperationStore(NpgsqlDataSource source)
{
    /// <summary>How long an operation is known (limit <c>OperationLifetime</c>).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The operation that a caller named so, or null. One whose time is over makes room for the next.</summary>
    public async Task<KnownOperation?> Read(string caller, string key, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            with over as (delete from operations where caller = $1 and key = $2 and at <= now() - $3)
            select digest, change, versions, status, answer from operations
            where caller = $1 and key = $2 and at > now() - $3
            """);
        command.Parameters.Add(new() { Value = caller });
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = Lifetime });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new KnownOperation(
                reader.GetString(0),
                reader.GetString(1),
                CatalogJson.Deserialize<ImmutableSortedDictionary<string, long>>(reader.GetString(2)),
                await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetInt32(3),
                await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetFieldValue<byte[]>(4))
            : null;
    }

    /// <summary>Keeps the answer to an operation, also of one that committed nothing. The first answer stays.</summary>
    public async Task KeepAnswer(
        NamedOperation operation, int status, byte[] answer, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            insert into operations (caller, key, digest, at, change, versions, status, answer)
            values ($1, $2, $3, now(), '', '{}', $4, $5)
            on conflict (caller, key) do update set status = excluded.status, answer = excluded.answer
            where operations.status is null
            """);
        command.Parameters.Add(new() { Value = operation.Caller });
        command.Parameters.Add(new() { Value = operation.Key });
        command.Parameters.Add(new() { Value = operation.Digest });
        command.Parameters.Add(new() { Value = status });
        command.Parameters.Add(new() { Value = answer, NpgsqlDbType = NpgsqlDbType.Bytea });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Forgets what is older than <see cref="Lifetime"/>.</summary>
    public async Task ForgetOld(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("delete from operations where at <= now() - $1");
        command.Parameters.Add(new() { Value = Lifetime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>An operation that was carried out.</summary>
/// <param name="Digest">SHA-256 of what was asked, in hexadecimal.</param>
/// <param name="Change">The name of its last change; empty when it committed nothing.</param>
/// <param name="Versions">The versions that it wrote, by reference: <c>array:…</c>.</param>
/// <param name="Status">The HTTP status of the first answer, or null when it never was made.</param>
/// <param name="Answer">The first answer, or null.</param>
public sealed record KnownOperation(
    string Digest, string Change, ImmutableSortedDictionary<string, long> Versions, int? Status, byte[]? Answer);
