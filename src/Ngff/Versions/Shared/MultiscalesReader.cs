using System.Text.Json;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Reads a <c>multiscales</c> list; how its axes and transformations are written is for the version's form.</summary>
internal sealed class MultiscalesReader(OmeRules rules, Findings findings)
{
    private readonly MultiscaleForm _form = MultiscaleForm.Of(rules, findings);

    /// <summary>The entries; those that are refused are left out.</summary>
    /// <param name="list">The list, or null when there is none.</param>
    public EquatableArray<OmeMultiscale> Read(JsonCursor? list)
    {
        if (list is not { } multiscales)
        {
            return [];
        }

        if (!multiscales.IsArray)
        {
            findings.WrongType(multiscales, "a list of multiscales");
            return [];
        }

        var length = multiscales.Element.GetArrayLength();
        if (length == 0)
        {
            findings.Add(Rules.MultiscalesEmpty, multiscales, "The list of multiscales is empty.");
        }

        var entries = new OmeMultiscale[length];
        var count = 0;
        for (var index = 0; index < length; index++)
        {
            if (ReadOne(multiscales.Item(index)) is { } entry)
            {
                entries[count++] = entry;
            }
        }

        CheckRepeated(multiscales, length);
        return EquatableArray.Own(count == length ? entries : entries[..count]);
    }

    private void CheckRepeated(JsonCursor multiscales, int length)
    {
        for (var index = 1; index < length; index++)
        {
            for (var before = 0; before < index; before++)
            {
                if (JsonElement.DeepEquals(multiscales.Element[index], multiscales.Element[before]))
                {
                    findings.Add(Rules.ItemsRepeated, multiscales.Item(index), "The same multiscale stands here twice.");
                    return;
                }
            }
        }
    }

    private OmeMultiscale? ReadOne(JsonCursor multiscale)
    {
        if (!multiscale.IsObject)
        {
            findings.WrongType(multiscale, "a multiscale, an object");
            return null;
        }

        if (rules.HasNamespace && multiscale.Member("version") is { } version)
        {
            findings.Add(
                Rules.MemberNotKept,
                version,
                "The group says the version; that of the multiscale is not kept.");
        }

        CheckRecommended(multiscale);
        var name = findings.OptionalText(multiscale, "name");
        var type = findings.OptionalText(multiscale, "type");
        return _form.Read(multiscale) with
        {
            Name = name,
            Type = type,
            Other = JsonText.Without(multiscale.Element, _form.Members),
        };
    }

    private void CheckRecommended(JsonCursor multiscale)
    {
        if (multiscale.Present("name") is null)
        {
            findings.Add(Rules.MultiscaleNameMissing, multiscale, "The multiscale has no name.");
        }

        if (multiscale.Present("type") is null)
        {
            findings.Add(
                Rules.MultiscaleTypeMissing, multiscale, "The multiscale does not say how it was down-scaled (\"type\").");
        }

        if (multiscale.Present("metadata") is null)
        {
            findings.Add(
                Rules.MultiscaleMetadataMissing,
                multiscale,
                "The multiscale says nothing about the method of down-scaling (\"metadata\").");
        }
    }
}
