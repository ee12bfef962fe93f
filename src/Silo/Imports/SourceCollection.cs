using System.Security.Cryptography;
using System.Text;
using OmeNgff.Catalog.Imports;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Json;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Collections;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Versions;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Imports;

/// <summary>A plate, a well or a series as it lies in a store, with the records that stand for its members.</summary>
internal sealed record SourceCollection
{
    /// <summary>What it is.</summary>
    public required CollectionKind Kind { get; init; }

    /// <summary>Where its group lies.</summary>
    public required Location Location { get; init; }

    /// <summary>Its name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The names of a plate's rows.</summary>
    public EquatableArray<string> Rows { get; init; }

    /// <summary>The names of a plate's columns.</summary>
    public EquatableArray<string> Columns { get; init; }

    /// <summary>The acquisitions of a plate.</summary>
    public EquatableArray<Acquisition> Acquisitions { get; init; }

    /// <summary>The members that stand in the catalog, in the order of the source.</summary>
    public EquatableArray<CollectionMember> Members { get; init; }

    /// <summary>Other members of the plate or well; an object, or null.</summary>
    public RawJson? Other { get; init; }

    /// <summary>Other OME members of the group; an object, or null.</summary>
    public RawJson? OtherOme { get; init; }

    /// <summary>Attributes of the group that are not OME's; an object, or null.</summary>
    public RawJson? Attributes { get; init; }

    /// <summary>True when a group is one, be it one that cannot be read.</summary>
    internal static bool IsOne(OmeReading reading) =>
        reading.Group is { Plate: not null } or { Well: not null } or { SeriesLayout: not null } || Faults(reading).Any();

    /// <summary>Why the plate or well of a group cannot be read.</summary>
    internal static IEnumerable<Diagnostic> Faults(OmeReading reading) =>
        reading.Group is { Plate: null, Well: null, Multiscales.Count: 0 }
            ? reading.Diagnostics.Where(fault => fault.Severity == Severity.Error
                && fault.Pointer.Split('/').Any(name => name is "plate" or "well"))
            : [];

    /// <summary>SHA-256 of all of it, in hexadecimal.</summary>
    internal string Digest() =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CatalogJson.Serialize(this))));

    /// <summary>Finds the records that stand for the members of a group.</summary>
    /// <param name="found">The group.</param>
    /// <param name="stores">Opens members, whose addresses are their identity.</param>
    /// <param name="imports">Knows what stands for an address.</param>
    /// <param name="limits">Bounds on what is read.</param>
    /// <param name="report">Called for each member that is not there.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="StoreException">The list of a series cannot be read.</exception>
    internal static async Task<SourceCollection> Read(
        FoundGroup found,
        StoreFactory stores,
        ImportStore imports,
        StoreLimits limits,
        Action<ImportError> report,
        CancellationToken cancellationToken)
    {
        var group = found.Reading.Group!;
        var (kind, wanted) = group switch
        {
            { Plate: { } plate } => (CollectionKind.Plate, plate.Wells.Select(well => Member(plate, well))),
            { Well: { } well } => (CollectionKind.Well, well.Images.Select(field => new CollectionMember
            {
                Path = field.Path,
                Acquisition = field.Acquisition,
                Attributes = field.Other,
            })),
            _ => (CollectionKind.Bioformats2Raw,
                (await SourceReferences.Series(found.Store, limits, cancellationToken)).Select(path =>
                    new CollectionMember { Path = path })),
        };

        var members = new List<CollectionMember>();
        foreach (var member in wanted.DistinctBy(member => member.Path))
        {
            if (await Standing(member) is { } standing)
            {
                members.Add(standing);
            }
            else
            {
                report(new ImportError(found.Store.Address + member.Path,
                    $"There is no {(kind == CollectionKind.Plate ? "well" : "image")} \"{member.Path}\", or it could not be "
                    + "imported; it is left out.")
                {
                    Rule = "collection-member-missing",
                });
            }
        }

        return new SourceCollection
        {
            Kind = kind,
            Location = new Location(found.Store.Address),
            Name = kind == CollectionKind.Well ? WellName(found.Store.Address) : group.Plate?.Name,
            Rows = (group.Plate?.Rows ?? []).Select(line => line.Name).ToEquatableArray(),
            Columns = (group.Plate?.Columns ?? []).Select(line => line.Name).ToEquatableArray(),
            Acquisitions = group.Plate?.Acquisitions ?? [],
            Members = members.ToEquatableArray(),
            Other = group.Plate?.Other ?? group.Well?.Other,
            OtherOme = group.OtherOme,
            Attributes = group.Attributes,
        };

        async Task<CollectionMember?> Standing(CollectionMember member)
        {
            if (member.Path is not { } path || SourceScene.Normal(path) is not { } normal)
            {
                return null;
            }

            try
            {
                var address = stores.Open(StoreAddress.Combine(found.Store.Address, normal)).Address;
                if (kind == CollectionKind.Plate)
                {
                    return await imports.ReadCollection(address, isScene: false, cancellationToken) is
                    { CollectionKind: CollectionKind.Well } well ? member with { Collection = well.Id } : null;
                }

                var images = await imports.ReadSources(address, cancellationToken);
                return images.IsEmpty ? null : member with { Image = images[0].Image, Path = normal };
            }
            catch (StoreException)
            {
                return null;
            }
        }
    }

    /// <summary>A well of a plate. Earlier versions than 0.4 tell its row and column by its path alone.</summary>
    private static CollectionMember Member(Plate plate, PlateWell well)
    {
        var names = well.Path.Split('/');
        return new CollectionMember
        {
            Path = well.Path,
            Row = Line(plate.Rows, well.RowIndex) ?? names[0],
            Column = Line(plate.Columns, well.ColumnIndex) ?? names[^1],
            Attributes = well.Other,
        };
    }

    private static string? Line(EquatableArray<PlateLine> lines, int? index) =>
        index is { } at && at >= 0 && at < lines.Count ? lines[at].Name : null;

    /// <summary>The names of the well's row and column, for people who search.</summary>
    private static string WellName(string address) => StoreAddress.Parent(address) is { } row
        ? $"{StoreAddress.Name(row)}/{StoreAddress.Name(address)}"
        : StoreAddress.Name(address);
}
