using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records.Rules;

/// <summary>Rules of catalogued spaces. Their axes may be of any composition.</summary>
internal static class SpaceRules
{
    /// <summary>How many axes a space may have (limit <c>MaxSpaceAxes</c>).</summary>
    internal const int MaxSpaceAxes = 10;

    /// <summary>Checks a space.</summary>
    internal static SpaceRecord Complete(SpaceRecord space, List<ProblemError> errors)
    {
        if (space.Axes.IsEmpty || space.Axes.Count > MaxSpaceAxes)
        {
            errors.Add(new ProblemError("/axes", "axes-count",
                $"A space has 1 to {MaxSpaceAxes} axes (limit MaxSpaceAxes); there are {space.Axes.Count}."));
        }

        FieldRules.CheckAxisNames(space.Axes, errors);
        return space;
    }
}
