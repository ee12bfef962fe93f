using System.Text.Json;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Publishing;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Versions;

/// <summary>Writes the OME metadata of a Zarr group, in 0.4, 0.5 and 0.6.</summary>
public static class OmeWriter
{
    /// <summary>
    /// The attributes of a group: the whole of <c>.zattrs</c>, or the <c>attributes</c> of <c>zarr.json</c>. What
    /// <see cref="OmeReader"/> reads of them is the group again, but for its version. Doubles read back with the same bits;
    /// attributes that have the name of an OME member give way to it.
    /// </summary>
    /// <param name="group">The group; its own version does not matter.</param>
    /// <param name="version">The version to write.</param>
    /// <exception cref="NgffException">
    /// The version cannot say the group: <c>version-not-written</c>, <c>coordinate-systems-not-in-version</c>,
    /// <c>transformation-not-in-version</c>, <c>scene-not-in-version</c>, <c>well-path-not-in-version</c>,
    /// <c>member-not-in-version</c>, <c>well-index-not-in-version</c>, <c>axes-not-said</c>, <c>scale-not-said</c>. Pointers lead into the group as 0.6 would write it. Nothing is left out silently.
    /// </exception>
    public static RawJson Write(OmeGroup group, OmeVersion version)
    {
        ArgumentNullException.ThrowIfNull(group);
        return JsonText.Raw(writer =>
        {
            writer.WriteStartObject();
            WriteMembers(writer, group, version);
            writer.WriteEndObject();
        });
    }

    /// <summary>
    /// Writes the members of the attributes. In the distributed layout the axes and the transformations of the levels
    /// are left out: they are with the arrays.
    /// </summary>
    internal static void WriteMembers(
        Utf8JsonWriter writer,
        OmeGroup group,
        OmeVersion version,
        DocumentLayout layout = DocumentLayout.Consolidated)
    {
        if (!version.IsWritten())
        {
            throw Rules.VersionNotWritten.Refusal("", $"OME {version.Text()} is read and not written; 0.4, 0.5 and 0.6 are.");
        }

        var rules = OmeRules.Of(version);
        if (rules.HasNamespace)
        {
            writer.WriteStartObject("ome");
            writer.WriteString("version", version.Text());
        }

        WriteOme(writer, group, rules, layout);
        if (rules.HasNamespace)
        {
            writer.WriteEndObject();
            writer.WriteMembers(group.Attributes, "ome");
            return;
        }

        // At the root of .zattrs both share one object. A copy of a member that the group has gives way to it; anything
        // else with such a name would be read as OME's.
        IEnumerable<string> others = group.OtherOme is { Element.ValueKind: JsonValueKind.Object } other
            ? other.Element.EnumerateObject().Select(member => member.Name)
            : [];
        var written = Written(group).Concat(others).ToList();
        foreach (var name in OmeMembers.Interpreted.Concat(OmeMembers.Carried).Except(["scene"]))
        {
            if (group.Attributes?.Member(name) is not null && !written.Contains(name))
            {
                throw Rules.MemberNotInVersion.Refusal(
                    $"/{name}",
                    $"The attribute \"{name}\" is not OME's; at the root of the attributes, where OME {version.Text()} has its own, "
                    + "it would be read as one.");
            }
        }

        writer.WriteMembers(group.Attributes, [.. OmeMembers.Interpreted.Except(["scene"]), .. OmeMembers.Carried, .. others]);
    }

    /// <summary>A member whose own <c>version</c> is that of the document where the version wants one.</summary>
    internal static void WriteVersioned(
        Utf8JsonWriter writer, string name, RawJson value, OmeRules rules)
    {
        writer.WritePropertyName(name);
        if (value.Element.ValueKind != JsonValueKind.Object)
        {
            value.Element.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        WriteVersion(writer, name, rules);
        writer.WriteMembers(value, "version");
        writer.WriteEndObject();
    }

    /// <summary>Writes <c>version</c> into a member where the version of the document wants it there.</summary>
    internal static void WriteVersion(Utf8JsonWriter writer, string member, OmeRules rules)
    {
        if (rules.VersionedMembers.Contains(member))
        {
            writer.WriteString("version", rules.Version.Text());
        }
    }

    private static void WriteOme(Utf8JsonWriter writer, OmeGroup group, OmeRules rules, DocumentLayout layout)
    {
        if (!group.Multiscales.IsEmpty)
        {
            writer.WriteStartArray("multiscales");
            for (var index = 0; index < group.Multiscales.Count; index++)
            {
                MultiscaleWriter.Write(writer, group.Multiscales[index], rules, layout, $"/multiscales/{index}");
            }

            writer.WriteEndArray();
        }

        if (group.Omero is { } omero)
        {
            writer.WritePropertyName("omero");
            omero.Element.WriteTo(writer);
        }

        if (group.Labels is { } labels)
        {
            writer.WriteStrings("labels", labels);
        }

        if (group.ImageLabel is { } label)
        {
            WriteVersioned(writer, "image-label", label, rules);
        }

        CollectionsWriter.Write(writer, group, rules);
        writer.WriteMembers(group.OtherOme, [.. Written(group), "version"]);
    }

    // Of the members that the model interprets, those too faulty to be read are among the others.
    private static IEnumerable<string> Written(OmeGroup group) =>
        OmeMembers.Read(group).Where(name => name switch
        {
            "multiscales" => !group.Multiscales.IsEmpty,
            "omero" => group.Omero is not null,
            "image-label" => group.ImageLabel is not null,
            _ => true,
        });
}
