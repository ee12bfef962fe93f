using System.Collections.Immutable;
using System.Text.Json;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Arrays.Consolidated;

/// <summary>Reads Zarr-consolidated metadata of one Zarr format, leaving out what is malformed.</summary>
internal sealed class ConsolidatedReader(int zarrFormat, int maxDiagnostics)
{
    private const string InlineMember = "consolidated_metadata";

    private readonly ImmutableSortedDictionary<string, RawJson>.Builder _documents =
        ImmutableSortedDictionary.CreateBuilder<string, RawJson>(StringComparer.Ordinal);

    private readonly List<Diagnostic> _diagnostics = [];
    private int _left;

    /// <summary>Null when a v3 group has none.</summary>
    public ConsolidatedMetadata? Read(RawJson document)
    {
        // First of all, as even looking for a member would fail.
        if (UnicodeText.FirstFault(new JsonCursor(document.Element, "")) is { } fault)
        {
            Note(fault, "A string or a name here is no Unicode text; nothing is taken from the copies.");
            return Result(usable: false);
        }

        var root = new JsonCursor(document.Element, "");
        if (zarrFormat == 2)
        {
            return Result(ReadV2(root));
        }

        return root.Present(InlineMember) is { } inline ? Result(ReadInline(inline)) : null;
    }

    private bool ReadV2(JsonCursor root)
    {
        if (!root.IsObject)
        {
            Note("", $"Zarr-consolidated metadata is an object, not {root.KindText}.");
            return false;
        }

        var format = root.Member("zarr_consolidated_format");
        if (format is not { Kind: JsonValueKind.Number } || !format.Value.Element.TryGetInt32(out var number)
            || number != 1)
        {
            Note(root.At("zarr_consolidated_format"), "Only format 1 of Zarr-consolidated metadata is known.");
            return false;
        }

        return ReadEntries(root, ZarrKeys.IsV2Document, key => key, "the key of a Zarr v2 document below the group");
    }

    private bool ReadInline(JsonCursor inline)
    {
        if (!inline.IsObject)
        {
            Note(inline.Pointer, $"Zarr-consolidated metadata is an object, not {inline.KindText}.");
            return false;
        }

        if (inline.Member("kind")?.Text is not "inline")
        {
            Note(inline.At("kind"), "Only the kind \"inline\" of Zarr-consolidated metadata is known.");
            return false;
        }

        if (inline.Member("must_understand")?.Kind is not JsonValueKind.False)
        {
            Note(inline.At("must_understand"), "Here must be false, or readers that do not know the member must fail.");
        }

        return ReadEntries(inline, ZarrKeys.IsPath, path => path + "/zarr.json", "the path of a node below the group");
    }

    private bool ReadEntries(JsonCursor parent, Func<string, bool> isKey, Func<string, string> toKey, string expected)
    {
        if (parent.Member("metadata") is not { IsObject: true } metadata)
        {
            Note(parent.At("metadata"), "Here must be an object with the copies of documents.");
            return false;
        }

        foreach (var member in metadata.Element.EnumerateObject())
        {
            var copy = new JsonCursor(member.Value, metadata.At(member.Name));
            if (!isKey(member.Name))
            {
                Note(copy.Pointer, $"\"{member.Name}\" is not {expected}; it is left out.");
            }
            else if (!copy.IsObject)
            {
                Note(copy.Pointer, $"The copy of a document is an object, not {copy.KindText}; it is left out.");
            }
            else if (!_documents.TryAdd(toKey(member.Name), new RawJson(copy.Element)))
            {
                Note(copy.Pointer, $"\"{member.Name}\" is there more than once; the first counts.");
            }
        }

        return true;
    }

    private void Note(string pointer, string message)
    {
        if (_diagnostics.Count < maxDiagnostics)
        {
            _diagnostics.Add(Warning(pointer, message));
        }
        else
        {
            _left++;
        }
    }

    private Diagnostic Warning(string pointer, string message) =>
        Rules.ConsolidatedInvalid.At(pointer, message, path: zarrFormat == 2 ? ".zmetadata" : "zarr.json");

    private ConsolidatedMetadata Result(bool usable)
    {
        if (_left > 0)
        {
            _diagnostics.Add(Warning("", $"{_left} more faults are not listed."));
        }

        return new ConsolidatedMetadata
        {
            ZarrFormat = zarrFormat,
            Usable = usable,
            Documents = _documents.ToImmutable(),
            Diagnostics = _diagnostics.ToEquatableArray(),
        };
    }
}
