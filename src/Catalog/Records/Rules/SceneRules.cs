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
        if (collection.CollectionKind != CollectionKind.Scene)
        {
            if (FirstOf(collection) is { } pointer)
            {
                errors.Add(new ProblemError(pointer, "collection-no-scene",
                    "Only a scene has coordinate systems and transformations."));
            }

            return;
        }

        if (collection.Systems.Count + collection.CoordinateSystems.Count > MaxSceneTransformations
            || collection.Alignments.Count + collection.CoordinateTransformations.Count > MaxSceneTransformations)
        {
            errors.Add(new ProblemError("/coordinateTransformations", "scene-transformation-count",
                $"A scene has at most {MaxSceneTransformations} coordinate systems and as many transformations "
                + "(limit MaxSceneTransformations)."));
            return;
        }

        var paths = collection.Members.Select(member => member.Path).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var ranks = Systems(collection, paths, errors);
        CheckAlignments(collection, errors);
        CheckTransformations(collection, ranks, paths, errors);
    }

    /// <summary>Where the alignments of a scene may lead: its spaces, and the images among its members.</summary>
    internal static HashSet<string> Ends(CollectionRecord scene) => scene.Systems
        .Select(system => $"space:{system.Space}")
        .Concat(scene.Members.Select(member => $"image:{member.Image}"))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Checks that an alignment of a scene leads between systems that the scene publishes.</summary>
    internal static void CheckEnds(
        HashSet<string> ends, AlignmentRecord alignment, string pointer, List<ProblemError> errors)
    {
        if (!ends.Contains(alignment.Source) || !ends.Contains(alignment.Target))
        {
            errors.Add(new ProblemError(pointer, "scene-alignment-end",
                $"The alignment '{alignment.Id}' leads from {alignment.Source} to {alignment.Target}; both must be spaces of "
                + "the scene's systems, or images among its members."));
        }
    }

    private static string? FirstOf(CollectionRecord collection) =>
        !collection.Systems.IsEmpty ? "/systems"
        : !collection.Alignments.IsEmpty ? "/alignments"
        : !collection.CoordinateSystems.IsEmpty ? "/coordinateSystems"
        : !collection.CoordinateTransformations.IsEmpty ? "/coordinateTransformations"
        : null;

    /// <summary>Checks the systems of both lists; those of the scene itself with their numbers of axes, where they are
    /// known here.</summary>
    private static Dictionary<string, int?> Systems(
        CollectionRecord collection, HashSet<string> paths, List<ProblemError> errors)
    {
        var names = new HashSet<(string?, string)>();
        var spaces = new HashSet<string>(StringComparer.Ordinal);
        var ranks = new Dictionary<string, int?>(StringComparer.Ordinal);
        for (var index = 0; index < collection.Systems.Count; index++)
        {
            var (system, pointer) = (collection.Systems[index], $"/systems/{index}");
            FieldRules.CheckObject(system.Attributes, $"{pointer}/attributes", errors);
            CheckName(system.Path, system.Name, pointer);
            CheckId(system.Space, $"{pointer}/space", errors);
            if (system.Alignment is { } link)
            {
                CheckId(link, $"{pointer}/alignment", errors);
            }

            if (!spaces.Add(system.Space))
            {
                errors.Add(new ProblemError($"{pointer}/space", "scene-space-repeated",
                    $"Another system of the scene is the space '{system.Space}'."));
            }

            if (system.Path is null)
            {
                ranks[system.Name] = null;
            }
            else if (!paths.Contains(system.Path))
            {
                errors.Add(NoMember($"{pointer}/path", system.Path));
            }
        }

        for (var index = 0; index < collection.CoordinateSystems.Count; index++)
        {
            var system = collection.CoordinateSystems[index];
            CheckName(null, system.Name, $"/coordinateSystems/{index}");
            ranks[system.Name] = system.Axes.Count;
        }

        return ranks;

        void CheckName(string? path, string name, string pointer)
        {
            if (name.Length == 0 || !names.Add((path, name)))
            {
                errors.Add(new ProblemError($"{pointer}/name", "coordinate-system-name-duplicate",
                    "Every coordinate system of a scene needs a name of its own."));
            }
        }
    }

    private static void CheckAlignments(CollectionRecord collection, List<ProblemError> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < collection.Alignments.Count; index++)
        {
            var (alignment, pointer) = (collection.Alignments[index].Alignment, $"/alignments/{index}/alignment");
            CheckId(alignment, pointer, errors);
            if (!seen.Add(alignment))
            {
                errors.Add(new ProblemError(pointer, "scene-alignment-repeated",
                    $"The alignment '{alignment}' stands twice in the scene."));
            }
        }
    }

    private static void CheckTransformations(
        CollectionRecord collection, Dictionary<string, int?> ranks, HashSet<string> paths, List<ProblemError> errors)
    {
        var transformations = collection.CoordinateTransformations;
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
        Dictionary<string, int?> ranks,
        HashSet<string> paths,
        List<ProblemError> errors)
    {
        if (end?.Name is null)
        {
            errors.Add(new ProblemError($"{pointer}/{name}", "scene-reference",
                $"The {name} names a coordinate system of the scene, or of the member at a path."));
        }
        else if (end.Path is null && !ranks.ContainsKey(end.Name))
        {
            errors.Add(new ProblemError($"{pointer}/{name}", "scene-reference",
                $"The scene has no coordinate system \"{end.Name}\"; one of an image needs the member's path."));
        }
        else if (end.Path is { } path && !paths.Contains(path))
        {
            errors.Add(NoMember($"{pointer}/{name}", path));
        }
    }

    private static void CheckId(string id, string pointer, List<ProblemError> errors)
    {
        if (!RecordId.IsValid(id))
        {
            errors.Add(new ProblemError(pointer, "id-invalid", $"An id must match {RecordId.Rule}."));
        }
    }

    private static ProblemError NoMember(string pointer, string path) =>
        new(pointer, "scene-reference", $"The scene has no member at \"{path}\".");

    private static int? RankOf(CoordinateSystemReference? end, Dictionary<string, int?> ranks) =>
        end is { Path: null, Name: { } name } ? ranks.GetValueOrDefault(name) : null;
}
