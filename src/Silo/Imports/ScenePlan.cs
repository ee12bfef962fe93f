using System.Security.Cryptography;
using System.Text;
using OmeNgff.Client.Json;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Silo.Imports;

/// <summary>A scene as it is to stand in the catalog, before any of its spaces and alignments has an id.</summary>
internal sealed record ScenePlan
{
    /// <summary>Where the scene's group lies.</summary>
    public required Location Location { get; init; }

    /// <summary>The images of the scene.</summary>
    public EquatableArray<CollectionMember> Members { get; init; }

    /// <summary>Coordinate systems that become spaces: those of the scene, then those of members that are referred to.
    /// </summary>
    public EquatableArray<PlannedSystem> Systems { get; init; }

    /// <summary>The transformations of the scene, in their order.</summary>
    public EquatableArray<PlannedEdge> Edges { get; init; }

    /// <summary>Other members of the scene; an object, or null.</summary>
    public RawJson? Other { get; init; }

    /// <summary>Other OME members of the group; an object, or null.</summary>
    public RawJson? OtherOme { get; init; }

    /// <summary>Attributes of the group that are not OME's; an object, or null.</summary>
    public RawJson? Attributes { get; init; }

    /// <summary>SHA-256 of all of it, in hexadecimal.</summary>
    internal string Digest() =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CatalogJson.Serialize(this))));
}

/// <summary>A coordinate system that becomes a space.</summary>
/// <param name="Path">The member whose system it is; null for one of the scene itself.</param>
/// <param name="System">The system.</param>
/// <param name="Link">For a member's system what links it with the member or another of its systems, or null.</param>
internal sealed record PlannedSystem(string? Path, CoordinateSystem System, PlannedEdge? Link);

/// <summary>A transformation that becomes an alignment.</summary>
/// <param name="Source">Where points come from.</param>
/// <param name="Target">Where points go to.</param>
/// <param name="Name">The name of the alignment.</param>
/// <param name="Transformation">Without ends, and with the addresses of the arrays and fields that it takes.</param>
internal sealed record PlannedEdge(
    PlannedEnd Source, PlannedEnd Target, string Name, CoordinateTransformation Transformation);

/// <summary>An end of a transformation: the intrinsic system of an image, or one of the planned systems.</summary>
/// <param name="Image">The image's id; null for a planned system.</param>
/// <param name="Path">The member whose system it is; null for one of the scene itself.</param>
/// <param name="Name">The system's name.</param>
internal sealed record PlannedEnd(string? Image, string? Path, string Name)
{
    /// <summary>For people: <c>world</c>, or <c>tile_0 physical</c>.</summary>
    internal string Text => Path is null ? Name : $"{Path} {Name}";
}
