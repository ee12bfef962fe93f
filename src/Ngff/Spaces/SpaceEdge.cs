namespace OmeNgff.Ngff.Spaces;

/// <summary>One way between two coordinate spaces: an alignment, or a step inside an image. What it does to points is of no
/// concern to the search; whoever needs it derives from this record.</summary>
/// <param name="Id">What tells it from all others.</param>
/// <param name="From">The space that points come from: <c>array:{id}</c>, <c>image:{id}</c> or <c>space:{id}</c>.</param>
/// <param name="To">The space that points go to.</param>
public abstract record SpaceEdge(string Id, string From, string To)
{
    /// <summary>The greatest rank there may be, and, negated, the least.</summary>
    public const decimal MaxRank = 1_000_000_000;

    /// <summary>How many decimals of a rank count.</summary>
    public const int RankDecimals = 9;

    /// <summary>True for an alignment, false for a step inside an image.</summary>
    public abstract bool IsAlignment { get; }

    /// <summary>Which of several ways is preferred; lower is better. Sums of ranks are exact, so that they are the same in
    /// whichever order a path is walked.</summary>
    public decimal Rank { get; init; }

    /// <summary>When what it stands for was made; the newer of two ways is preferred where all else is equal.</summary>
    public DateTimeOffset MadeAt { get; init; }

    /// <summary>True when points can also be carried from <see cref="To"/> to <see cref="From"/>.</summary>
    public bool IsReversible { get; init; } = true;

    /// <summary>The rank of a number: cut to <see cref="MaxRank"/> and rounded to <see cref="RankDecimals"/>.</summary>
    public static decimal RankOf(double rank) => double.IsNaN(rank) ? 0
        : Math.Round((decimal)Math.Clamp(rank, -(double)MaxRank, (double)MaxRank), RankDecimals);
}
