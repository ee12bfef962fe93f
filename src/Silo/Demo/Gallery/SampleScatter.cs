namespace OmeNgff.Silo.Demo.Gallery;

/// <summary>Points scattered in a plane, one in each square of a grid; the same on every machine.</summary>
internal sealed class SampleScatter
{
    private readonly double _spacing;
    private readonly int _rows, _columns;
    private readonly SamplePoint[] _points;

    /// <summary>Scatters points.</summary>
    /// <param name="seed">Says where they fall.</param>
    /// <param name="spacing">The side of a square.</param>
    /// <param name="jitter">How much of its square a point may fall into, 0 to 1.</param>
    /// <param name="height">The height of the plane.</param>
    /// <param name="width">Its width.</param>
    public SampleScatter(ulong seed, double spacing, double jitter, double height, double width)
    {
        _spacing = spacing;
        (_rows, _columns) = ((int)(height / spacing) + 3, (int)(width / spacing) + 3);
        _points = new SamplePoint[_rows * _columns];
        var random = new SampleRandom(seed);
        for (var i = 0; i < _points.Length; i++)
        {
            var (y, x) = ((i / _columns) - 0.5, (i % _columns) - 0.5);
            y += jitter * random.Between(-0.5, 0.5);
            x += jitter * random.Between(-0.5, 0.5);

            // Half the angle's tangent gives its sine and cosine without a series.
            var t = random.Between(-1, 1);
            _points[i] = new SamplePoint(
                i, y * spacing, x * spacing, (1 - (t * t)) / (1 + (t * t)), 2 * t / (1 + (t * t)), random.Between(0, 1));
        }
    }

    /// <summary>The point that is nearest to a place, and how far away it and the second nearest are.</summary>
    public (SamplePoint Point, double Distance, double Second) Nearest(double y, double x)
    {
        var (row, column) = ((int)((y / _spacing) + 1), (int)((x / _spacing) + 1));
        var (nearest, distance, second) = (_points[0], double.MaxValue, double.MaxValue);
        for (var r = Math.Max(row - 1, 0); r <= Math.Min(row + 1, _rows - 1); r++)
        {
            for (var c = Math.Max(column - 1, 0); c <= Math.Min(column + 1, _columns - 1); c++)
            {
                ref readonly var point = ref _points[(r * _columns) + c];
                var squared = ((point.Y - y) * (point.Y - y)) + ((point.X - x) * (point.X - x));
                if (squared < distance)
                {
                    (nearest, distance, second) = (point, squared, distance);
                }
                else if (squared < second)
                {
                    second = squared;
                }
            }
        }

        return (nearest, Math.Sqrt(distance), Math.Sqrt(second));
    }
}

/// <summary>A scattered point.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Y">Where it lies.</param>
/// <param name="X">Where it lies.</param>
/// <param name="Cos">Its direction.</param>
/// <param name="Sin">Its direction.</param>
/// <param name="Share">A number between 0 and 1.</param>
internal readonly record struct SamplePoint(int Number, double Y, double X, double Cos, double Sin, double Share)
{
    /// <summary>How far away a place is by an ellipse around the point that is turned in its direction: 1 on its edge.
    /// </summary>
    public double Ellipse(double y, double x, double across, double along)
    {
        var u = ((Cos * (x - X)) + (Sin * (y - Y))) / along;
        var v = ((Cos * (y - Y)) - (Sin * (x - X))) / across;
        return Math.Sqrt((u * u) + (v * v));
    }
}
