using System.Collections.Immutable;
using OmeNgff.Tests.Support;

namespace OmeNgff.Bench.Search.Sources;

/// <summary>Images that were published, by study, in an order of chance that is always the same.</summary>
internal sealed class SourceTable
{
    private const string Challenge = "ome2024-ngff-challenge/samples";
    private const string Samples = "idr-ome-ngff-samples/_data/table.csv";

    private SourceTable(ImmutableArray<ImmutableArray<SourceRow>> studies) => Studies = studies;

    /// <summary>The rows of each study.</summary>
    public ImmutableArray<ImmutableArray<SourceRow>> Studies { get; }

    /// <summary>Reads the tables of the conformance data.</summary>
    public static SourceTable Read()
    {
        var rows = Directory.GetFiles(ConformanceFolder.Of(Challenge), "*.csv").Order(StringComparer.Ordinal)
            .SelectMany(file => CsvFile.Read(file).Select(row => SourceRow.OfChallenge(Path.GetFileName(file), row)))
            .Concat(CsvFile.Read(ConformanceFolder.Of(Samples)).Select(SourceRow.OfSample))
            .OfType<SourceRow>();
        var studies = rows.GroupBy(row => row.Study, StringComparer.Ordinal).Select(study => study.ToArray()).ToArray();
        var random = new Random(7);
        random.Shuffle(studies);
        foreach (var study in studies)
        {
            random.Shuffle(study);
        }

        return new SourceTable([.. studies.Select(study => study.ToImmutableArray())]);
    }
}
