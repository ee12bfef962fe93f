using Npgsql;
using NpgsqlTypes;
using OmeNgff.Client.Json;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>Changes as columns, so that any number of records and their history are written by one statement. Foreign
/// keys are checked at its end, so the order of the rows does not matter.</summary>
internal sealed class RecordRows
{
    private const string Rows =
        """
        with rows (kind, id, version, at, by, reason, changed, number, dataset, name, body, search_text, address) as (
            select * from unnest($1::text[], $2::text[], $3::bigint[], $4::timestamptz[], $5::text[], $6::text[],
                $7::text[], $8::int[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])),
        told as (
            insert into history (kind, id, version, at, by, reason, changed, body, incarnation, transaction, number)
            select kind, id, version, at, by, reason, array(select json_array_elements_text(changed::json)),
                body::json, $14, $15, number from rows)
        """;

    private readonly List<string> _kinds = [], _ids = [], _by = [], _reasons = [], _changed = [];
    private readonly List<string?> _datasets = [], _names = [], _bodies = [], _searchTexts = [], _addresses = [];
    private readonly List<long> _versions = [];
    private readonly List<DateTimeOffset> _times = [];
    private readonly List<int> _numbers = [];

    /// <summary>How many rows.</summary>
    internal int Count => _ids.Count;

    /// <summary>Adds a change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="before">The record's JSON as it stands, or null.</param>
    internal void Add(DraftedChange change, string? before)
    {
        var record = change.Record;
        var body = record is null ? null : RecordJson.Write(record);
        _kinds.Add(change.Reference.Kind.Text());
        _ids.Add(change.Reference.Id);
        _versions.Add(change.Version);
        _times.Add(change.At);
        _by.Add(change.By);
        _reasons.Add(change.Reason);
        _changed.Add(CatalogJson.Serialize(RecordJson.Changed(before, body)));
        _numbers.Add(change.Number);
        _datasets.Add(record?.Dataset);
        _names.Add(record?.DisplayName);
        _bodies.Add(body);
        _searchTexts.Add(record is null ? null : RecordJson.SearchText(record));
        _addresses.Add(record is null ? null : RecordJson.AddressOf(record));
    }

    /// <summary>Inserts new records.</summary>
    internal NpgsqlBatchCommand Insert(CommitMoment moment) => Command(
        $"""
        {Rows}
        insert into records (kind, id, version, dataset, dataset_kind, name, body, search_text, updated_at, address)
        select kind, id, version, dataset, 'dataset', name, body::json, search_text, at, address from rows
        """, moment);

    /// <summary>Replaces records that stand.</summary>
    internal NpgsqlBatchCommand Update(CommitMoment moment) => Command(
        $"""
        {Rows}
        update records set version = rows.version, dataset = rows.dataset, name = rows.name, body = rows.body::json,
            search_text = rows.search_text, updated_at = rows.at, address = rows.address
        from rows where records.kind = rows.kind collate "C" and records.id = rows.id collate "C"
        """, moment);

    /// <summary>Deletes records, with their references.</summary>
    internal NpgsqlBatchCommand Delete(CommitMoment moment) => Command(
        $"""
        {Rows}
        delete from records using rows
        where records.kind = rows.kind collate "C" and records.id = rows.id collate "C"
        """, moment);

    private NpgsqlBatchCommand Command(string sql, CommitMoment moment) => new(sql)
    {
        Parameters =
        {
            new() { Value = _kinds },
            new() { Value = _ids },
            new() { Value = _versions },
            new() { Value = _times, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
            new() { Value = _by },
            new() { Value = _reasons },
            new() { Value = _changed },
            new() { Value = _numbers },
            new() { Value = _datasets },
            new() { Value = _names },
            new() { Value = _bodies },
            new() { Value = _searchTexts },
            new() { Value = _addresses },
            new() { Value = moment.Incarnation },
            new() { Value = moment.Transaction },
        },
    };
}
