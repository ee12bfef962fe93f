using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Axes;
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

    private static readonly string[] SystemsMembers = ["coordinateSystems", "coordinateTransformations"];

    /// <summary>The name of the physical space, where the document gives it one (0.6).</summary>
    public string? IntrinsicName { get; init; }

    /// <summary>Other members of its coordinate system (0.6); an object, or null.</summary>
    public RawJson? IntrinsicOther { get; init; }

    public static OwnSpatialMetadata Read(string path, ZarrArrayDocument array)
    {
        var (attributes, v3) = (array.Attributes, array.ZarrFormat == 3);
        JsonCursor? holder = v3
            ? new JsonCursor(attributes.Element, "/attributes").Member("ome")
            : new JsonCursor(attributes.Element, "");
        if (holder is not { } root)
        {
            return None(attributes);
        }

        // A space of indices and its name, as 0.6.dev1 and 0.6.dev2 put it there, is no place in space.
        var members = v3 && root.Present("coordinateSystems") is not null ? SystemsMembers : Members;
        if (!members.Any(name => IsSpatial(root, name, v3)))
        {
            return None(attributes);
        }

        var findings = new Findings(ArrayKeys.Attributes(path, array.ZarrFormat));
        if (!members.All(name => IsSpatial(root, name, v3)))
        {
            findings.Add(
                Rules.ArraySpatialIncomplete,
                root,
                $"The array has only one of {members[0]} and {members[1]}; the group's are taken.");
            return None(attributes) with { Pointer = root.Pointer, Diagnostics = findings.ToEquatableArray() };
        }

        var own = members == Members ? OfAxes(root, findings) : OfSystems(root, findings);
        return own with
        {
            OtherAttributes = Others(attributes, root, v3, members),
            Pointer = root.Pointer,
            Diagnostics = findings.ToEquatableArray(),
            Refused = findings.Refused,
        };
    }

    /// <summary>True when both carry every point to the same place.</summary>
    public static bool SameMeaning(CoordinateTransformation one, CoordinateTransformation other, int rank) =>
        one == other || ((one.InputRank ?? rank) == rank && (other.InputRank ?? rank) == rank &&
            one.ToMatrix(rank) is { } matrix && matrix == other.ToMatrix(rank));

    private static OwnSpatialMetadata OfAxes(JsonCursor root, Findings findings)
    {
        var axes = AxesReader.Read(root.Member("axes")!.Value, findings);
        var transformation = TransformationsReader.ReadLevel(
            root.Member("coordinateTransformations")!.Value, axes?.Count, findings);
        return None(RawJson.EmptyObject) with { Spatial = Both(axes, transformation) };
    }

    private static OwnSpatialMetadata OfSystems(JsonCursor root, Findings findings)
    {
        var systems = CoordinateSystemsReader.Read(root.Member("coordinateSystems")!.Value, findings);
        var list = root.Member("coordinateTransformations")!.Value;
        if (!list.IsArray || list.Element.GetArrayLength() != 1)
        {
            findings.Add(
                Rules.LevelTransformationCount, list, "An array has exactly one transformation, a sequence for several.");
            return None(RawJson.EmptyObject);
        }

        var at = list.Item(0);
        var transformation = new TransformationReader(findings, TransformationForm.Document).Read(at);
        var system = systems?.FirstOrDefault(candidate => candidate.System.Name == transformation?.Output?.Name).System;
        if (transformation is not null && systems is not null && system is null)
        {
            findings.Add(
                Rules.LevelOutputMissing, at.Child("output"), "The output is a coordinate system of the array's own document.");
        }

        if (transformation is not null && system is not null)
        {
            findings.AddAt(at, transformation.Validate(system.Axes.Count, ""));
        }

        return None(RawJson.EmptyObject) with
        {
            Spatial = Both(system?.Axes, transformation?.Between(null, null)),
            IntrinsicName = system?.Name,
            IntrinsicOther = system?.Other,
        };
    }

    private static SpatialMetadata? Both(EquatableArray<Axis>? axes, CoordinateTransformation? transformation) =>
        axes is { } known && transformation is not null ? new SpatialMetadata(known, transformation) : null;

    private static OwnSpatialMetadata None(RawJson attributes) => new(null, attributes, "", [], Refused: false);

    private static bool IsSpatial(JsonCursor root, string name, bool ownNamespace) =>
        root.Present(name) is { } member && (ownNamespace ||
            member.Items().FirstOrDefault().Member(name == "axes" ? "name" : "type") is not null);

    private static RawJson Others(RawJson attributes, JsonCursor root, bool v3, string[] members)
    {
        string[] own = OmeVersions.TryParse(root.Member("version")?.Text, out _) ? [.. members, "version"] : members;
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
