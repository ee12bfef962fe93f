using System.Collections.Immutable;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Catalog.Search.Queries;
using OmeNgff.Client.Problems;
using OmeNgff.Grains.Spaces;
using OmeNgff.Ngff;
using OmeNgff.Silo.Transforms;

namespace OmeNgff.Silo.Search;

/// <summary>Finds out what the places of a search mean: boxes and points in whatever space, what overlaps an image, and
/// spaces that images can be carried to.</summary>
public sealed class SearchPlaces(SpatialSearch spatial, PathCarrier carrier, IRecordStore store)
{
    /// <summary>How many boxes and spaces a search may name (limit <c>MaxPlaces</c>).</summary>
    public const int MaxPlaces = 20;

    private const string ImagePrefix = "image:";

    private static readonly string[] OwnAxes = ["x", "y", "z", "t"];

    /// <summary>The search with its places.</summary>
    /// <exception cref="ProblemException">400: a box, a space, a pin or the time cannot be used.</exception>
    public async Task<SearchRequest> Find(
        SearchRequest request, IQueryCollection query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(query);
        var moment = new Moment(
            query["pin"].OfType<string>().ToEquatableArray(),
            SearchQuery.Text(query, "asOf") is { } time ? Http.Moments.AsOf(time) : null);
        var space = SearchQuery.Text(query, "space") is { } named ? Reference(named) : null;
        var places = ImmutableArray.CreateBuilder<PlaceCondition>();
        if (Box(query) is { } box)
        {
            places.Add(await Place(space, box.Min, box.Max, moment, cancellationToken));
        }
        else if (space is not null)
        {
            places.Add(await Placed(space, null, null, moment, cancellationToken));
        }

        var overlapped = SearchQuery.Text(query, "overlaps");
        if (overlapped is not null)
        {
            places.Add(await Overlapping(overlapped, moment, cancellationToken));
        }

        if (places.Count == 0 && (!moment.Pins.IsEmpty || moment.AsOf is not null) && !HasPlaces(request.Filter))
        {
            throw ProblemException.Invalid(moment.Pins.IsEmpty ? "/asOf" : "/pin", "place-missing",
                "pin and asOf choose versions of alignments, and nothing here asks for a space.");
        }

        return request with
        {
            Places = places.ToImmutable(),
            WithoutImage = overlapped?[ImagePrefix.Length..],
            FilterPlaces = await OfFilter(request.Filter, space, moment, cancellationToken),
        };
    }

    private static string Reference(string space) =>
        space.Contains(':', StringComparison.Ordinal) ? space : $"space:{space}";

    private static bool HasPlaces(Filter? filter) => filter is not null && FilterPlaces.Of(filter).Any();

    /// <summary>The box of a query: one with <c>bbox</c>, or a point.</summary>
    private static (double[] Min, double[] Max)? Box(IQueryCollection query)
    {
        var (box, point) = (SearchQuery.Text(query, "bbox"), SearchQuery.Text(query, "point"));
        if (box is not null && point is not null)
        {
            throw ProblemException.Invalid("/point", "point-and-bbox", "Give a box or a point, not both.");
        }

        if (point is not null)
        {
            var at = SearchQuery.Numbers(point, "/point", "point-invalid");
            return (at, at);
        }

        if (box is null)
        {
            return null;
        }

        var numbers = SearchQuery.Numbers(box, "/bbox", "bbox-invalid");
        var rank = numbers.Length / 2;
        if (numbers.Length % 2 == 1)
        {
            throw ProblemException.Invalid("/bbox", "bbox-rank", "A box has as many minima as, after them, maxima.");
        }

        return Enumerable.Range(0, rank).Any(axis => numbers[axis] > numbers[rank + axis])
            ? throw ProblemException.Invalid("/bbox", "bbox-empty", "A minimum of the box is greater than its maximum.")
            : (numbers[..rank], numbers[rank..]);
    }

    private async Task<PlaceCondition> Place(
        string? space, double[] min, double[] max, Moment moment, CancellationToken cancellationToken)
    {
        if (space is not null)
        {
            return await Placed(space, min, max, moment, cancellationToken);
        }

        return min.Length is >= 2 and <= 4
            ? new OwnBoxCondition(OwnAxes[..min.Length].ToEquatableArray(), min.ToEquatableArray(), max.ToEquatableArray())
            : throw ProblemException.Invalid("/bbox", "bbox-rank",
                "Without a space a box is in the images' own: x and y, or x, y and z, or x, y, z and t, in metres and seconds.");
    }

    private async Task<PlacedCondition> Placed(
        string space, double[]? min, double[]? max, Moment moment, CancellationToken cancellationToken) => new(
            await spatial.Find(
                space, moment.Pins, moment.AsOf,
                min is null ? default(ReadOnlyMemory<double>?) : min, max is null ? default(ReadOnlyMemory<double>?) : max,
                (map, box, stop) => carrier.Carry(map, box, stop), cancellationToken));

    private async Task<PlacedCondition> Overlapping(string image, Moment moment, CancellationToken cancellationToken)
    {
        if (!image.StartsWith(ImagePrefix, StringComparison.Ordinal))
        {
            throw ProblemException.Invalid("/overlaps", "overlaps-invalid", "overlaps names an image, as image:ID.");
        }

        var snapshot = await store.ReadImage(image[ImagePrefix.Length..], cancellationToken)
            ?? throw ProblemException.Invalid("/overlaps", "image-unknown", $"There is no image '{image[ImagePrefix.Length..]}'.");
        var extent = ImageDerivation.Of(snapshot.Image, snapshot.Arrays).Extent;
        return await Placed(image, [.. extent.Min], [.. extent.Max], moment, cancellationToken);
    }

    private async Task<ImmutableDictionary<Filter, PlaceCondition>> OfFilter(
        Filter? filter, string? space, Moment moment, CancellationToken cancellationToken)
    {
        var found = ImmutableDictionary.CreateBuilder<Filter, PlaceCondition>(ReferenceEqualityComparer.Instance);
        foreach (var node in filter is null ? [] : FilterPlaces.Of(filter))
        {
            if (found.Count == MaxPlaces)
            {
                throw node.Place.Refuse("place-count", $"A search names at most {MaxPlaces} boxes and spaces (limit MaxPlaces).");
            }

            try
            {
                found[node] = node switch
                {
                    SpatialFilter box => await Place(
                        SpaceOf(box) ?? space, [.. box.Min], [.. box.Max], moment, cancellationToken),
                    _ => await Reaching((ArrayFilter)node, moment, cancellationToken),
                };
            }
            catch (ProblemException refusal) when (refusal.Problem.Errors is [{ Pointer: "/bbox" or "/space" } error, ..])
            {
                throw node.Place.Refuse(error.Rule, error.Message);
            }
        }

        return found.ToImmutable();
    }

    /// <summary>The space that a box of a filter names, or null for that of the search.</summary>
    private static string? SpaceOf(SpatialFilter box) => box.Property switch
    {
        PropertyOperand { Name: "extent" } => null,
        PropertyOperand { Name: ['i', 'n', '.', _, ..] name } => Reference(name[3..]),
        _ => throw box.Property.Place.Refuse("filter-type",
            "S_INTERSECTS takes extent, or in.SPACE: \"in.my-space\" for a space whose id has signs."),
    };

    private async Task<PlaceCondition> Reaching(ArrayFilter filter, Moment moment, CancellationToken cancellationToken)
    {
        var (isProperty, list) = (filter.Left is PropertyOperand, filter.Left is PropertyOperand ? filter.Right : filter.Left);
        if (list is not ListOperand { Items: var items } || items.IsEmpty || !items.All(item => item is TextOperand)
            || !(filter.Operator == ArrayOperator.Overlaps || (filter.Operator == ArrayOperator.Contains && isProperty)
                || (filter.Operator == ArrayOperator.ContainedBy && !isProperty)))
        {
            throw filter.Place.Refuse("filter-type",
                "Spaces are asked for by A_CONTAINS(spaces, ('id', …)) and A_OVERLAPS(spaces, ('id', …)).");
        }

        var places = ImmutableArray.CreateBuilder<PlaceCondition>();
        foreach (var item in items.Cast<TextOperand>())
        {
            places.Add(await Placed(Reference(item.Value), null, null, moment, cancellationToken));
        }

        return new ManyPlacesCondition(places.ToImmutable(), NeedsAll: filter.Operator != ArrayOperator.Overlaps);
    }

    /// <summary>Which versions of alignments count.</summary>
    private sealed record Moment(EquatableArray<string> Pins, DateTimeOffset? AsOf);
}
