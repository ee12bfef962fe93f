using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Collections;

namespace OmeNgff.Catalog.Records.Rules;

/// <summary>Rules of collections: which members each kind has, and under which names.</summary>
internal static class CollectionRules
{
    /// <summary>How many members a collection may have (limit <c>MaxMembers</c>).</summary>
    internal const int MaxMembers = 10_000;

    /// <summary>Checks a collection, and names it after its place.</summary>
    internal static CollectionRecord Complete(CollectionRecord collection, List<ProblemError> errors)
    {
        FieldRules.CheckLocation(collection.Location, errors);
        FieldRules.CheckObject(collection.Other, "/other", errors);
        FieldRules.CheckObject(collection.OtherOme, "/otherOme", errors);
        CheckLines(collection.Rows, "/rows", errors);
        CheckLines(collection.Columns, "/columns", errors);
        CheckAcquisitions(collection.Acquisitions, errors);
        SceneRules.Check(collection, errors);
        if (collection.Members.Count > MaxMembers)
        {
            errors.Add(new ProblemError("/members", "member-count",
                $"A collection has at most {MaxMembers} members (limit MaxMembers)."));
            return collection;
        }

        var paths = new HashSet<string>(StringComparer.Ordinal);
        var members = collection.Members.ToArray();
        for (var index = 0; index < members.Length; index++)
        {
            members[index] = Member(collection, members[index], $"/members/{index}", errors);
            if (members[index].Path is { } path && !paths.Add(path))
            {
                errors.Add(new ProblemError($"/members/{index}/path", "member-duplicate",
                    $"There is another member at '{path}'."));
            }
        }

        return collection with
        {
            Members = members.ToEquatableArray(),
            Name = string.IsNullOrEmpty(collection.Name) && collection.Location is { } location
                ? FieldRules.NameOf(location)
                : collection.Name,
        };
    }

    private static CollectionMember Member(
        CollectionRecord collection, CollectionMember member, string pointer, List<ProblemError> errors)
    {
        FieldRules.CheckObject(member.Attributes, $"{pointer}/attributes", errors);
        var isPlate = collection.CollectionKind == CollectionKind.Plate;
        var id = (member.Image, member.Collection) switch
        {
            ({ } image, null) when !isPlate => image,
            (null, { } inner) when isPlate || collection.CollectionKind == CollectionKind.List => inner,
            _ => null,
        };
        if (id is null)
        {
            errors.Add(new ProblemError(pointer, "member-kind",
                isPlate ? "A member of a plate is a well, named by 'collection'."
                : collection.CollectionKind == CollectionKind.List
                    ? "A member is either an image or a collection."
                    : "A member is an image."));
        }
        else if (!RecordId.IsValid(id))
        {
            errors.Add(new ProblemError(pointer, "id-invalid", $"An id must match {RecordId.Rule}."));
        }

        if (isPlate)
        {
            CheckLine(member.Row, collection.Rows, "row", pointer, errors);
            CheckLine(member.Column, collection.Columns, "column", pointer, errors);
            return member with { Path = $"{member.Row}/{member.Column}" };
        }

        if (member.Row is not null || member.Column is not null)
        {
            errors.Add(new ProblemError(pointer, "member-not-in-plate", "Rows and columns are those of a plate's wells."));
        }

        if (collection.CollectionKind == CollectionKind.List
            ? member.Path is { } path && !FieldRules.IsPath(path)
            : member.Path is null || !FieldRules.IsPath(member.Path))
        {
            errors.Add(new ProblemError($"{pointer}/path", "path-invalid",
                "The path is relative, without empty, '.' or '..' segments."));
        }

        return member;
    }

    private static void CheckLine(
        string? name, EquatableArray<string> lines, string what, string pointer, List<ProblemError> errors)
    {
        if (name is null || !lines.Contains(name))
        {
            errors.Add(new ProblemError($"{pointer}/{what}", $"{what}-unknown",
                $"The {what} of a well is one of the plate's {what}s."));
        }
    }

    private static void CheckAcquisitions(EquatableArray<Acquisition> acquisitions, List<ProblemError> errors)
    {
        var ids = new HashSet<int>();
        for (var index = 0; index < acquisitions.Count; index++)
        {
            if (!ids.Add(acquisitions[index].Id))
            {
                errors.Add(new ProblemError($"/acquisitions/{index}/id", "acquisition-duplicate",
                    $"There is another acquisition with the id {acquisitions[index].Id}."));
            }
        }
    }

    private static void CheckLines(EquatableArray<string> names, string pointer, List<ProblemError> errors)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < names.Count; index++)
        {
            if (names[index].Length == 0 || !names[index].All(char.IsAsciiLetterOrDigit) || !seen.Add(names[index]))
            {
                errors.Add(new ProblemError($"{pointer}/{index}", "plate-line-name",
                    "The name of a row or column is of letters and digits, and its own."));
            }
        }
    }
}
