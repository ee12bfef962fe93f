using System.Collections.Immutable;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Grains.Spaces;

/// <summary>The versions that a request pins.</summary>
internal static class PathPins
{
    /// <summary>Reads them as the ways that a path must take.</summary>
    /// <exception cref="ProblemException">400: there are too many, one is none, is not known, or pins an alignment twice.
    /// </exception>
    internal static async Task<ImmutableArray<SpaceEdge>> Read(
        SpaceMoment moment, EquatableArray<string> pins, CancellationToken cancellationToken)
    {
        if (pins.Count > PathRequest.MaxPins)
        {
            throw ProblemException.Invalid("/pins", "pin-count",
                $"At most {PathRequest.MaxPins} versions are pinned (limit MaxPins).");
        }

        var edges = ImmutableArray.CreateBuilder<SpaceEdge>(pins.Count);
        for (var index = 0; index < pins.Count; index++)
        {
            var pointer = $"/pins/{index}";
            if (!AlignmentVersionRecord.TryParseId(pins[index], out var alignment, out var number))
            {
                throw ProblemException.Invalid(pointer, "pin-invalid", "A pin is written alignment@version.");
            }

            if (edges.Any(edge => edge.Id == alignment))
            {
                throw ProblemException.Invalid(
                    pointer, "pin-repeated", $"The alignment '{alignment}' is pinned twice.");
            }

            edges.Add(await moment.Version(alignment, number, cancellationToken)
                ?? throw ProblemException.Invalid(
                    pointer, "alignment-version-unknown", $"There is no alignment version '{pins[index]}'."));
        }

        return edges.ToImmutable();
    }
}
