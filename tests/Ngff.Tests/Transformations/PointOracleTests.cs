using System.Text.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.Transformations;

/// <summary>Points that the specification and other libraries say where they go.</summary>
public class PointOracleTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, JsonElement>> All = new(() =>
        Conformance.Read("oracles/point_oracles.json").Member("cases")!.Value.EnumerateArray()
            .ToDictionary(item => item.GetProperty("id").GetString()!));

    public static TheoryData<string> Cases() => new(All.Value.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_point_goes_where_the_oracle_says(string id)
    {
        var item = All.Value[id];
        var transformation = item.GetProperty("transformation").Deserialize<CoordinateTransformation>()!;
        var point = item.GetProperty("input").Deserialize<double[]>()!;
        var expected = item.GetProperty("output").Deserialize<double[]>()!;

        var alone = new double[expected.Length];
        transformation.ApplyTo(point, alone);
        var together = new double[expected.Length];
        transformation.Simplify(point.Length).ApplyToAll(point, point.Length, together);

        Assert.All(expected.Zip(alone), both => Assert.Equal(both.First, both.Second, 1e-9));
        Assert.All(expected.Zip(together), both => Assert.Equal(both.First, both.Second, 1e-9));
        Assert.Empty(transformation.Validate(point.Length, expected.Length, ""));
    }

    [Fact]
    public void There_are_34_oracles() => Assert.Equal(34, All.Value.Count);
}
