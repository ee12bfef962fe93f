using OmeNgff.Catalog.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Silo.Imports;

/// <summary>The named coordinate systems of an image, as it is published in OME 0.6, and what links them.</summary>
internal sealed class MemberSystems
{
    private readonly List<CoordinateSystem> _systems;
    private readonly Dictionary<string, CoordinateTransformation> _links = new(StringComparer.Ordinal);

    /// <summary>Finds the systems and, by going from the intrinsic one outwards, what links each of them.</summary>
    internal MemberSystems(ImageSnapshot member)
    {
        var image = member.Image;
        Intrinsic = image.IntrinsicName ?? CoordinateSystem.DefaultIntrinsicName;
        _systems = [.. image.CoordinateSystems];
        var edges = image.CoordinateTransformations
            .Where(edge => edge is { Input: { Name: not null, Path: null }, Output: { Name: not null, Path: null } })
            .ToList();
        var whole = image.CoordinateTransformations.Where(edge => edge.Input is null && edge.Output is null)
            .ToEquatableArray();
        if (!whole.IsEmpty && Find(CoordinateSystem.TransformedName) is null)
        {
            // What 0.4 and 0.5 apply after the levels leads to a system of its own.
            _systems.Add(new CoordinateSystem(CoordinateSystem.TransformedName, member.Arrays[0].Axes));
            var edge = whole is [var only] ? only : new SequenceTransformation(whole);
            edges.Add(edge with
            {
                Input = new CoordinateSystemReference(Intrinsic),
                Output = new CoordinateSystemReference(CoordinateSystem.TransformedName),
            });
        }

        Reach(edges);
    }

    /// <summary>The name of the intrinsic system.</summary>
    internal string Intrinsic { get; }

    /// <summary>A system beside the intrinsic one, or null.</summary>
    internal CoordinateSystem? Find(string name) => _systems.FirstOrDefault(system => system.Name == name);

    /// <summary>What links a system with the one that is next to it on the way to the intrinsic one, in the direction that
    /// it is written in; null where there is no way.</summary>
    internal CoordinateTransformation? LinkOf(string name) => _links.GetValueOrDefault(name);

    private void Reach(List<CoordinateTransformation> edges)
    {
        var waiting = new Queue<string>([Intrinsic]);
        while (waiting.TryDequeue(out var reached))
        {
            foreach (var edge in edges)
            {
                var (from, to) = (edge.Input!.Name!, edge.Output!.Name!);
                var next = from == reached ? to : to == reached ? from : null;
                if (next is not null && next != Intrinsic && Find(next) is not null && _links.TryAdd(next, edge))
                {
                    waiting.Enqueue(next);
                }
            }
        }
    }
}
