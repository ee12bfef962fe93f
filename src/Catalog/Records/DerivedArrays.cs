using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Catalog.Records;

/// <summary>
/// Arrays that are defined relative to a base array: they take their axes from it, and their transformation from its and
/// exact factors. Those that stand and whose base changes follow by themselves.
/// </summary>
internal sealed class DerivedArrays(
    CommitMembers members,
    IReadOnlyDictionary<RecordReference, StandingRecord> standing,
    Dependants dependants)
{
    private readonly Dictionary<RecordReference, (ArrayRecord Record, int? Member)> _derived = [];

    /// <summary>Derives all that change or follow.</summary>
    /// <exception cref="ProblemException">A cycle, or factors that do not fit.</exception>
    internal void Derive()
    {
        foreach (var reference in members.Changes.Keys.Where(reference => reference.Kind == RecordKind.Array)
            .Concat(dependants.Arrays.Select(id => new RecordReference(RecordKind.Array, id))))
        {
            Derive(reference);
        }
    }

    /// <summary>A changed array with what it derives.</summary>
    internal ArrayRecord Of(RecordReference reference) => _derived[reference].Record;

    /// <summary>The arrays that follow from a member's changes and come out different, with the reason.</summary>
    internal IEnumerable<(RecordReference Reference, ArrayRecord Record, string Reason)> Following(int member) =>
        from id in dependants.Arrays
        let reference = new RecordReference(RecordKind.Array, id)
        where members.ChangeOf(reference) is null && _derived[reference].Member == member
            && standing[reference].Record is ArrayRecord before
            && (before.Axes != _derived[reference].Record.Axes
                || before.CoordinateTransformations != _derived[reference].Record.CoordinateTransformations)
        select (reference, _derived[reference].Record, ReasonOf(_derived[reference].Record));

    private string ReasonOf(ArrayRecord array)
    {
        var @base = new RecordReference(RecordKind.Array, array.DerivedFrom!.Array);
        return members.ChangeOf(@base) is { } change
            ? $"its base array '{@base.Id}' changed: {change.Reason}"
            : $"its base array '{@base.Id}' followed its own";
    }

    /// <summary>Derives an array after all that it builds on, down to one that does not change by itself.</summary>
    private void Derive(RecordReference reference)
    {
        var chain = new List<ArrayRecord>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var at = reference;
        while (!_derived.ContainsKey(at) && Following(at) is { DerivedFrom: { } derivation } array)
        {
            if (!seen.Add(array.Id))
            {
                throw ProblemException.Invalid("/derivedFrom/array", "derivation-cycle",
                    $"The array '{array.Id}' would be derived from itself.");
            }

            chain.Add(array);
            at = new RecordReference(RecordKind.Array, derivation.Array);
        }

        for (var index = chain.Count - 1; index >= 0; index--)
        {
            var array = chain[index];
            var (@base, cause) = Now(new RecordReference(RecordKind.Array, array.DerivedFrom!.Array));
            var own = new RecordReference(RecordKind.Array, array.Id);
            var member = members.Changes.TryGetValue(own, out var found) ? found.Member : cause;
            _derived[own] = (From(@base, array, array.DerivedFrom), member);
        }
    }

    /// <summary>The array where it changes or may follow; else null.</summary>
    private ArrayRecord? Following(RecordReference reference) => members.ChangeOf(reference) is { } change
        ? (ArrayRecord?)change.Record
        : dependants.Arrays.Contains(reference.Id) ? (ArrayRecord)standing[reference].Record : null;

    /// <summary>The array as the commit leaves it, and the member whose change that is or follows from.</summary>
    private (ArrayRecord Record, int? Member) Now(RecordReference reference) =>
        _derived.TryGetValue(reference, out var derived) ? derived
        : members.Changes.TryGetValue(reference, out var found) ? ((ArrayRecord)found.Change.Record!, found.Member)
        : ((ArrayRecord)standing[reference].Record, null);

    /// <summary>The array as it follows from its base.</summary>
    internal static ArrayRecord From(ArrayRecord @base, ArrayRecord record, ArrayDerivation derivation)
    {
        try
        {
            if (@base.Axes.Count != record.Shape.Count)
            {
                throw new NgffException("derivation-rank-mismatch", "/derivedFrom/array",
                    $"The array has {record.Shape.Count} dimensions, its base '{@base.Id}' {@base.Axes.Count}.");
            }

            var level = derivation.ToLevel();
            level.Check(record.Shape.Count, "/derivedFrom");
            return record with
            {
                Axes = @base.Axes,
                CoordinateTransformations =
                [
                    level.TransformationFrom(@base.CoordinateTransformations[0], record.Shape.Count),
                ],
            };
        }
        catch (NgffException refusal)
        {
            throw ProblemException.Invalid(refusal);
        }
        catch (OverflowException)
        {
            throw ProblemException.Invalid("/derivedFrom/offset", "derivation-overflow",
                "The offset does not fit into 64 bits.");
        }
    }
}
