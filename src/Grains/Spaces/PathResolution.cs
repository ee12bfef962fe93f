using System.Collections.Immutable;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Transforms;
using OmeNgff.Grains.Feed;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Grains.Spaces;

/// <summary>Finds how points come from one coordinate space to another, now or at a time of the past.</summary>
public sealed class PathResolution(CurrentSpaces current, PastSpaces past, FeedTail feed)
{
    /// <summary>The rule of a path that takes a version that was retracted.</summary>
    public const string VersionRetracted = "version-retracted";

    /// <summary>The rule of a path that takes a version older than the calibration of an image at its end.</summary>
    public const string AlignmentOutdated = "alignment-outdated";

    /// <summary>How often a path is looked for again while an image on it changes.</summary>
    private const int MaxAttempts = 3;

    /// <summary>How many spaces are named for each side where there is no path (limit <c>MaxNamedSpaces</c>).</summary>
    public const int MaxNamedSpaces = 50;

    /// <summary>Finds the path, and what it does to points.</summary>
    /// <exception cref="ProblemException">400: a reference, a pin or the time cannot be used, or a pin is not on the path;
    /// 404: there is no such space, or no path.</exception>
    public async Task<ResolvedPath> Resolve(PathRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        for (var attempt = 1; ; attempt++)
        {
            var (moment, change) = await Look(request.AsOf, cancellationToken);
            try
            {
                return await Resolve(moment, request, cancellationToken) with { Change = change };
            }
            catch (ImageMovedException moved) when (attempt == MaxAttempts)
            {
                throw new ProblemException(new Problem(
                    "/problems/busy", "Busy", 503, $"The image '{moved.Image}' is being changed; ask again."));
            }
            catch (ImageMovedException)
            {
                // An image changed between two looks.
            }
            catch (NgffException refusal)
            {
                throw new ProblemException(new Problem("/problems/path-unusable", "The path cannot be used", 409,
                    $"The path from '{request.From}' to '{request.To}' does not carry points: {refusal.Message}")
                {
                    Errors = ProblemException.Invalid(refusal).Problem.Errors,
                });
            }
        }
    }

    private async Task<ResolvedPath> Resolve(
        SpaceMoment moment, PathRequest request, CancellationToken cancellationToken)
    {
        var from = await PathEnd.Of(moment, request.From, "/from", cancellationToken);
        var to = await PathEnd.Of(moment, request.To, "/to", cancellationToken);
        var query = new PathQuery(request.From, request.To)
        {
            Pins = await PathPins.Read(moment, request.Pins, cancellationToken),
            Extra = [.. from.Edges.Concat(to.Edges).DistinctBy(edge => edge.Id)],
        };
        while (true)
        {
            var path = moment.Search(graph => PathSearch.Find(graph, query)) ?? throw NoPath(moment, query);
            var steps = new List<MapStep>(path.Steps.Length);
            var labels = new List<string?>(path.Steps.Length);
            foreach (var step in path.Steps)
            {
                var (map, label) = await StepMaps.Of(moment, step, cancellationToken);
                steps.Add(map);
                labels.Add(label);
            }

            // What is inside an image is known only now.
            if (path.Steps.Zip(steps).Where(pair => StepMaps.IsBlocked(pair.First, pair.Second)).ToList() is [var (blocked, _), ..])
            {
                query = query with { Without = query.Without.Add(blocked.Edge.Id) };
                continue;
            }

            if (!request.MayLeavePins)
            {
                RefuseUnused(request.Pins, query.Pins, path);
            }

            var resolved = PathMap.Of(from.Axes, steps, to.Axes);
            return new ResolvedPath(
                resolved,
                path.Steps.Select((step, index) => Described(step, labels[index]) with
                {
                    Free = resolved.FreeAxes[index] is { IsEmpty: false } free ? free : null,
                }).ToEquatableArray())
            {
                Path = path,
                FromImage = from.Image,
                Alternatives = request.WithAlternatives
                    ? await Alternatives(moment, query, path, cancellationToken)
                    : null,
                Diagnostics = await Diagnose(moment, path, cancellationToken),
            };
        }
    }

    /// <summary>What to say of pins of versions that are retracted by now, whenever they are looked at; null where none is.
    /// </summary>
    public async Task<string?> WarnOfRetracted(EquatableArray<string> pins, CancellationToken cancellationToken)
    {
        var messages = new List<string>();
        foreach (var pin in pins)
        {
            if (AlignmentVersionRecord.TryParseId(pin, out var alignment, out var number)
                && await current.Version(alignment, number, cancellationToken) is { Status: AlignmentStatus.Retracted })
            {
                messages.Add(Retracted(pin));
            }
        }

        return messages.Count == 0 ? null : string.Join(' ', messages);
    }

    private static string Retracted(string pin) => $"The version '{pin}' was retracted: it is known to be wrong.";

    /// <summary>The spaces as they were at a time.</summary>
    /// <exception cref="ProblemException">400: the time is yet to come.</exception>
    public Task<SpaceMoment> At(DateTimeOffset time, CancellationToken cancellationToken) =>
        past.At(time, cancellationToken);

    /// <summary>The spaces as they were at a time, or are now, and the change that they are current to.</summary>
    /// <param name="time">The time, or null for now.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    internal async Task<(SpaceMoment Moment, string? Change)> Look(
        DateTimeOffset? time, CancellationToken cancellationToken)
    {
        var isFresh = await feed.CatchUp(cancellationToken);

        // Everything up to here was marked before it was said.
        var change = feed.Settled?.ToString();
        return (time is { } past ? await At(past, cancellationToken) : await Now(isFresh, cancellationToken), change);
    }

    private async Task<SpaceMoment> Now(bool isFresh, CancellationToken cancellationToken)
    {
        // Where the database cannot be asked, what is in memory has to do.
        if (isFresh || !current.IsRead)
        {
            await current.CatchUp(cancellationToken);
        }

        return current;
    }

    private static void RefuseUnused(EquatableArray<string> pins, ImmutableArray<SpaceEdge> edges, SpacePath path)
    {
        for (var index = 0; index < edges.Length; index++)
        {
            if (path.Steps.All(step => step.Edge != edges[index]))
            {
                throw ProblemException.Invalid($"/pins/{index}", "pin-unused",
                    $"The path does not take the alignment of the pin '{pins[index]}'; it takes "
                    + (path.Steps.IsEmpty ? "none." : $"{string.Join(", ", path.Steps.Select(step => step.Edge.Id))}."));
            }
        }
    }

    private static ProblemException NoPath(SpaceMoment moment, PathQuery query)
    {
        var (reached, reaching) = moment.Search(graph =>
            (PathTree.Reach(graph, query, backwards: false), PathTree.Reach(graph, query, backwards: true)));
        return new ProblemException(new Problem("/problems/no-path", "No path", 404,
            $"No alignments lead from '{query.From}' to '{query.To}'. '{query.From}' reaches {Named(reached)}; "
            + $"'{query.To}' is reached from {Named(reaching)}.")
        {
            Reach = new ProblemReach(
                reached.Take(MaxNamedSpaces).ToEquatableArray(), reached.Length,
                reaching.Take(MaxNamedSpaces).ToEquatableArray(), reaching.Length),
        });

        static string Named(ImmutableArray<string> spaces) => spaces.Length switch
        {
            0 => "nothing else",
            <= 3 => string.Join(", ", spaces.Select(space => $"'{space}'")),
            _ => $"'{spaces[0]}', '{spaces[1]}' and {spaces.Length - 2} more",
        };
    }

    private static TransformStep Described(PathStep step, string? level) => new()
    {
        Alignment = (step.Edge as AlignmentEdge)?.Id,
        Version = (step.Edge as AlignmentEdge)?.Number,
        Status = (step.Edge as AlignmentEdge)?.Status,
        Image = step.Edge switch
        {
            LevelEdge inside => inside.Image,
            LabelEdge label => label.From["image:".Length..],
            _ => null,
        },
        Level = level,
        Direction = step.IsInverse ? StepDirection.Inverse : StepDirection.Forward,
        From = step.From,
        To = step.To,
    };

    private static async Task<ImmutableArray<EquatableArray<TransformStep>>> Alternatives(
        SpaceMoment moment, PathQuery query, SpacePath best, CancellationToken cancellationToken)
    {
        var paths = ImmutableArray.CreateBuilder<EquatableArray<TransformStep>>();
        foreach (var path in moment.Search(graph => PathAlternatives.List(graph, query, best)))
        {
            var steps = new List<TransformStep>();
            foreach (var step in path.Steps)
            {
                var (map, level) = await StepMaps.Of(moment, step, cancellationToken);
                if (map.IsInverse && !MapStep.IsReversible(map.Transformation, map.FromAxes))
                {
                    steps.Clear();
                    break;
                }

                steps.Add(Described(step, level));
            }

            if (steps.Count > 0)
            {
                paths.Add(steps.ToEquatableArray());
            }
        }

        return paths.ToImmutable();
    }

    private async Task<EquatableArray<Diagnostic>> Diagnose(
        SpaceMoment moment, SpacePath path, CancellationToken cancellationToken)
    {
        var found = new List<Diagnostic>();
        for (var index = 0; index < path.Steps.Length; index++)
        {
            if (path.Steps[index].Edge is AlignmentEdge edge)
            {
                var pointer = $"/path/{index}";
                var status = edge.Status;
                if (moment != current && await current.Version(edge.Id, edge.Number, cancellationToken) is { } now)
                {
                    // What was retracted since is no less wrong.
                    status = now.Status == AlignmentStatus.Retracted ? now.Status : status;
                }

                found.AddRange(OfStatus(edge.Pin, status, pointer));
                foreach (var end in (string[])[edge.From, edge.To])
                {
                    if (SpaceReference.TryParse(end, out var space) && space.Kind == RecordKind.Image
                        && await moment.Image(space.Id, cancellationToken) is { } image && edge.IsOutdated(image))
                    {
                        found.Add(new Diagnostic(AlignmentOutdated, Severity.Warning, pointer,
                            $"The image '{space.Id}' was calibrated after the version '{edge.Pin}' was made."));
                    }
                }
            }
        }

        return found.ToEquatableArray();
    }

    private static IEnumerable<Diagnostic> OfStatus(string pin, AlignmentStatus status, string pointer) => status switch
    {
        AlignmentStatus.Retracted =>
        [
            new Diagnostic(VersionRetracted, Severity.Warning, pointer, Retracted(pin)),
        ],
        AlignmentStatus.Deprecated =>
        [
            new Diagnostic("version-deprecated", Severity.Info, pointer,
                $"The version '{pin}' is deprecated: there is a better one."),
        ],
        AlignmentStatus.Draft =>
            [new Diagnostic("version-draft", Severity.Info, pointer, $"The version '{pin}' is a draft.")],
        _ => [],
    };
}
