using OmeNgff.Ngff.Transformations;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Fields;
using OmeNgff.Zarr.Tests.Arrays;

namespace OmeNgff.Zarr.Tests.Fields;

/// <summary>Writes fields, and carries through them.</summary>
internal sealed class FieldFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _count;

    public TemporaryFolder Folder => _folder;

    public string Root => _folder.Root;

    /// <summary>The address of a folder in it.</summary>
    public string Address(string path) => new Uri(Path.Combine(Root, path)).AbsoluteUri;

    public PointCarrier Carrier(FieldLimits? limits = null, ChunkCache? cache = null) =>
        new(_folder.Factory, limits ?? new FieldLimits(), cache ?? new ChunkCache());

    public FieldSurvey Survey(FieldLimits? limits = null) =>
        new(_folder.Factory, limits ?? new FieldLimits(), new ChunkCache(), TimeProvider.System);

    /// <summary>Writes a field in doubles.</summary>
    /// <param name="type"><c>displacement</c> or <c>coordinate</c>.</param>
    /// <param name="size">The samples along each axis of the input.</param>
    /// <param name="components">The components of a vector.</param>
    /// <param name="value">A component of a sample.</param>
    /// <param name="layout">How it lies in the array.</param>
    /// <returns>Its address.</returns>
    public string Write(
        string type, long[] size, int components, Func<long[], int, double> value, Layout? layout = null)
    {
        var (chunk, vectorDimension, scale, translation) = layout ?? new Layout();
        vectorDimension = Math.Min(vectorDimension, size.Length);
        scale ??= [.. size.Select(_ => 1.0)];
        translation ??= [.. size.Select(_ => 0.0)];
        chunk ??= [.. size, components];
        var name = $"field{_count++}";
        var axes = size.Select((_, axis) => $$"""{"name":"a{{axis}}","type":"space","unit":"micrometer"}""").ToList();
        axes.Insert(vectorDimension, $$"""{"name":"v","type":"{{type}}","discrete":true}""");
        _folder.Write($"{name}/zarr.json", $$$$"""
            {"zarr_format":3,"node_type":"group","attributes":{"ome":{"version":"0.6","multiscales":[{
              "coordinateSystems":[{"name":"physical","axes":[{{{{string.Join(',', axes)}}}}]}],
              "datasets":[{"path":"0","coordinateTransformations":[{"type":"sequence","input":{"path":"0"},
                "output":{"name":"physical"},"transformations":[
                  {"type":"scale","scale":[{{{{Numbers(Insert(scale, vectorDimension, 1))}}}}]},
                  {"type":"translation","translation":[{{{{Numbers(Insert(translation, vectorDimension, 0))}}}}]}]}]}]}]}}}
            """);
        var spatial = chunk[..^1];
        var chunkComponents = chunk[^1];
        _folder.Document(
            $"{name}/0", Insert(size, vectorDimension, components), Insert(spatial, vectorDimension, chunkComponents),
            type: "float64", fill: "0.0");
        var chunkShape = Insert(spatial, vectorDimension, chunkComponents);
        var shape = Insert(size, vectorDimension, (long)components);
        foreach (var place in ReadArray.Places([.. shape.Select((length, dimension) => (length + chunkShape[dimension] - 1) / chunkShape[dimension])]))
        {
            var numbers = ReadArray.Places(chunkShape).Select(within =>
            {
                var index = place.Select((at, dimension) => (at * chunkShape[dimension]) + within[dimension]).ToList();
                var isInside = index.Select((at, dimension) => at < shape[dimension]).All(inside => inside);
                var component = (int)index[vectorDimension];
                index.RemoveAt(vectorDimension);
                return isInside ? value([.. index], component) : double.NaN;
            });
            _folder.Chunk($"{name}/0/c/{string.Join('/', place)}", WrittenArray.LittleEndian([.. numbers]));
        }

        return Address(name);
    }

    public string Displacements(long[] size, Func<long[], int, double> value, Layout? layout = null) =>
        Write("displacement", size, size.Length, value, layout);

    public void Dispose() => _folder.Dispose();

    private static T[] Insert<T>(T[] items, int at, T item) => [.. items[..at], item, .. items[at..]];

    private static string Numbers(double[] numbers) => string.Join(',', numbers.Select(number => FormattableString.Invariant($"{number:R}")));
}

/// <summary>How a field lies in its array.</summary>
/// <param name="Chunk">The chunk along the input's axes, then the components in one; null for one chunk.</param>
/// <param name="VectorDimension">The place of the vectors' axis, at most the last.</param>
/// <param name="Scale">The spacing of the samples.</param>
/// <param name="Translation">The place of the first sample.</param>
internal sealed record Layout(
    long[]? Chunk = null, int VectorDimension = int.MaxValue, double[]? Scale = null, double[]? Translation = null);

/// <summary>Short ways to carry.</summary>
internal static class Carrying
{
    public static Task<CarriedPoints> Carry(
        this PointCarrier carrier, CoordinateTransformation transformation, double[] points, int rank, bool inverse = false) =>
        carrier.Carry(transformation, inverse, points, rank, default);

    public static Task<CarriedBox> CarryBox(
        this PointCarrier carrier, CoordinateTransformation transformation, double[] min, double[] max, bool inverse = false) =>
        carrier.CarryBox(transformation, inverse, [.. min], [.. max], default);

    /// <summary>Carries points that have no fault to these.</summary>
    public static async Task Leads(
        this PointCarrier carrier, CoordinateTransformation transformation, double[] points, double[] expected, bool inverse = false)
    {
        var carried = await carrier.Carry(transformation, points, 1, inverse);
        Assert.Empty(carried.Faults);
        Assert.Equal(expected, carried.Coordinates);
    }

    /// <summary>The rule of the refusal, and where in the transformation.</summary>
    public static async Task<(string Rule, string Pointer)> Refusal(Func<Task> action)
    {
        var diagnostic = (await Assert.ThrowsAsync<Ngff.Diagnostics.NgffException>(action)).Diagnostics[0];
        return (diagnostic.Rule, diagnostic.Pointer);
    }

    public static void Near(double[] expected, double[] actual, double tolerance = 1e-9)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var at = 0; at < expected.Length; at++)
        {
            Assert.True(
                Math.Abs(expected[at] - actual[at]) <= tolerance, $"{at}: {expected[at]:R} is not {actual[at]:R}");
        }
    }
}
