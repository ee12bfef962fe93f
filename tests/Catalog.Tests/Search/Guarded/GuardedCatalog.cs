using OmeNgff.Catalog.Search;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Tests.Search.Guarded;

/// <summary>
/// A catalog of which <see cref="Ann"/> may see a part. Each dataset has an image <c>in-…</c>; all else that is named after a
/// dataset is in it; the other images are in <c>open</c>, and what other records say of them is partly hidden.
/// </summary>
public sealed class GuardedCatalog : IAsyncLifetime
{
    /// <summary>How many images are called a crowd that Ann may see, and that she may not.</summary>
    public const int SeenCrowd = 1103;

    /// <inheritdoc cref="SeenCrowd"/>
    public const int HiddenCrowd = 1050;

    /// <summary>How many of the crowd that Ann sees have the tag <c>few</c>; of the others all have it.</summary>
    public const int Few = 3;

    public static readonly SearchReader Ann = new("ann", SeesAll: false);

    /// <summary>The datasets that Ann may see.</summary>
    public static readonly string[] Seen = ["default", "hers", "house", "lent", "open", "written"];

    /// <summary>Those that she may not.</summary>
    public static readonly string[] Hidden = ["anna", "secret"];

    public CatalogFixture Catalog { get; } = new();

    public async Task InitializeAsync()
    {
        await Catalog.InitializeAsync();
        await Catalog.Put(
            Dataset("open") with { Visibility = Visibility.Public },
            Dataset("house") with { Visibility = Visibility.Internal },
            Dataset("hers") with { Owner = "ann" },
            Dataset("lent") with { Grants = [Grant("ann", DatasetGrant.Reader), Grant("bob", DatasetGrant.Owner)] },
            Dataset("written") with { Grants = [Grant("ann", DatasetGrant.Writer)] },
            Dataset("secret") with { Owner = "bob", Licence = "ann", Grants = [Grant("carl", DatasetGrant.Owner)] },
            Dataset("anna") with
            {
                Owner = "Ann",
                Grants = [Grant("anna", DatasetGrant.Reader), Grant("an", DatasetGrant.Owner)],
            });
        await Catalog.Put([.. Seen.Concat(Hidden).SelectMany(dataset => (CatalogRecord[])
        [
            CatalogFixture.Array($"array-{dataset}") with { Dataset = dataset },
            Image($"in-{dataset}", dataset) with { Name = $"Guarded {dataset}" },
        ])]);
        await PutCollections();
        await PutAlignments();
        await Catalog.Put([.. Enumerable.Range(0, SeenCrowd).Select(number =>
            Image($"crowd-{number}", "open") with { Name = $"Crowd {number}", Tags = number < Few ? ["few"] : [] })]);
        await Catalog.Put([.. Enumerable.Range(0, HiddenCrowd).Select(number =>
            Image($"hidden-{number}", "secret") with { Name = $"Crowd {number}", Tags = ["few"] })]);
    }

    public Task DisposeAsync() => Catalog.DisposeAsync();

    /// <summary>An image in a dataset, over the array of it.</summary>
    public static ImageRecord Image(string id, string dataset) =>
        CatalogFixture.Image(id, $"array-{dataset}") with { Dataset = dataset };

    /// <summary>A dataset that nobody sees to whom it is not granted.</summary>
    public static DatasetRecord Dataset(string id) => new() { Id = id, Visibility = Visibility.Private };

    private static DatasetGrant Grant(string principal, string role) => new() { Principal = principal, Role = role };

    private async Task PutCollections()
    {
        await Catalog.Put([.. ((string[])["listed", "twice-listed", "hidden-well", "hidden-plate", "seen-field"])
            .Select(id => Image(id, "open"))]);
        await Catalog.Put(
            List("list-secret", "secret", "listed", "twice-listed"),
            List("list-open", "open", "twice-listed"),
            Well("well-secret", "secret", "hidden-well"),
            Well("well-open", "open", "hidden-plate"),
            Well("well-house", "house", "seen-field"));
        await Catalog.Put(
            Plate("plate-open", "open", ("well-secret", "A", "1"), ("well-house", "B", "1")),
            Plate("plate-secret", "secret", ("well-open", "A", "2")));
    }

    private static CollectionRecord List(string id, string dataset, params string[] images) => new()
    {
        Id = id,
        Dataset = dataset,
        CollectionKind = CollectionKind.List,
        Members = images.Select(image => new CollectionMember { Image = image, Path = image }).ToEquatableArray(),
    };

    private static CollectionRecord Well(string id, string dataset, string image) =>
        List(id, dataset, image) with { CollectionKind = CollectionKind.Well };

    private static CollectionRecord Plate(
        string id, string dataset, params (string Well, string Row, string Column)[] wells) => new()
        {
            Id = id,
            Dataset = dataset,
            CollectionKind = CollectionKind.Plate,
            Rows = ["A", "B"],
            Columns = ["1", "2"],
            Members = wells.Select(well => new CollectionMember { Collection = well.Well, Row = well.Row, Column = well.Column })
            .ToEquatableArray(),
        };

    private async Task PutAlignments()
    {
        await Catalog.Put([.. ((string[])["seen-way", "hidden-way", "both-ways", "to-vault", "moved"])
            .Select(id => Image(id, "open") with { Tags = ["to-secret", "placed"] })]);
        await Catalog.Put(
            Space("hall", "open"), Space("vault", "secret"), CatalogFixture.Array("array-moved"),
            Image("moved", "open") with
            {
                Version = 1,
                Levels = [new ImageLevel { Path = "0", Array = "array-moved" }],
                Tags = ["placed"],
            });
        await Align("to-open", "open", "seen-way", "hall");
        await Align("to-secret", "secret", "hidden-way", "hall");
        await Align("also-open", "open", "both-ways", "hall");
        await Align("also-secret", "secret", "both-ways", "hall");
        await Align("vault-open", "open", "to-vault", "vault");
        await Align("moved-secret", "secret", "moved", "hall");
        await Align("hidden-open", "open", "in-secret", "hall");

        // The image is calibrated, and does not lie any more where it lay.
        await Catalog.Put(CatalogFixture.Array("array-moved", scale: 3) with { Version = 1 });
    }

    private static SpaceRecord Space(string id, string dataset) => new()
    {
        Id = id,
        Dataset = dataset,
        Axes = [new Axis("y", "space", "micrometer"), new Axis("x", "space", "micrometer")],
    };

    private Task Align(string id, string dataset, string image, string space)
    {
        var alignment = new AlignmentRecord
        {
            Id = id,
            Dataset = dataset,
            Name = $"The way {id}",
            Source = $"image:{image}",
            Target = $"space:{space}",
            LastVersion = 1,
            DefaultVersion = 1,
        };
        return Catalog.Put(alignment, new AlignmentVersionRecord
        {
            Id = AlignmentVersionRecord.IdOf(id, 1),
            Dataset = dataset,
            Alignment = id,
            Number = 1,
            Source = alignment.Source,
            Target = alignment.Target,
            Status = AlignmentStatus.Published,
            CoordinateTransformation = new IdentityTransformation(),
            Quality = RawJson.Parse("""{"rmse":0.5}"""),
        });
    }
}
