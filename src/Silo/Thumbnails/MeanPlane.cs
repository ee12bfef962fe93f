namespace OmeNgff.Silo.Thumbnails;

/// <summary>
/// One channel of a plane, shrunk or enlarged: in every bin the mean of the elements, by how much of each lies in it. What
/// is no number does not count.
/// </summary>
internal sealed class MeanPlane(SampledAxis rows, SampledAxis columns)
{
    private readonly double[] _sums = new double[rows.Bins * columns.Bins];
    private readonly double[] _shares = new double[rows.Bins * columns.Bins];

    /// <summary>The mean in the bin that a pixel shows; NaN where there is none.</summary>
    public double this[int row, int column]
    {
        get
        {
            var bin = (rows.BinOf(row) * columns.Bins) + columns.BinOf(column);
            return _sums[bin] / _shares[bin];
        }
    }

    /// <summary>All means that there are.</summary>
    public IEnumerable<double> Values() => _sums.Zip(_shares, (sum, share) => sum / share).Where(double.IsFinite);

    /// <summary>Counts the elements of a part in.</summary>
    public void Add(PlanePart part)
    {
        var first = columns.BinsOf(part.Columns.First).First;
        var count = columns.BinsOf(part.Columns.First + part.Columns.Count - 1).Last - first + 1;
        var numbers = new double[part.Columns.Count];
        var (sums, shares) = (new double[count], new double[count]);
        for (var row = 0; row < part.Rows.Count; row++)
        {
            part.Read(row, numbers);
            Gather(numbers, part.Columns.First, first, sums, shares);
            var element = part.Rows.First + row;
            var (top, bottom) = rows.BinsOf(element);
            for (var bin = top; bin <= bottom; bin++)
            {
                var (share, target) = ((double)rows.Share(element, bin), (bin * columns.Bins) + first);
                for (var column = 0; column < count; column++)
                {
                    _sums[target + column] += share * sums[column];
                    _shares[target + column] += share * shares[column];
                }
            }
        }
    }

    /// <summary>One row, in the bins of its columns.</summary>
    private void Gather(double[] numbers, long element, int first, double[] sums, double[] shares)
    {
        Array.Clear(sums);
        Array.Clear(shares);
        foreach (var number in numbers)
        {
            if (double.IsFinite(number))
            {
                var (left, right) = columns.BinsOf(element);
                for (var bin = left; bin <= right; bin++)
                {
                    var share = columns.Share(element, bin);
                    sums[bin - first] += share * number;
                    shares[bin - first] += share;
                }
            }

            element++;
        }
    }
}
