using System.Collections.Immutable;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Silo.Imports;

/// <summary>
/// Turns a planned scene into changes of records. A space stands on while the axes of its system are the same, and an
/// alignment while there is a transformation of its name between its ends; what is no longer in the scene stays in the
/// catalog.
/// </summary>
internal sealed class SceneRecords(IRecordStore store, TimeProvider time)
{
    /// <summary>The changes that take a scene over.</summary>
    /// <param name="plan">The scene.</param>
    /// <param name="digest">Its digest.</param>
    /// <param name="standing">The collection that stands for it, or null.</param>
    /// <param name="diagnostics">What was found in its document.</param>
    /// <param name="dataset">The dataset of new records.</param>
    /// <param name="cancellationToken">Cancels the reading of what stands.</param>
    /// <returns>The id of the collection, and the changes.</returns>
    internal async Task<(string Id, ImmutableArray<RecordChange> Changes)> Changes(
        ScenePlan plan,
        string digest,
        CollectionRecord? standing,
        EquatableArray<Diagnostic> diagnostics,
        string dataset,
        CancellationToken cancellationToken)
    {
        var reason = $"{(standing is null ? "imported from" : "changed in")} {plan.Location.Address}";
        var writing = new Writing(
            plan, standing?.Dataset ?? dataset, reason, await Known(standing, cancellationToken), time);
        var systems = writing.Systems(standing);
        var alignments = plan.Edges.Zip(writing.Alignments(plan.Edges), (edge, alignment) => new SceneAlignment
        {
            Alignment = alignment,
            Name = edge.Transformation.Name,
        });
        var collection = (standing ?? new CollectionRecord { Id = RecordId.New(time), Dataset = dataset }) with
        {
            CollectionKind = CollectionKind.Scene,
            Location = plan.Location,
            Members = plan.Members,
            Systems = systems.ToEquatableArray(),
            Alignments = alignments.ToEquatableArray(),
            Other = plan.Other,
            OtherOme = plan.OtherOme,
            Attributes = plan.Attributes,
            Diagnostics = diagnostics.IsEmpty ? null : diagnostics,
        };
        var version = standing?.Version ?? 0;
        collection = collection with { Origin = writing.Origin(digest, collection, version + 1) };
        return (collection.Id, [.. writing.Changes, RecordChange.Put(collection, version, reason)]);
    }

    /// <summary>The records that the collection names, and the alignment versions that the import wrote.</summary>
    private async Task<ImmutableDictionary<RecordReference, CatalogRecord>> Known(
        CollectionRecord? standing, CancellationToken cancellationToken)
    {
        if (standing is null)
        {
            return ImmutableDictionary<RecordReference, CatalogRecord>.Empty;
        }

        var wanted = standing.Systems.Select(system => new RecordReference(RecordKind.Space, system.Space))
            .Concat(standing.Systems.Select(system => system.Alignment).OfType<string>()
                .Concat(standing.Alignments.Select(part => part.Alignment))
                .Select(id => new RecordReference(RecordKind.Alignment, id)))
            .Concat((standing.Origin?.Pins ?? []).Select(pin => new RecordReference(RecordKind.AlignmentVersion, pin)));
        return await store.Read([.. wanted.Distinct()], cancellationToken);
    }

    /// <summary>One take-over as it is written down.</summary>
    private sealed class Writing(
        ScenePlan plan,
        string dataset,
        string reason,
        ImmutableDictionary<RecordReference, CatalogRecord> known,
        TimeProvider time)
    {
        private readonly List<RecordChange> _changes = [];
        private readonly List<string> _pins = [];
        private readonly Dictionary<(string? Path, string Name), string> _spaces = [];
        private readonly List<KnownAlignment> _standing =
        [
            .. known.Values.OfType<AlignmentVersionRecord>()
                .Where(version => known.ContainsKey(new(RecordKind.Alignment, version.Alignment)))
                .Select(version => new KnownAlignment(
                    (AlignmentRecord)known[new(RecordKind.Alignment, version.Alignment)], version)),
        ];

        internal IReadOnlyList<RecordChange> Changes => _changes;

        internal SceneOrigin Origin(string digest, CollectionRecord collection, long version) => new()
        {
            Digest = digest,
            Versions = _spaces.Values.ToImmutableSortedDictionary(
                    space => $"space:{space}",
                    space => known.GetValueOrDefault(new(RecordKind.Space, space))?.Version ?? 1,
                    StringComparer.Ordinal)
                .Add($"collection:{collection.Id}", version),
            Pins = _pins.ToEquatableArray(),
        };

        /// <summary>Spaces first, for the links refer to them.</summary>
        internal List<SceneSystem> Systems(CollectionRecord? standing)
        {
            foreach (var planned in plan.Systems)
            {
                _spaces[(planned.Path, planned.System.Name)] = Space(planned, standing);
            }

            var linked = plan.Systems.Where(planned => planned.Link is not null).ToList();
            var links = linked.Zip(Alignments([.. linked.Select(planned => planned.Link!)]))
                .ToDictionary(pair => (pair.First.Path, pair.First.System.Name), pair => pair.Second);
            return
            [
                .. plan.Systems.Select(planned => new SceneSystem
                {
                    Name = planned.System.Name,
                    Path = planned.Path,
                    Space = _spaces[(planned.Path, planned.System.Name)],
                    Alignment = links.GetValueOrDefault((planned.Path, planned.System.Name)),
                    Attributes = planned.System.Other,
                }),
            ];
        }

        /// <summary>The ids of the alignments that stand for transformations.</summary>
        internal string[] Alignments(EquatableArray<PlannedEdge> edges)
        {
            var taken = new KnownAlignment?[edges.Count];
            Match((known, edge) => known.Version.CoordinateTransformation == edge.Transformation);
            Match((known, edge) => known.Version.CoordinateTransformation.Name == edge.Transformation.Name);
            return [.. edges.Select((edge, index) => Alignment(edge, taken[index], index))];

            void Match(Func<KnownAlignment, PlannedEdge, bool> agrees)
            {
                for (var index = 0; index < edges.Count; index++)
                {
                    var edge = edges[index];
                    var (source, target) = (End(edge.Source), End(edge.Target));
                    if (taken[index] is null && _standing.Find(known => known.Alignment.Source == source
                        && known.Alignment.Target == target && agrees(known, edge)) is { } found)
                    {
                        taken[index] = found;
                        _standing.Remove(found);
                    }
                }
            }
        }

        private string Space(PlannedSystem planned, CollectionRecord? standing)
        {
            var (system, path) = (planned.System, planned.Path);
            if (standing?.Systems.FirstOrDefault(before => before.Path == path && before.Name == system.Name) is { } entry
                && known.GetValueOrDefault(new(RecordKind.Space, entry.Space)) is SpaceRecord before
                && before.Axes == system.Axes)
            {
                return before.Id;
            }

            var space = new SpaceRecord
            {
                Id = RecordId.New(time),
                Dataset = dataset,
                Name = path is null ? system.Name : $"{system.Name} of {path}",
                Description = path is null
                    ? $"A coordinate system of the scene {plan.Location.Address}"
                    : $"A coordinate system of an image of the scene {plan.Location.Address}",
                Axes = system.Axes,
            };
            _changes.Add(RecordChange.Put(space, 0, reason));
            return space.Id;
        }

        private string End(PlannedEnd end) =>
            end.Image is { } image ? $"image:{image}" : $"space:{_spaces[(end.Path, end.Name)]}";

        private string Alignment(PlannedEdge edge, KnownAlignment? standing, int index)
        {
            if (standing is not null && standing.Version.CoordinateTransformation == edge.Transformation)
            {
                _pins.Add(standing.Version.Id);
                return standing.Alignment.Id;
            }

            var before = standing?.Alignment ?? new AlignmentRecord
            {
                Id = RecordId.New(time),
                Dataset = dataset,
                Name = edge.Name,
                Source = End(edge.Source),
                Target = End(edge.Target),
                Rank = Rank(edge, index),
            };

            // A default that somebody chose stays.
            var number = before.LastVersion + 1;
            var alignment = before with
            {
                LastVersion = number,
                DefaultVersion = before.DefaultVersion == standing?.Version.Number ? number : before.DefaultVersion,
            };
            var version = new AlignmentVersionRecord
            {
                Id = AlignmentVersionRecord.IdOf(alignment.Id, number),
                Dataset = alignment.Dataset,
                Alignment = alignment.Id,
                Number = number,
                Source = alignment.Source,
                Target = alignment.Target,
                CoordinateTransformation = edge.Transformation,
                Status = AlignmentStatus.Published,
                Provenance = new Provenance { Method = "import of a scene", Inputs = [plan.Location.Address] },
            };
            _changes.Add(RecordChange.Put(alignment, before.Version, reason));
            _changes.Add(RecordChange.Put(version, 0, reason));
            _pins.Add(version.Id);
            return alignment.Id;
        }

        /// <summary>Of several ways between the same systems the earlier is preferred.</summary>
        private double Rank(PlannedEdge edge, int index) =>
            plan.Edges.Take(index).Count(other => other.Source == edge.Source && other.Target == edge.Target);
    }

    /// <summary>An alignment with the version that the import wrote.</summary>
    private sealed record KnownAlignment(AlignmentRecord Alignment, AlignmentVersionRecord Version);
}
