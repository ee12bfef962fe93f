using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;

namespace OmeNgff.Silo.Cluster;

/// <summary>
/// The silos of the cluster, in the catalog's own database: Orleans' membership protocol, over the tables <c>silos</c> and
/// <c>membership</c>. Every change but a sign of life carries the version of the whole table that it is based on, and raises
/// it, so changes have one order. In place of the table that comes with Orleans, so that it lies in the catalog's migrations,
/// typed and readable for whoever looks, with connections and deadlines of its own.
/// </summary>
internal sealed class SiloTable : IMembershipTable, IAsyncDisposable
{
    private const int MaxConnections = 3;

    /// <summary>How long a statement may take, connecting included, in seconds: a database that is slower is not there.</summary>
    private const int Deadline = 5;

    private const string Columns =
        "address, status, name, host_name, gateway_port, started_at, alive_at, suspected_by, suspected_at";

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;

    public SiloTable(string database, TimeProvider time)
    {
        _time = time;
        var builder = new NpgsqlDataSourceBuilder(database) { Name = "omengff membership" };
        builder.ConnectionStringBuilder.ApplicationName = "omengff membership";
        builder.ConnectionStringBuilder.MinPoolSize = 1;
        builder.ConnectionStringBuilder.MaxPoolSize = MaxConnections;
        builder.ConnectionStringBuilder.Timeout = Deadline;
        builder.ConnectionStringBuilder.CommandTimeout = Deadline;
        _source = builder.Build();
    }

    /// <summary>The schema's migration has made the table.</summary>
    public Task InitializeMembershipTable(bool tryInitTableVersion) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task DeleteMembershipTableEntries(string clusterId)
    {
        await using var command = _source.CreateCommand("delete from silos");
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public async Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate)
    {
        await using var command = _source.CreateCommand(
            "delete from silos where status = 'Dead' and greatest(started_at, alive_at) < $1");
        command.Parameters.Add(new() { Value = beforeDate.UtcDateTime });
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadRow(SiloAddress key) => Read(key);

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadAll() => Read(null);

    /// <inheritdoc/>
    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => Change(
        $"""
        with raised as (
            update membership set version = $10
            where version = $11 and not exists (select from silos where address = $1) returning version)
        insert into silos ({Columns}) select $1, $2, $3, $4, $5, $6, $7, $8, $9 from raised
        """, entry, tableVersion);

    /// <inheritdoc/>
    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => Change(
        $"""
        with raised as (
            update membership set version = $10
            where version = $11 and exists (select from silos where address = $1) returning version)
        update silos set ({Columns}) = ($1, $2, $3, $4, $5, $6, $7, $8, $9) from raised where address = $1
        """, entry, tableVersion);

    /// <inheritdoc/>
    public async Task UpdateIAmAlive(MembershipEntry entry)
    {
        await using var command = _source.CreateCommand("update silos set alive_at = $2 where address = $1");
        command.Parameters.Add(new() { Value = entry.SiloAddress.ToParsableString() });
        command.Parameters.Add(new() { Value = Utc(entry.IAmAliveTime) });
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>One silo or all, with the version of the table at the same moment.</summary>
    private async Task<MembershipTableData> Read(SiloAddress? only)
    {
        await using var command = _source.CreateCommand(
            $"select version, {Columns} from membership left join silos on $1 is null or address = $1");
        command.Parameters.Add(new()
        {
            Value = (object?)only?.ToParsableString() ?? DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Text,
        });
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(Deadline), _time);
        await using var reader = await command.ExecuteReaderAsync(deadline.Token);
        var (entries, version) = (ImmutableArray.CreateBuilder<MembershipEntry>(), 0);
        while (await reader.ReadAsync(deadline.Token))
        {
            version = reader.GetInt32(0);
            if (!reader.IsDBNull(1))
            {
                entries.Add(Entry(reader));
            }
        }

        var etag = version.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new MembershipTableData(
            [.. entries.Select(entry => Tuple.Create(entry, etag))], new TableVersion(version, etag));
    }

    private async Task<bool> Change(string sql, MembershipEntry entry, TableVersion version)
    {
        var suspicions = entry.SuspectTimes ?? [];
        await using var command = _source.CreateCommand(sql);
        object[] values =
        [
            entry.SiloAddress.ToParsableString(), entry.Status.ToString(), entry.SiloName ?? "", entry.HostName ?? "",
            entry.ProxyPort, Utc(entry.StartTime), Utc(entry.IAmAliveTime),
            suspicions.Select(suspicion => suspicion.Item1.ToParsableString()).ToArray(),
            suspicions.Select(suspicion => Utc(suspicion.Item2)).ToArray(),
            version.Version,
            int.Parse(version.VersionEtag, System.Globalization.CultureInfo.InvariantCulture),
        ];
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteNonQueryAsync() > 0;
    }

    private static MembershipEntry Entry(NpgsqlDataReader reader) => new()
    {
        SiloAddress = SiloAddress.FromParsableString(reader.GetString(1)),
        Status = Enum.Parse<SiloStatus>(reader.GetString(2)),
        SiloName = reader.GetString(3),
        HostName = reader.GetString(4),
        ProxyPort = reader.GetInt32(5),
        StartTime = reader.GetDateTime(6),
        IAmAliveTime = reader.GetDateTime(7),
        SuspectTimes =
        [
            .. reader.GetFieldValue<string[]>(8).Zip(
                reader.GetFieldValue<DateTime[]>(9), (silo, at) => Tuple.Create(SiloAddress.FromParsableString(silo), at)),
        ],
    };

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);
}
