using System.Text.Json;
using OmeNgff.Ngff.Collections;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>
/// Reads plates, wells and the series of a bioformats2raw layout. Faults do not refuse the group; what is too faulty to
/// be read is null and stays among the group's other members.
/// </summary>
internal sealed class CollectionsReader(OmeRules rules, Findings findings)
{
    /// <summary>The plate, or null when there is none that can be read.</summary>
    public Plate? Plate(JsonCursor? member) =>
        member is { } plate ? new PlateReader(rules, findings).Read(plate) : null;

    /// <summary>The well, or null when there is none that can be read.</summary>
    public Well? Well(JsonCursor? member)
    {
        if (member is not { } well)
        {
            return null;
        }

        if (!well.IsObject)
        {
            findings.Add(Rules.WellMemberInvalid, well, $"\"well\" is an object, not {well.KindText}.");
            return null;
        }

        if (rules.VersionedMembers.Contains("well") && well.Present("version") is null)
        {
            findings.Add(Rules.WellVersionMissing, well, "The well does not say its version.", rules.Version.Text());
        }

        if (well.Present("images") is not { } list)
        {
            findings.Add(Rules.WellMemberMissing, well, "A well lists its fields of view as \"images\".");
            return null;
        }

        if (!list.IsArray || list.Element.GetArrayLength() == 0)
        {
            findings.Add(Rules.WellMemberInvalid, list, "\"images\" is a list with at least one field of view.");
            return null;
        }

        var paths = new HashSet<string>(StringComparer.Ordinal);
        var images = list.Items().Select(item => WellImage(item, paths)).ToList();
        return images.Contains(null) ? null : new Well
        {
            Images = images.OfType<WellImage>().ToEquatableArray(),
            Other = JsonText.Without(well.Element, "images", "version"),
        };
    }

    /// <summary>The layout, 3; null when there is none, or another.</summary>
    public int? SeriesLayout(JsonCursor? member)
    {
        if (member is not { } layout)
        {
            return null;
        }

        if (layout.Kind == JsonValueKind.Number && layout.Element.TryGetDouble(out var number) && number == 3)
        {
            return 3;
        }

        findings.Add(Rules.SeriesLayout, layout, "\"bioformats2raw.layout\" must be the number 3.", "3");
        return null;
    }

    /// <summary>The paths of the series' images, or null when there is no list that can be read.</summary>
    public EquatableArray<string>? Series(JsonCursor? member)
    {
        if (member is not { } series)
        {
            return null;
        }

        var fault = !series.IsArray || series.Element.GetArrayLength() == 0 || series.Items().Any(path =>
            string.IsNullOrEmpty(path.Text) || LevelPaths.Fault(path.Text) is not null);
        if (fault)
        {
            findings.Add(
                Rules.SeriesInvalid, series, "\"series\" is a list of paths of image groups, with at least one.");
            return null;
        }

        return series.Items().Select(path => path.Text!).ToEquatableArray();
    }

    private WellImage? WellImage(JsonCursor item, HashSet<string> paths)
    {
        if (!item.IsObject || item.Present("path") is not { } at)
        {
            findings.Add(Rules.WellMemberMissing, item, "A field of view is an object with a \"path\".");
            return null;
        }

        if (at.Text is not { } path)
        {
            findings.Add(Rules.WellMemberInvalid, at, $"A path is a string, not {at.KindText}.");
            return null;
        }

        if (rules.WellPathFault(path) is { } fault)
        {
            findings.Add(Rules.WellPathInvalid, at, $"The path \"{path}\" cannot be one of a field of view: {fault}.");
        }

        if (!paths.Add(path))
        {
            findings.Add(Rules.WellPathDuplicate, at, $"Two fields of view have the path \"{path}\".");
        }

        int? acquisition = null;
        if (item.Present("acquisition") is { } member)
        {
            if (member.Kind != JsonValueKind.Number || !member.Element.TryGetInt32(out var id))
            {
                findings.Add(Rules.WellMemberInvalid, member, "An \"acquisition\" is the integer id of one of the plate.");
                return null;
            }

            acquisition = id;
        }

        return new WellImage(path, acquisition) { Other = JsonText.Without(item.Element, "path", "acquisition") };
    }
}
