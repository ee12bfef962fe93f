using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.AlignmentFiles;
using OmeNgff.Ngff.Axes;

namespace OmeNgff.Ngff.Tests.AlignmentFiles;

public class ConversionLawTests
{
    // A millimeter in each.
    private static readonly Dictionary<string, double> Millimeter = new()
    {
        ["meter"] = 1e-3,
        ["millimeter"] = 1,
        ["micrometer"] = 1e3,
        ["nanometer"] = 1e6,
        ["inch"] = 1 / 25.4,
    };

    [Fact]
    public void A_point_goes_as_by_way_of_the_axes_the_unit_and_the_frame_of_the_file() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Case.Generate().ToArbitrary(), Agrees));

    private static bool Agrees(Case given)
    {
        var source = given.Source.Axes(given.IsInherited);
        var target = given.Target.Axes(false);
        var transformation = Files.Import(
            given.IsItk ? AlignmentFileFormat.Itk : AlignmentFileFormat.Matrix,
            given.Content,
            given.Statement,
            source,
            target);
        double[] point = given.IsInherited ? [.. given.Point, 5] : given.Point;

        // Where the file leads from the target, it leads back to where the point came from.
        var carried = transformation.Carry(point);
        var from = given.Source.ToFile(given.Point, given.Unit);
        var to = given.Target.ToFile(carried, given.Unit);
        var (before, after) = given.IsForward ? (from, to) : (to, from);
        var expected = Enumerable.Range(0, 3).Select(row =>
            (given.Matrix[4 * row] * before[0]) + (given.Matrix[(4 * row) + 1] * before[1])
            + (given.Matrix[(4 * row) + 2] * before[2]) + given.Matrix[(4 * row) + 3]).ToArray();
        var size = before.Concat(after).Max(Math.Abs) + 100;
        return expected.Zip(after).All(both => Math.Abs(both.First - both.Second) <= 1e-9 * size);
    }

    private sealed record End(int[] Order, string Unit, string? Frame, bool IsOriented)
    {
        public static Gen<End> Generate(bool hasFrame) =>
            from order in Gen.Shuffle(Enumerable.Range(0, 3))
            from unit in Gen.Elements(Millimeter.Keys.ToArray())
            from frame in Gen.Elements("LPS", "RAS")
            from isOriented in Gen.Elements(true, false)
            select new End(order, unit, hasFrame ? frame : null, isOriented && hasFrame);

        public AlignmentFrame? Said => Frame is null || IsOriented ? null : Enum.Parse<AlignmentFrame>(Frame, true);

        public EquatableArray<Axis> Axes(bool isInherited)
        {
            var axes = Files.Axes(string.Concat(Order.Select(index => "xyz"[index])), Unit);
            axes = IsOriented ? axes.In(Frame!) : axes;
            return isInherited ? [.. axes, new Axis("c", "channel")] : axes;
        }

        /// <summary>A point of this end in x, y, z, the unit and the frame of the file.</summary>
        public double[] ToFile(double[] point, string unit)
        {
            var result = new double[3];
            for (var index = 0; index < 3; index++)
            {
                var sign = Frame == "RAS" && Order[index] < 2 ? -1 : 1;
                result[Order[index]] = sign * point[index] / Millimeter[Unit] * Millimeter[unit];
            }

            return result;
        }
    }

    private sealed record Case(
        bool IsItk, bool IsForward, bool IsInherited, string Unit, double[] Matrix, double[] Point, End Source, End Target)
    {
        public static Gen<Case> Generate() =>
            from isItk in Gen.Elements(true, false)
            from isForward in Gen.Elements(true, false)
            from isInherited in Gen.Elements(true, false)
            from unit in Gen.Elements(Millimeter.Keys.ToArray())
            from numbers in Gen.Choose(-800, 800).Select(number => number / 64.0).ArrayOf(12)
            from point in Gen.Choose(-4000, 4000).Select(number => number / 256.0).ArrayOf(3)
            from source in End.Generate(isItk)
            from target in End.Generate(isItk)
            select new Case(isItk, isForward, isInherited, unit, Dominant(numbers), point, source, target);

        public string Content
        {
            get
            {
                var rows = Enumerable.Range(0, 3).Select(row => Matrix[(4 * row)..(4 * (row + 1))]).ToList();
                return IsItk
                    ? Files.Itk(
                        "AffineTransform_double_3_3",
                        $"{string.Join(' ', rows.Select(row => Text(row[..3])))} {Text(rows.Select(row => row[3]))}",
                        "0 0 0")
                    : string.Join('\n', rows.Select(Text));
            }
        }

        public AlignmentStatement Statement => new()
        {
            Unit = Unit,
            Axes = IsItk ? null : ["x", "y", "z"],
            Fixed = !IsItk ? null : IsForward ? AlignmentEnd.Source : AlignmentEnd.Target,
            From = IsItk ? null : IsForward ? AlignmentEnd.Source : AlignmentEnd.Target,
            SourceFrame = Source.Said,
            TargetFrame = Target.Said,
        };

        // Its diagonal outweighs the rest of each row, so that it is never nearly singular.
        private static double[] Dominant(double[] numbers)
        {
            var matrix = (double[])numbers.Clone();
            for (var row = 0; row < 3; row++)
            {
                matrix[5 * row] += 40 * (numbers[5 * row] < 0 ? -1 : 1);
            }

            return matrix;
        }

        private static string Text(IEnumerable<double> numbers) =>
            string.Join(' ', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
    }
}
