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
        var random = new Random(7);
        var studies = rows.GroupBy(row => row.Study, StringComparer.Ordinal).Select(study => study.ToArray()).ToArray();
        random.Shuffle(studies);

        // Of studies of one or two rows there are many: they come last, so that they are seldom.
        studies = [.. studies.OrderByDescending(study => study.Length > 2)];
        foreach (var study in studies)
        {
            random.Shuffle(study);
        }

        return new SourceTable([.. studies.Select(study => study.ToImmutableArray())]);
    }
}
