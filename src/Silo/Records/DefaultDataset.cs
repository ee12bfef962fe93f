using OmeNgff.Catalog.Records;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;

namespace OmeNgff.Silo.Records;

/// <summary>The dataset <c>default</c>, which always exists.</summary>
public sealed class DefaultDataset(IRecordStore store)
{
    /// <summary>Creates it in a new catalog.</summary>
    public async Task Ensure(CancellationToken cancellationToken)
    {
        if (await store.Read<DatasetRecord>(DatasetRecord.DefaultId, cancellationToken) is not null)
        {
            return;
        }

        var record = new DatasetRecord { Id = DatasetRecord.DefaultId, Title = "Default" };
        try
        {
            await store.Commit(
                new CommitRequest([RecordChange.Put(record, 0, "the catalog was created")], "omengff"),
                cancellationToken);
        }
        catch (ProblemException refusal) when (refusal.Problem.Status == 409)
        {
            // Another node was faster.
        }
    }
}
