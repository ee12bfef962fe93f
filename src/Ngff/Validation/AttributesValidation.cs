using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Validation;

/// <summary>
/// Validates the attributes of one group alone, as the public conformance suites have them: arrays and other groups are
/// not there to be looked at.
/// </summary>
public static class AttributesValidation
{
    /// <summary>Checks a document of attributes.</summary>
    /// <param name="utf8">
    /// The attributes: the whole of <c>.zattrs</c>, or the value of <c>attributes</c> in <c>zarr.json</c>; what has
    /// <c>ome</c> is of Zarr v3.
    /// </param>
    /// <param name="isStrict">True to make a MUST of every SHOULD.</param>
    public static ValidationReport Validate(ReadOnlyMemory<byte> utf8, bool isStrict = false)
    {
        var (document, fault) = StrictJson.Parse(utf8);
        if (document is null)
        {
            return new ValidationReport([fault!]);
        }

        var zarrFormat = document.Member("ome") is null ? 2 : 3;
        var reading = OmeReader.Read(zarrFormat, document);
        var found = reading.Diagnostics.ToList();
        if (reading.Group is { } group)
        {
            found.AddRange(Incomplete(group));
        }
        else if (found.Count == 0)
        {
            found.Add(Rules.OmeMetadataMissing.At("", "There is no OME metadata in these attributes."));
        }

        return new ValidationReport(found
            .Select(item => isStrict && item.Severity == Severity.Warning ? item with { Severity = Severity.Error } : item)
            .ToEquatableArray())
        {
            Versions = reading.Group is { } known ? [known.Version] : [],
            Groups = reading.Group is null ? 0 : 1,
            Images = reading.Group?.Multiscales.Count ?? 0,
        };
    }

    // What may be with the arrays where there are some.
    private static IEnumerable<Diagnostic> Incomplete(OmeGroup group)
    {
        var rules = OmeRules.Of(group.Version);
        for (var index = 0; index < group.Multiscales.Count; index++)
        {
            var multiscale = group.Multiscales[index];
            var pointer = $"{rules.RootPointer}/multiscales/{index}";
            if (multiscale.Axes is null)
            {
                yield return Rules.AxesMissing.At(pointer, "The multiscale says no axes.");
            }

            for (var level = 0; level < multiscale.Datasets.Count && rules.HasTransformations; level++)
            {
                if (multiscale.Datasets[level].Transformation is null)
                {
                    yield return Rules.ScaleMissing.At(
                        $"{pointer}/datasets/{level}", $"Level {level} has no coordinateTransformations.");
                }
            }
        }
    }
}
