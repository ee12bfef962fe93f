using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Catalog.Search.Properties;
using OmeNgff.Catalog.Search.Queries;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Tests.Search.BruteForce;

/// <summary>Searches with words, filters, boxes and orders that random catalogs have answers to.</summary>
internal sealed class RandomSearches(Random random)
{
    private static readonly string[] TextNames =
    [
        "name", "description", "dataset", "dataType", "axes.x.unit", "axes.z.unit", "labelOf", "createdBy", "attributes.stain",
        "attributes.who.name", "attributes.who", "plate", "well", "collection", "alignment.name", "id",
    ];

    private static readonly string[] NumberNames =
    [
        "voxelSize.x", "voxelSize.z", "voxelSize.t", "extent.x", "extent.y.min", "extent.z.max", "shape.x", "shape.c", "chunk.y",
        "level.count", "label.count", "axes.count", "attributes.dose", "attributes.who.age", "attributes.stain",
        "alignment.quality.rmse",
    ];

    private static readonly string[] ListNames = ["tags", "axes", "channels", "alignments", "attributes.list"];
    private static readonly string[] TimeNames = ["createdAt", "updatedAt", "attributes.taken"];
    private static readonly string[] SortNames =
    [
        "name", "createdAt", "updatedAt", "dataset", "voxelSize.x", "attributes.dose", "level.count", "labelOf", "id",
    ];

    public SearchRequest Next()
    {
        var request = new SearchRequest { Reader = SearchReader.Local, Kinds = [RecordKind.Image] };
        if (random.Next(2) == 0)
        {
            request = request with { Words = Words() };
        }

        if (random.Next(5) > 0)
        {
            request = request with { Filter = Filter(random.Next(4)) };
        }

        if (random.Next(5) == 0)
        {
            request = request with { Places = [Box()] };
        }

        if (random.Next(6) == 0)
        {
            request = request with { Dataset = Pick<string>(["default", "one", "none"]) };
        }

        return random.Next(3) > 0 ? request : request with
        {
            Order =
            [
                .. Enumerable.Range(0, random.Next(1, 3)).Select(_ => SearchProperties.TryFind(Pick(SortNames), out var property)
                    ? new SearchOrder(property, random.Next(2) == 0)
                    : throw new InvalidOperationException()),
            ],
        };
    }

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    private string Words()
    {
        var words = Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(6) switch
        {
            0 => $"-{Pick(RandomCatalog.Words)}",
            1 => $"\"{Pick(RandomCatalog.Words)} {Pick(RandomCatalog.Words)}\"",
            2 => Pick<string>(["ell", "NUC", "µtu", "x1", "dapi", "10", "zzz"]),
            _ => Pick(RandomCatalog.Words),
        });
        return string.Join(random.Next(4) == 0 ? " or " : " ", words);
    }

    private Filter Filter(int depth)
    {
        if (depth > 0)
        {
            var parts = Enumerable.Range(0, random.Next(2, 4)).Select(_ => Filter(depth - 1)).ToEquatableArray();
            return random.Next(3) switch
            {
                0 => new AndFilter(parts),
                1 => new OrFilter(parts),
                _ => new NotFilter(Filter(depth - 1)),
            };
        }

        return random.Next(10) switch
        {
            0 => new ComparisonFilter(new PropertyOperand(Pick(TextNames)), Sign(), Text()),
            1 => new ComparisonFilter(new PropertyOperand(Pick(TextNames)), ComparisonOperator.Equal, Text()),
            2 => new ComparisonFilter(new PropertyOperand(Pick(NumberNames)), Sign(), Number()),
            3 => new ComparisonFilter(Number(), Sign(), new PropertyOperand(Pick(NumberNames))),
            4 => new LikeFilter(
                new PropertyOperand(Pick(TextNames)), Pick<string>(["%e%", "c_ll%", "%mic%", @"50\% off", "DAPI", "%A/1"]),
                IgnoresCase: random.Next(2) == 0),
            5 => new BetweenFilter(new PropertyOperand(Pick(NumberNames)), new NumberOperand(1e-7), Number()),
            6 => random.Next(2) == 0
                ? new InFilter(new PropertyOperand(Pick(TextNames)), [Text(), Text(), Text()])
                : new InFilter(new PropertyOperand(Pick(NumberNames)), [Number(), Number(), Number()]),
            7 => new IsNullFilter(new PropertyOperand(Pick([.. TextNames, .. NumberNames, .. ListNames]))),
            8 => List(),
            _ => Time(),
        };
    }

    private ArrayFilter List()
    {
        var name = Pick(ListNames);
        Operand[] items = name == "attributes.list"
            ? [new NumberOperand(1), new NumberOperand(2), new TextOperand("a"), new BooleanOperand(true), new TextOperand("b")]
            : [.. ((string[])["EM", "LM", "brain", "x", "y", "z", "cell", "Nuclei", "to-atlas-i0001"]).Select(text =>
                new TextOperand(text))];
        return new ArrayFilter(
            Pick(Enum.GetValues<ArrayOperator>()), new PropertyOperand(name),
            new ListOperand(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick(items)).ToEquatableArray()));
    }

    private Filter Time()
    {
        var property = new PropertyOperand(Pick(TimeNames));
        Operand moment = random.Next(2) == 0
            ? new DateOperand(Pick<DateOnly>([new(2024, 3, 4), new(2024, 3, 5), new(2024, 12, 31), new(2100, 1, 1)]))
            : new TimestampOperand(Pick<DateTimeOffset>(
                [new(2024, 3, 5, 6, 7, 8, TimeSpan.Zero), new(2024, 12, 31, 23, 0, 0, TimeSpan.Zero), new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)]));
        return random.Next(3) switch
        {
            0 => new ComparisonFilter(property, Sign(), moment),
            1 => new TemporalFilter(Pick(Enum.GetValues<TemporalOperator>()), property, moment),
            _ => new TemporalFilter(
                Pick<TemporalOperator>([TemporalOperator.During, TemporalOperator.Intersects, TemporalOperator.Disjoint]), property,
                new IntervalOperand(random.Next(3) == 0 ? null : new DateOperand(new(2024, 3, 5)), random.Next(2) == 0 ? null : moment)),
        };
    }

    private TextOperand Text() => new(Pick<string>(
    [
        "DAPI", "GFP", "default", "one", "uint16", "uint8", "micrometer", "cell", "i0000", "tester", "Ann", "A/1", "B/2", "",
        "µtubule", "'; drop table records; --", "7", "well-i0003",
    ]));

    private NumberOperand Number() => new(Pick<double>(
        [0, 1, 2, 3, 2.5, 10, 30, 16, 32, 5e-7, 1e-6, 1e-9, 5e-10, 1.55e-5, 0.001, -0.5, 100]));

    private ComparisonOperator Sign() => Pick(Enum.GetValues<ComparisonOperator>());

    private OwnBoxCondition Box()
    {
        var axes = Pick<string[]>([["x", "y"], ["x", "y", "z"], ["x", "y", "z", "t"]]);
        var min = axes.Select(_ => Pick<double>([0, 1e-6, 1e-5, 2e-5, -1])).ToEquatableArray();
        return new OwnBoxCondition(
            axes.ToEquatableArray(), min, min.Select(least => least + Pick<double>([0, 1e-6, 1e-3, 10])).ToEquatableArray());
    }
}
