using OmeNgff.Client.Problems;
using OmeNgff.Client.Transforms;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Spaces;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Zarr.Fields;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Transforms;

/// <summary>Carries points and boxes along paths, also through fields that lie in Zarr arrays.</summary>
public sealed class PathCarrier(PointCarrier carrier)
{
    /// <summary>Carries points, which lie one after the other.</summary>
    /// <exception cref="ProblemException">400: the points have another number of coordinates than the space has axes;
    /// 409, 503: a field cannot be used, or not now.</exception>
    public async Task<CarriedPoints> Carry(
        PathMap map, double[] coordinates, int rank, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(coordinates);
        var axes = map.FromAxes;
        if (rank != axes.Count && coordinates.Length > 0)
        {
            throw ProblemException.Invalid("/points", "point-rank",
                $"The space has {axes.Count} axes, {string.Join(", ", axes.Select(axis => axis.Name))}, and a point has "
                + $"{rank} coordinates.");
        }

        if (map is { Matrix: not null, Whole: { } whole } || coordinates.Length == 0)
        {
            var results = GC.AllocateUninitializedArray<double>(coordinates.Length / axes.Count * map.ToAxes.Count);
            map.Whole?.ApplyToAll(coordinates, axes.Count, results);
            return new CarriedPoints(results, map.ToAxes.Count, []);
        }

        var carried = new CarriedPoints(coordinates, axes.Count, []);
        var faults = new SortedDictionary<int, PointFault>();
        foreach (var part in Runs(map))
        {
            carried = await OfField(carrier.Carry(
                part.Transformation, part.IsInverse, carried.Coordinates, carried.Rank, cancellationToken));
            foreach (var fault in carried.Faults)
            {
                // What went wrong once goes on being no number.
                faults.TryAdd(fault.Point, fault);
            }
        }

        return carried with { Faults = [.. faults.Values] };
    }

    /// <summary>Carries a box.</summary>
    /// <returns>The box around it, or null where it lies outside of a field, or leaves the range of numbers.</returns>
    /// <exception cref="ProblemException">409, 503: a field cannot be used, or not now.</exception>
    public async Task<TransformBox?> Carry(PathMap map, TransformBox box, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(box);
        var carried = new CarriedBox(box.Min, box.Max, IsExact: true);
        foreach (var part in Runs(map))
        {
            var before = carried;
            try
            {
                carried = await carrier.CarryBox(
                    part.Transformation, part.IsInverse, before.Min, before.Max, cancellationToken);
            }
            catch (NgffException refusal) when (refusal.Diagnostics.All(fault => fault.Rule == FieldRules.BoxOutsideField))
            {
                return null;
            }
            catch (Exception failure) when (failure is NgffException or StoreException)
            {
                throw Unusable(failure);
            }

            carried = carried with { IsExact = carried.IsExact && before.IsExact };
        }

        return carried.Min.Concat(carried.Max).All(double.IsFinite)
            ? new TransformBox(carried.Min, carried.Max) { Exact = carried.IsExact }
            : null;
    }

    /// <summary>The parts of a map, with all that is walked forwards at a time as one.</summary>
    private static List<MapPart> Runs(PathMap map)
    {
        if (map.Whole is { } whole)
        {
            return [new MapPart(whole)];
        }

        var runs = new List<MapPart>();
        foreach (var part in map.Parts)
        {
            if (!part.IsInverse && runs is [.., { IsInverse: false } last])
            {
                runs[^1] = new MapPart(new SequenceTransformation([last.Transformation, part.Transformation]));
            }
            else
            {
                runs.Add(part);
            }
        }

        return runs;
    }

    private static async Task<T> OfField<T>(Task<T> carrying)
    {
        try
        {
            return await carrying;
        }
        catch (Exception failure) when (failure is NgffException or StoreException)
        {
            throw Unusable(failure);
        }
    }

    private static ProblemException Unusable(Exception failure)
    {
        var (status, errors) = failure switch
        {
            NgffException refusal => (409, refusal.Diagnostics
                .Select(found => new ProblemError("", found.Rule, found.Message)).ToEquatableArray()),
            StoreException refusal => (refusal.Rule == StoreRules.StoreUnreadable ? 503 : 409,
                [new ProblemError("", refusal.Rule, refusal.Message) { Path = refusal.Path }]),
            _ => (409, []),
        };
        return new ProblemException(new Problem(
            "/problems/field-unusable", "A field cannot be used", status,
            $"The path leads through a field or a matrix that cannot be used: {failure.Message}")
        {
            Errors = errors,
        });
    }
}
