using OmeNgff.Ngff;
using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Bench.Ngff;

/// <summary>Recognition of the pyramid of <see cref="SampleImage"/>.</summary>
internal static class PyramidBenchmark
{
    private static Pyramid? _kept;

    public static void Run(Measurement measurement)
    {
        var levels = Enumerable.Range(0, SampleImage.LevelCount)
            .Select(level => new PyramidLevel(
                new SequenceTransformation(
                [
                    new ScaleTransformation(SampleImage.Scale(level).ToEquatableArray()),
                    new TranslationTransformation(SampleImage.Translation(level).ToEquatableArray()),
                ]),
                SampleImage.Shape(level).ToEquatableArray()))
            .ToArray();
        var pyramid = PyramidRecognition.Recognise(levels);
        Agreement.Demand(pyramid.Kind == PyramidKind.Discrete, "The pyramid is not found to be discrete.");
        Agreement.Demand(
            pyramid.Levels.Select(level => level.Factors[^1]).SequenceEqual(
                Enumerable.Range(0, SampleImage.LevelCount).Select(level => new Rational(1L << level))),
            "The factors are not powers of 2.");
        Measurement.Prepare(() => _kept = PyramidRecognition.Recognise(levels));
        Table.Row("pyramid of 6 levels, 5-D", measurement.Measure(() => _kept = PyramidRecognition.Recognise(levels)));
    }
}
