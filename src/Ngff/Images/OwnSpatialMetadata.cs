using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Images;

/// <summary>
/// The axes and the transformation in an array's own attributes: the distributed layout. In Zarr v2 they are at the
/// root of <c>.zattrs</c>, where other software has members of the same names; only those that look like OME's count.
/// </summary>
/// <param name="Spatial">The metadata, or null when the array has none of its own.</param>
/// <param name="OtherAttributes">The array's attributes without them.</param>
/// <param name="Pointer">JSON Pointer of the object that holds them, in the document that holds the attributes.</param>
/// <param name="Diagnostics">What was found.</param>
/// <param name="Refused">True when they are there and refused.</param>
internal sealed record OwnSpatialMetadata(
    SpatialMetadata? Spatial,
    RawJson OtherAttributes,
    string Pointer,
    EquatableArray<Diagnostic> Diagnostics,
    bool Refused)
{
    private static readonly string[] Members = ["axes", "coordinateTransformations"];

    public static OwnSpatialMetadata Read(string path, ZarrArrayDocument array)
    {
        var findings = new Findings(ArrayKeys.Attributes(path, array.ZarrFormat));
        var (attributes, v3) = (array.Attributes, array.ZarrFormat == 3);
        JsonCursor? holder = v3
            ? new JsonCursor(attributes.Element, "/attributes").Member("ome")
            : new JsonCursor(attributes.Element, "");
        if (holder is not { } root || !Members.Any(name => IsSpatial(root, name, v3)))
        {
            return new OwnSpatialMetadata(null, attributes, "", [], Refused: false);
        }

        if (!Members.All(name => IsSpatial(root, name, v3)))
        {
            findings.Add(
                Rules.ArraySpatialIncomplete,
                root.Pointer,
                "The array has only one of axes and coordinateTransformations; the group's are taken.");
            return new OwnSpatialMetadata(null, attributes, root.Pointer, findings.ToEquatableArray(), Refused: false);
        }

        var axes = AxesReader.Read(root.Member("axes")!.Value, findings);
        var transformation = TransformationsReader.ReadLevel(
            root.Member("coordinateTransformations")!.Value, axes?.Count, findings);
        var spatial = axes is { } known && transformation is not null
            ? new SpatialMetadata(known, transformation)
            : null;
        return new OwnSpatialMetadata(
            spatial, Others(attributes, root, v3), root.Pointer, findings.ToEquatableArray(), findings.Refused);
    }

    /// <summary>True when both carry every point to the same place.</summary>
    public static bool SameMeaning(CoordinateTransformation one, CoordinateTransformation other, int rank) =>
        one == other || ((one.Rank ?? rank) == rank && (other.Rank ?? rank) == rank &&
            one.AsScaleAndTranslation(rank) == other.AsScaleAndTranslation(rank));

    private static bool IsSpatial(JsonCursor root, string name, bool ownNamespace) =>
        root.Present(name) is { } member && (ownNamespace ||
            member.Items().FirstOrDefault().Member(name == "axes" ? "name" : "type") is not null);

    private static RawJson Others(RawJson attributes, JsonCursor root, bool v3)
    {
        string[] own = OmeVersions.TryParse(root.Member("version")?.Text, out _) ? [.. Members, "version"] : Members;
        var others = JsonText.Without(root.Element, own);
        if (!v3)
        {
            return others ?? RawJson.EmptyObject;
        }

        return JsonText.Raw(writer =>
        {
            writer.WriteStartObject();
            if (others is not null)
            {
                writer.WritePropertyName("ome");
                others.Element.WriteTo(writer);
            }

            writer.WriteMembers(attributes, "ome");
            writer.WriteEndObject();
        });
    }
}
