using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Records.Rules;

/// <summary>Rules of the coordinate systems and transformations of scenes; other collections have none.</summary>
internal static class SceneRules
{
    /// <summary>How many coordinate systems, and how many transformations a scene may have (limit
    /// <c>MaxSceneTransformations</c>).</summary>
    internal const int MaxSceneTransformations = 10_000;

    /// <summary>Checks a collection.</summary>
    internal static void Check(CollectionRecord collection, List<ProblemError> errors)
    {
        var (systems, transformations) = (collection.CoordinateSystems, collection.CoordinateTransformations);
        if (collection.CollectionKind != CollectionKind.Scene)
        {
            if (!systems.IsEmpty || !transformations.IsEmpty)
            {
                errors.Add(new ProblemError(systems.IsEmpty ? "/coordinateTransformations" : "/coordinateSystems",
                    "collection-no-scene", "Only a scene has coordinate systems and transformations."));
            }

            return;
        }

        if (systems.Count > MaxSceneTransformations || transformations.Count > MaxSceneTransformations)
        {
            errors.Add(new ProblemError("/coordinateTransformations", "scene-transformation-count",
                $"A scene has at most {MaxSceneTransformations} coordinate systems and as many transformations "
                + "(limit MaxSceneTransformations)."));
            return;
        }

        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < systems.Count; index++)
        {
            if (!ranks.TryAdd(systems[index].Name, systems[index].Axes.Count))
            {
                errors.Add(new ProblemError($"/coordinateSystems/{index}/name", "coordinate-system-name-duplicate",
                    "Every coordinate system of a scene needs a name of its own."));
            }
        }

        var paths = collection.Members.Select(member => member.Path).OfType<string>().ToHashSet(StringComparer.Ordinal);
        for (var index = 0; index < transformations.Count; index++)
        {
            var pointer = $"/coordinateTransformations/{index}";
            var (from, to) = (transformations[index].Input, transformations[index].Output);
            CheckEnd(from, "input", pointer, ranks, paths, errors);
            CheckEnd(to, "output", pointer, ranks, paths, errors);
            errors.AddRange(transformations[index].Validate(RankOf(from, ranks), RankOf(to, ranks), pointer)
                .Where(fault => fault.Refuses)
                .Select(fault => new ProblemError(fault.Pointer, fault.Rule, fault.Message)));
        }
    }

    private static void CheckEnd(
        CoordinateSystemReference? end,
        string name,
        string pointer,
        Dictionary<string, int> ranks,
        HashSet<string> paths,
        List<ProblemError> errors)
    {
        if (end?.Name is null)
        {
            errors.Add(new ProblemError($"{pointer}/{name}", "scene-reference",
                $"The {name} names a coordinate system of the scene, or of the member at a path."));
        }
        else if (end.Path is null ? !ranks.ContainsKey(end.Name) : !paths.Contains(end.Path))
        {
            errors.Add(new ProblemError($"{pointer}/{name}", "scene-reference", end.Path is null
                ? $"The scene has no coordinate system \"{end.Name}\"; one of an image needs the member's path."
                : $"The scene has no member at \"{end.Path}\"."));
        }
    }

    private static int? RankOf(CoordinateSystemReference? end, Dictionary<string, int> ranks) =>
        end is { Path: null, Name: { } name } && ranks.TryGetValue(name, out var rank) ? rank : null;
}
