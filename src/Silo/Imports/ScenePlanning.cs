using OmeNgff.Catalog.Records;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Silo.Imports;

/// <summary>
/// Says what of a scene becomes spaces and alignments. Directions and parameters stay as they are; what has an end that
/// cannot be used, or parameters that do not fit the axes, is reported and left out.
/// </summary>
internal sealed class ScenePlanning
{
    private readonly SourceScene _source;
    private readonly Action<ImportError> _report;
    private readonly List<PlannedSystem> _systems = [];
    private readonly Dictionary<(string? Path, string Name), EquatableArray<Axis>> _axes = [];
    private readonly Dictionary<string, MemberSystems> _members = new(StringComparer.Ordinal);

    private ScenePlanning(SourceScene source, Action<ImportError> report)
    {
        _source = source;
        _report = report;
    }

    /// <summary>Plans a scene.</summary>
    internal static ScenePlan Plan(SourceScene source, Action<ImportError> report)
    {
        var planning = new ScenePlanning(source, report);
        foreach (var system in source.Scene.CoordinateSystems)
        {
            planning._systems.Add(new PlannedSystem(null, system, null));
            planning._axes.Add((null, system.Name), system.Axes);
        }

        var edges = source.Scene.CoordinateTransformations
            .Select((edge, index) => planning.Edge(edge, $"{SourceScene.Pointer}/{index}")).OfType<PlannedEdge>()
            .ToEquatableArray();
        return new ScenePlan
        {
            Location = source.Location,
            Members = SourceScene.MemberPaths(source.Scene).Where(source.Members.ContainsKey)
                .Select(path => new CollectionMember { Path = path, Image = source.Members[path].Image.Id })
                .ToEquatableArray(),
            Systems = planning._systems.ToEquatableArray(),
            Edges = edges,
            Other = source.Scene.Other,
            OtherOme = source.Group.OtherOme,
            Attributes = source.Group.Attributes,
        };
    }

    private PlannedEdge? Edge(CoordinateTransformation transformation, string pointer)
    {
        var from = End(transformation.Input!, $"{pointer}/input");
        var to = End(transformation.Output!, $"{pointer}/output");
        return from is null || to is null ? null : Edge(from, to, transformation, _source.Location, pointer);
    }

    private PlannedEdge? Edge(
        PlannedEnd from, PlannedEnd to, CoordinateTransformation transformation, Location group, string pointer)
    {
        if (from == to || (from.Image is not null && from.Image == to.Image))
        {
            return Refused(pointer, "alignment-loop", "The transformation leads from a coordinate system to itself.");
        }

        string? outside = null;
        var absolute = transformation.WithPaths(path => group.ToAddress(path) ?? (outside = path))
            with
        { Input = null, Output = null };
        if (outside is not null)
        {
            return Refused(pointer, "scene-path-outside", $"The path \"{outside}\" leads out of the store.");
        }

        var faults = absolute.Validate(AxesOf(from).Count, AxesOf(to).Count, pointer).Where(fault => fault.Refuses)
            .ToList();
        faults.ForEach(fault => Refused(fault.Pointer, fault.Rule, fault.Message));
        var name = string.IsNullOrWhiteSpace(transformation.Name) ? $"{from.Text} to {to.Text}" : transformation.Name;
        return faults.Count > 0 ? null : new PlannedEdge(from, to, name, absolute);
    }

    /// <summary>What an end of a transformation names, or null when that cannot be used.</summary>
    private PlannedEnd? End(CoordinateSystemReference reference, string pointer)
    {
        var name = reference.Name!;
        if (reference.Path is null)
        {
            return _axes.ContainsKey((null, name))
                ? new PlannedEnd(null, null, name)
                : Refused<PlannedEnd>(pointer, "scene-reference", $"The scene has no coordinate system \"{name}\".");
        }

        if (SourceScene.Normal(reference.Path) is not { } path)
        {
            return Refused<PlannedEnd>(
                pointer, "scene-reference", $"The path \"{reference.Path}\" leads to no image below the scene.");
        }

        // That there is no such member was reported when the members were read.
        return _source.Members.TryGetValue(path, out var member) ? MemberEnd(path, name, member, pointer) : null;
    }

    private PlannedEnd? MemberEnd(string path, string name, ImageSnapshot member, string pointer)
    {
        var systems = _members.TryGetValue(path, out var known) ? known : _members[path] = new MemberSystems(member);
        if (name == systems.Intrinsic)
        {
            return new PlannedEnd(member.Image.Id, path, name);
        }

        return systems.Find(name) is null
            ? Refused<PlannedEnd>(
                pointer, "scene-reference", $"The image \"{path}\" has no coordinate system \"{name}\".")
            : Add(path, name, systems, member, pointer);
    }

    /// <summary>Plans a member's system, and those that lie between it and the intrinsic one.</summary>
    private PlannedEnd Add(string path, string name, MemberSystems systems, ImageSnapshot member, string pointer)
    {
        if (name == systems.Intrinsic)
        {
            return new PlannedEnd(member.Image.Id, path, name);
        }

        var end = new PlannedEnd(null, path, name);
        var system = systems.Find(name)!;
        if (!_axes.TryAdd((path, name), system.Axes))
        {
            return end;
        }

        var place = _systems.Count;
        _systems.Add(new PlannedSystem(path, system, null));
        if (systems.LinkOf(name) is { } link)
        {
            var isForward = link.Output!.Name == name;
            var other = Add(path, (isForward ? link.Input : link.Output)!.Name!, systems, member, pointer);
            var location = member.Image.Location ?? _source.Location with { Path = path };
            _systems[place] = _systems[place] with
            {
                Link = isForward
                    ? Edge(other, end, link, location, pointer)
                    : Edge(end, other, link, location, pointer),
            };
        }

        return end;
    }

    private EquatableArray<Axis> AxesOf(PlannedEnd end) => end.Image is not null
        ? _source.Members[end.Path!].Arrays[0].Axes
        : _axes[(end.Path, end.Name)];

    private PlannedEdge? Refused(string pointer, string rule, string message) =>
        Refused<PlannedEdge>(pointer, rule, message);

    private T? Refused<T>(string pointer, string rule, string message)
        where T : class
    {
        _report(new ImportError(_source.Location.Address + SourceScene.Document, message) { Rule = rule, Pointer = pointer });
        return null;
    }
}
