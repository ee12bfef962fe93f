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
            plan, standing?.Dataset ?? dataset, reason, standing, await Known(standing, cancellationToken), time);
        var systems = writing.Systems();
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
        CollectionRecord? standing,
        ImmutableDictionary<RecordReference, CatalogRecord> known,
        TimeProvider time)
    {
        private readonly List<RecordChange> _changes = [];
        private readonly List<string> _pins = [];
        private readonly Dictionary<(string? Path, string Name), string> _spaces = [];
        private readonly Dictionary<(string Source, string Target), List<KnownAlignment>> _standing =
            (standing?.Origin?.Pins ?? [])
                .Select(pin => known.GetValueOrDefault(new(RecordKind.AlignmentVersion, pin)))
                .OfType<AlignmentVersionRecord>()
                .Where(version => known.ContainsKey(new(RecordKind.Alignment, version.Alignment)))
                .GroupBy(version => (version.Source, version.Target))
                .ToDictionary(between => between.Key, between => between.Select(version => new KnownAlignment(
                    (AlignmentRecord)known[new(RecordKind.Alignment, version.Alignment)], version)).ToList());

        internal IReadOnlyList<RecordChange> Changes => _changes;

        internal CollectionOrigin Origin(string digest, CollectionRecord collection, long version) => new()
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
        internal List<SceneSystem> Systems()
        {
            var before = (standing?.Systems ?? []).ToDictionary(system => (system.Path, system.Name), system => system.Space);
            foreach (var planned in plan.Systems)
            {
                var place = (planned.Path, planned.System.Name);
                _spaces[place] = Space(planned, before.GetValueOrDefault(place));
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
            var ranks = new Dictionary<(PlannedEnd, PlannedEnd), int>();
            Match((known, edge) => known.Version.CoordinateTransformation == edge.Transformation);
            Match((known, edge) => known.Version.CoordinateTransformation.Name == edge.Transformation.Name);
            return [.. edges.Select((edge, index) => Alignment(edge, taken[index], Rank(edge)))];

            // Of several ways between the same systems the earlier is preferred.
            int Rank(PlannedEdge edge) =>
                ranks[(edge.Source, edge.Target)] = ranks.GetValueOrDefault((edge.Source, edge.Target), -1) + 1;

            void Match(Func<KnownAlignment, PlannedEdge, bool> agrees)
            {
                for (var index = 0; index < edges.Count; index++)
                {
                    var edge = edges[index];
                    if (taken[index] is null
                        && _standing.TryGetValue((End(edge.Source), End(edge.Target)), out var between)
                        && between.Find(known => agrees(known, edge)) is { } found)
                    {
                        taken[index] = found;
                        between.Remove(found);
                    }
                }
            }
        }

        private string Space(PlannedSystem planned, string? id)
        {
            var (system, path) = (planned.System, planned.Path);
            if (id is not null && known.GetValueOrDefault(new(RecordKind.Space, id)) is SpaceRecord before
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

        private string Alignment(PlannedEdge edge, KnownAlignment? taken, int rank)
        {
            if (taken is not null && taken.Version.CoordinateTransformation == edge.Transformation)
            {
                _pins.Add(taken.Version.Id);
                return taken.Alignment.Id;
            }

            var before = taken?.Alignment ?? new AlignmentRecord
            {
                Id = RecordId.New(time),
                Dataset = dataset,
                Name = edge.Name,
                Source = End(edge.Source),
                Target = End(edge.Target),
                Rank = rank,
            };

            // A default that somebody chose stays.
            var number = before.LastVersion + 1;
            var alignment = before with
            {
                LastVersion = number,
                DefaultVersion = before.DefaultVersion == taken?.Version.Number ? number : before.DefaultVersion,
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
    }

    /// <summary>An alignment with the version that the import wrote.</summary>
    private sealed record KnownAlignment(AlignmentRecord Alignment, AlignmentVersionRecord Version);
}
