using System.Collections.Immutable;
using OmeNgff.Catalog.Imports;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Collections;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Validation;
using OmeNgff.Ngff.Versions;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Imports;

/// <summary>A scene as it lies in a store, with the images of the catalog that stand for its members.</summary>
/// <param name="Location">Where the group lies.</param>
/// <param name="Group">The group's metadata.</param>
/// <param name="Scene">The scene.</param>
/// <param name="Members">The members that can be used, by their paths relative to the group.</param>
internal sealed record SourceScene(
    Location Location, OmeGroup Group, Scene Scene, ImmutableSortedDictionary<string, ImageSnapshot> Members)
{
    /// <summary>Where a scene's transformations are in its document.</summary>
    internal const string Pointer = "/attributes/ome/scene/coordinateTransformations";

    /// <summary>The document of a scene.</summary>
    internal const string Document = "zarr.json";

    /// <summary>True when a group has a scene, be it one that cannot be read.</summary>
    internal static bool IsOne(OmeReading reading) =>
        reading.Group is { Scene: not null } || (reading.Group is not null && Faults(reading).Any());

    /// <summary>Why the scene of a group cannot be read.</summary>
    internal static IEnumerable<Diagnostic> Faults(OmeReading reading) => reading.Group is { Scene: null }
        ? reading.Diagnostics.Where(fault => fault.Severity == Severity.Error
            && fault.Pointer.Split('/').Contains("scene", StringComparer.Ordinal))
        : [];

    /// <summary>The paths of the images that a scene refers to, each once, those alone that lead to a group below it.
    /// </summary>
    internal static IEnumerable<string> MemberPaths(Scene scene) => scene.CoordinateTransformations
        .SelectMany(edge => new[] { edge.Input?.Path, edge.Output?.Path }).OfType<string>()
        .Select(Normal).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>A path without <c>.</c> and <c>..</c>, or null when it leads to no group below the scene's.</summary>
    internal static string? Normal(string path) =>
        GroupReferences.Resolve("", path) is { Length: > 0 } resolved ? resolved : null;

    /// <summary>Finds the images that stand for the members.</summary>
    /// <param name="found">The scene's group.</param>
    /// <param name="stores">Opens members, whose addresses are the identity of their images.</param>
    /// <param name="imports">Knows the image of a source.</param>
    /// <param name="records">Reads the images.</param>
    /// <param name="report">Called for each member that has none.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    internal static async Task<SourceScene> Read(
        FoundGroup found,
        StoreFactory stores,
        ImportStore imports,
        IRecordStore records,
        Action<ImportError> report,
        CancellationToken cancellationToken)
    {
        var (group, scene) = (found.Reading.Group!, found.Reading.Group!.Scene!);
        var members = ImmutableSortedDictionary.CreateBuilder<string, ImageSnapshot>(StringComparer.Ordinal);
        foreach (var path in MemberPaths(scene))
        {
            var address = StoreAddress.Combine(found.Store.Address, path);
            if (await ImageAt(address) is { } image)
            {
                members[path] = image;
            }
            else
            {
                report(new ImportError(address,
                    $"The scene refers to an image \"{path}\", which is not there or could not be imported; its "
                    + "transformations are left out.")
                {
                    Rule = "scene-member-missing",
                });
            }
        }

        return new SourceScene(new Location(found.Store.Address), group, scene, members.ToImmutable());

        async Task<ImageSnapshot?> ImageAt(string address)
        {
            try
            {
                var known = await imports.ReadSources(stores.Open(address).Address, cancellationToken);
                return known.IsEmpty ? null : await records.ReadImage(known[0].Image, cancellationToken);
            }
            catch (StoreException)
            {
                return null;
            }
        }
    }
}
