using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Schema;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Json;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Imports;

/// <summary>Imported sources, and the imports themselves.</summary>
public sealed class ImportStore(IDbContextFactory<CatalogContext> contexts, NpgsqlDataSource source)
{
    /// <summary>The state of an import that is to be cancelled by the node that runs it.</summary>
    private const string Cancelling = "cancelling";

    /// <summary>What stands for the sources at an address and below it, by address and index.</summary>
    public async Task<ImmutableArray<ImportedSource>> ReadSources(string address, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Sources.AsNoTracking()
            .Where(row => row.Address == address)
            .OrderBy(row => row.Multiscale)
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => new ImportedSource(row.Address, row.Multiscale, row.ImageId, row.Digest,
                CatalogJson.Deserialize<ImmutableSortedDictionary<string, long>>(row.Versions))),
        ];
    }

    /// <summary>The source at an address that an image stands for, or null.</summary>
    public async Task<ImportedSource?> ReadSource(string address, string image, CancellationToken cancellationToken) =>
        (await ReadSources(address, cancellationToken)).FirstOrDefault(source => source.Image == image);

    /// <summary>The collection that stands for the plate, well, series or scene at an address since an import, or null.</summary>
    /// <param name="address">The address of the group.</param>
    /// <param name="isScene">True for the scene there, false for the plate, well or series: a group may be both.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<CollectionRecord?> ReadCollection(
        string address, bool isScene, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var bodies = await context.Records.AsNoTracking()
            .Where(row => row.Kind == "collection" && row.Address == address)
            .OrderBy(row => row.Id)
            .Select(row => row.Body)
            .ToListAsync(cancellationToken);
        return bodies.Select(body => (CollectionRecord)RecordJson.Read(RecordKind.Collection, body))
            .FirstOrDefault(collection => collection.Origin is not null
                && (collection.CollectionKind == CollectionKind.Scene) == isScene);
    }

    /// <summary>
    /// Keeps that a source and the catalog agree again: its documents have this digest, and say what these versions of
    /// the records say. So a later import finds it unchanged.
    /// </summary>
    /// <param name="source">The source as it was known; where it was taken over since, nothing is kept.</param>
    /// <param name="digest">SHA-256 of the documents, in hexadecimal.</param>
    /// <param name="versions">The versions of the image and its arrays, by reference.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public async Task Settle(
        ImportedSource source,
        string digest,
        ImmutableSortedDictionary<string, long> versions,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var json = CatalogJson.Serialize(versions);
        await context.Sources
            .Where(row => row.Address == source.Address && row.Multiscale == source.Multiscale
                && row.ImageId == source.Image && row.Digest == source.Digest)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.Digest, digest).SetProperty(row => row.Versions, json),
                cancellationToken);
    }

    /// <summary>The current versions of records, by reference; absent ones are left out.</summary>
    public async Task<ImmutableSortedDictionary<string, long>> ReadVersions(
        IEnumerable<string> references, CancellationToken cancellationToken)
    {
        var wanted = references.ToArray();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = wanted.Select(reference => reference[(reference.IndexOf(':', StringComparison.Ordinal) + 1)..])
            .ToArray();
        var rows = await context.Records.AsNoTracking()
            .Where(row => (row.Kind == "array" || row.Kind == "image") && ids.Contains(row.Id))
            .Select(row => new { row.Kind, row.Id, row.Version })
            .ToListAsync(cancellationToken);
        return rows.Select(row => KeyValuePair.Create($"{row.Kind}:{row.Id}", row.Version))
            .Where(pair => wanted.Contains(pair.Key, StringComparer.Ordinal))
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>Keeps a new import, and that it is what its caller named so.</summary>
    /// <exception cref="Client.Problems.ProblemException">409 <c>/problems/operation-repeated</c>.</exception>
    public async Task Add(ImportStatus status, NamedOperation? operation, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Imports.Add(new ImportRow
        {
            Id = status.Id,
            CreatedAt = status.CreatedAt.UtcDateTime,
            State = Text(status.State),
            Status = CatalogJson.Serialize(status),
        });
        if (operation is not null)
        {
            context.Operations.Add(new OperationRow
            {
                Caller = operation.Caller,
                Key = operation.Key,
                Digest = operation.Digest,
                At = status.CreatedAt.UtcDateTime,
                Change = "",
                Versions = CatalogJson.Serialize(new Dictionary<string, long> { [$"import:{status.Id}"] = 1 }),
            });
        }

        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException failure) when (operation is not null
            && failure.InnerException is PostgresException { ConstraintName: "operations_key" })
        {
            throw CommitRefusals.OperationRepeated(operation);
        }
    }

    /// <summary>Tells the node that runs an import, whichever that is, to cancel it.</summary>
    public async Task AskToCancel(string id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Imports.Where(row => row.Id == id && row.State == "running").ExecuteUpdateAsync(
            update => update.SetProperty(row => row.State, Cancelling), cancellationToken);
    }

    /// <summary>Keeps the progress of an import, unless it has come out of the states that are named, or is to be cancelled and
    /// goes on.</summary>
    /// <returns>False when it has.</returns>
    public async Task<bool> Update(
        ImportStatus status, ImmutableArray<ImportState> from, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var state = Text(status.State);
        var json = CatalogJson.Serialize(status);
        var states = from.Select(Text).Concat(status.IsDone ? [Cancelling] : Array.Empty<string>()).ToArray();
        return await context.Imports.Where(row => row.Id == status.Id && states.Contains(row.State)).ExecuteUpdateAsync(
            update => update.SetProperty(row => row.State, state).SetProperty(row => row.Status, json),
            cancellationToken) > 0;
    }

    /// <summary>An import, or null.</summary>
    public async Task<ImportStatus?> Read(string id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var json = await context.Imports.AsNoTracking().Where(row => row.Id == id)
            .Select(row => row.Status).FirstOrDefaultAsync(cancellationToken);
        return json is null ? null : CatalogJson.Deserialize<ImportStatus>(json);
    }

    /// <summary>The oldest import that was accepted and is not done, or null.</summary>
    public async Task<UnfinishedImport?> ReadUnfinished(CancellationToken cancellationToken)
    {
        // Asked for all the time, from the start on: a context would first have to make its model.
        await using var command = source.CreateCommand(
            $"""
            select status, state = '{Cancelling}' from imports where state in ('queued', 'running', '{Cancelling}')
            order by created_at, id limit 1
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new UnfinishedImport(
                CatalogJson.Deserialize<ImportStatus>(reader.GetString(0)), reader.GetBoolean(1))
            : null;
    }

    private static string Text(ImportState state) => CatalogJson.Serialize(state).Trim('"');
}

/// <summary>An import that is not done.</summary>
/// <param name="Status">How far it is.</param>
/// <param name="IsCancelled">True when it is to be cancelled.</param>
public sealed record UnfinishedImport(ImportStatus Status, bool IsCancelled);

/// <summary>Which image stands for a source, and what was taken over.</summary>
/// <param name="Address">The canonical address of the Zarr group.</param>
/// <param name="Multiscale">The index in <c>multiscales</c>.</param>
/// <param name="Image">The image's id.</param>
/// <param name="Digest">SHA-256 of the documents, in hexadecimal.</param>
/// <param name="Versions">The versions that the take-over wrote, by reference: <c>array:…</c>, <c>image:…</c>.</param>
public sealed record ImportedSource(
    string Address, int Multiscale, string Image, string Digest, ImmutableSortedDictionary<string, long> Versions);
