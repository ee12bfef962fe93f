using OmeNgff.Catalog.Records.Rules;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Records;

/// <summary>
/// What every record must satisfy before it is written, whoever writes it, and the fields that follow from others. All
/// breaches of a record are told at once.
/// </summary>
public static class RecordRules
{
    /// <summary>Refuses a commit that changes one record twice.</summary>
    internal static void RefuseRepeated(IReadOnlyCollection<RecordChange> changes)
    {
        var seen = new HashSet<RecordReference>();
        if (changes.Count == 0)
        {
            throw ProblemException.Invalid("", "changes-missing", "A commit has at least one change.");
        }

        if (changes.FirstOrDefault(change => !seen.Add(new RecordReference(change.Kind, change.Id))) is { } repeated)
        {
            throw ProblemException.Invalid("", "record-repeated",
                $"The {repeated.Kind.Text()} '{repeated.Id}' stands twice in one commit.");
        }
    }

    /// <summary>The change with its derived fields filled in.</summary>
    /// <exception cref="ProblemException">A field breaks a rule; the pointers lead into the record.</exception>
    public static RecordChange Complete(RecordChange change)
    {
        if (change.IsComplete)
        {
            return change;
        }

        var errors = new List<ProblemError>();
        if (change.Kind == RecordKind.AlignmentVersion
            ? !AlignmentVersionRecord.TryParseId(change.Id, out _, out _)
            : !RecordId.IsValid(change.Id))
        {
            errors.Add(new ProblemError("/id", "id-invalid", $"An id must match {RecordId.Rule}."));
        }

        FieldRules.CheckObject(change.Record?.Attributes, "/attributes", errors);

        var completed = change.Record switch
        {
            ArrayRecord array => ArrayRules.Complete(array, errors),
            ImageRecord image => ImageRules.Complete(image, errors),
            DatasetRecord dataset => DatasetRules.Complete(dataset, errors),
            SpaceRecord space => SpaceRules.Complete(space, errors),
            AlignmentRecord alignment => AlignmentFieldRules.Complete(alignment, errors),
            AlignmentVersionRecord version =>
                AlignmentFieldRules.Complete(version, isNew: change.ExpectedVersion == 0, errors),
            ViewpointRecord viewpoint => ViewpointRules.Complete(viewpoint, errors),
            CollectionRecord collection => CollectionRules.Complete(collection, errors),
            _ => change.Record,
        };
        return errors.Count == 0
            ? change with { Record = completed, IsComplete = true }
            : throw ProblemException.Invalid(errors.ToEquatableArray());
    }
}
