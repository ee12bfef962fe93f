using System.Collections.Immutable;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Grains.Records;

/// <summary>
/// Plans the correction of an image's voxel size: the arrays that its levels come down to are corrected, further
/// transformations of levels are carried along, and arrays that are defined by factors follow by themselves.
/// </summary>
internal sealed class ImageCalibration(IRecordStore store, string imageId)
{
    /// <summary>The commit that corrects.</summary>
    /// <exception cref="ProblemException">400 for axes, numbers or units that do not fit, 404, 409 where the first level
    /// has no voxel size, 412 for a stale version.</exception>
    internal async Task<CommitRequest> Plan(CalibrateCommand command, CancellationToken cancellationToken)
    {
        var snapshot = await store.ReadImage(imageId, cancellationToken)
            ?? throw ProblemException.NotFound("image", imageId);
        if (snapshot.Image.Version != command.ExpectedVersion)
        {
            throw ProblemException.VersionConflict(
                "image", imageId, command.ExpectedVersion, snapshot.Image.Version);
        }

        var consolidated = ImageDerivation.Of(snapshot.Image, snapshot.Arrays).Consolidated;
        var (calibration, units) = Read(command, consolidated);
        var roots = await Roots(snapshot.Arrays, cancellationToken);
        var changes = ImmutableArray.CreateBuilder<RecordChange>();
        foreach (var array in roots)
        {
            changes.Add(RecordChange.Put(Corrected(array, calibration, units), array.Version, command.Reason));
        }

        var image = WithCarriedReferences(snapshot.Image, calibration);
        if (image != snapshot.Image)
        {
            changes.Add(RecordChange.Put(image, snapshot.Image.Version, command.Reason));
        }

        return new CommitRequest(changes.ToImmutable(), command.By)
        {
            DryRun = command.DryRun,
            Operation = command.Operation.By(command.By),
            Expected = [.. Expected(command, snapshot, changes)],
        };
    }

    /// <summary>All that the plan was computed from, or that the caller named, and that does not change itself.</summary>
    private static IEnumerable<ExpectedVersion> Expected(
        CalibrateCommand command, ImageSnapshot snapshot, IReadOnlyCollection<RecordChange> changes)
    {
        var changing = changes.ToDictionary(
            change => new RecordReference(change.Kind, change.Id), change => change.ExpectedVersion);
        var image = new RecordReference(RecordKind.Image, snapshot.Image.Id);
        if (!changing.ContainsKey(image))
        {
            yield return new ExpectedVersion(image, snapshot.Image.Version);
        }

        foreach (var (id, version) in command.ArrayVersions)
        {
            var array = new RecordReference(RecordKind.Array, id);
            if (!changing.TryGetValue(array, out var expected))
            {
                yield return new ExpectedVersion(array, version);
            }
            else if (expected != version)
            {
                throw ProblemException.VersionConflict("array", id, version, expected);
            }
        }
    }

    private static (Calibration Calibration, ImmutableDictionary<string, string> Units) Read(
        CalibrateCommand command, Multiscale image)
    {
        if (command.Scale.IsEmpty)
        {
            throw ProblemException.Invalid("/scale", "scale-missing", "Say the size of a pixel along at least one axis.");
        }

        if (command.Unit is not null && !Units.TryGetKind(command.Unit, out _))
        {
            throw ProblemException.Invalid("/unit", "unit-unknown", $"There is no unit '{command.Unit}'."
                + (Units.Propose(command.Unit) is { } proposal ? $" Perhaps {proposal}?" : ""));
        }

        if (image.Levels[0].Transformation.AsScaleAndTranslation(image.Axes.Count) is not var (scale, _))
        {
            throw new ProblemException(new Problem("/problems/no-voxel-size", "No voxel size", 409,
                "The first level is more than scaled and translated, so it has no voxel size to correct; "
                + "change its transformation instead."));
        }

        var units = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var right = scale.ToArray();
        foreach (var (name, value) in command.Scale)
        {
            var axis = IndexOf(image.Axes, name);
            right[axis] = Value(name, value, command.Unit, image.Axes[axis]);
            right[axis] = double.IsNegative(scale[axis]) ? -right[axis] : right[axis];
            if (image.Axes[axis].Unit is null && command.Unit is not null)
            {
                units[name] = command.Unit;
            }
        }

        return (new Calibration(scale, right.ToEquatableArray()), units.ToImmutable());
    }

    private static int IndexOf(EquatableArray<Axis> axes, string name)
    {
        for (var axis = 0; axis < axes.Count; axis++)
        {
            if (axes[axis].Name == name)
            {
                return axis;
            }
        }

        throw ProblemException.Invalid($"/scale/{name}", "axis-unknown",
            $"The image has no axis '{name}'; it has {string.Join(", ", axes.Select(axis => axis.Name))}.");
    }

    /// <summary>The size in the axis' own unit. An axis without one takes the number as it is, and the unit.</summary>
    private static double Value(string name, double value, string? unit, Axis axis)
    {
        if (!(value > 0) || !double.IsFinite(value))
        {
            throw ProblemException.Invalid($"/scale/{name}", "scale-not-positive", "A voxel size is a number above 0.");
        }

        return unit is null || axis.Unit is null || axis.Unit == unit ? value
            : Units.TryConvert(value, unit, axis.Unit, out var converted) ? converted
            : throw ProblemException.Invalid("/unit", "unit-mismatch",
                $"The axis '{name}' is measured in {axis.Unit}, which {unit} does not convert to.");
    }

    /// <summary>The arrays that own the levels' place in space: those that are not derived from others.</summary>
    private async Task<ImmutableArray<ArrayRecord>> Roots(
        ImmutableArray<ArrayRecord> arrays, CancellationToken cancellationToken)
    {
        var roots = new SortedDictionary<string, ArrayRecord>(StringComparer.Ordinal);
        var known = arrays.DistinctBy(array => array.Id).ToDictionary(array => array.Id, StringComparer.Ordinal);
        foreach (var level in arrays)
        {
            var array = level;
            while (array.DerivedFrom is { } derivation)
            {
                if (!known.TryGetValue(derivation.Array, out var found))
                {
                    found = await store.Read<ArrayRecord>(derivation.Array, cancellationToken)
                        ?? throw ProblemException.NotFound("array", derivation.Array);
                    known[found.Id] = found;
                }

                array = found;
            }

            roots[array.Id] = array;
        }

        return [.. roots.Values];
    }

    private static ArrayRecord Corrected(
        ArrayRecord array, Calibration calibration, ImmutableDictionary<string, string> units) => array with
        {
            CoordinateTransformations = [calibration.Correct(array.CoordinateTransformations[0])],
            Axes = units.IsEmpty
                ? array.Axes
                : array.Axes.Select(axis => units.TryGetValue(axis.Name, out var unit) ? axis with { Unit = unit } : axis)
                    .ToEquatableArray(),
        };

    private static ImageRecord WithCarriedReferences(ImageRecord image, Calibration calibration) => image with
    {
        Levels = image.Levels.Select(level => level.Transformation is { } further
            ? level with { CoordinateTransformations = [calibration.Conjugate(further)] }
            : level).ToEquatableArray(),
    };
}
