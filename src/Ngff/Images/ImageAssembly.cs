using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Images;

/// <summary>Puts the OME metadata of a Zarr group together with the documents of its arrays.</summary>
public static class ImageAssembly
{
    /// <summary>
    /// The images of a group. An array's own spatial metadata (the distributed layout) wins over the group's copy;
    /// where they differ, the warning <c>group-copy-stale</c> says so.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="arrays">The arrays that exist, by their path as <c>datasets</c> says it.</param>
    /// <returns>One reading per entry of <c>multiscales</c>, in order.</returns>
    public static EquatableArray<ImageReading> Assemble(
        OmeGroup group, IReadOnlyDictionary<string, ZarrArrayDocument> arrays)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(arrays);
        return group.Multiscales
            .Select((multiscale, index) => new Assembler(group, multiscale, index, arrays).Assemble())
            .ToEquatableArray();
    }

    private sealed class Assembler(
        OmeGroup group, OmeMultiscale multiscale, int index, IReadOnlyDictionary<string, ZarrArrayDocument> arrays)
    {
        private readonly OmeRules _rules = OmeRules.Of(group.Version);
        private readonly string _pointer = $"{OmeReader.RootPointer(group.Version)}/multiscales/{index}";
        private readonly Findings _findings = new(rules: OmeRules.Of(group.Version));
        private string? _intrinsicName = multiscale.IntrinsicName;
        private RawJson? _intrinsicOther = multiscale.IntrinsicOther;

        public ImageReading Assemble()
        {
            var levels = new List<LevelReading>();
            var distributed = multiscale.Axes is null;
            for (var level = 0; level < multiscale.Datasets.Count; level++)
            {
                if (ReadLevel(level, first: levels.Count == 0, ref distributed) is { } reading)
                {
                    if (levels.Count > 0)
                    {
                        CheckAgainst(levels[0], levels[^1], reading);
                    }

                    levels.Add(reading);
                }
            }

            if (distributed && levels.Count > 0)
            {
                _findings.Add(
                    Rules.LayoutDistributed,
                    _pointer,
                    "Axes and transformations are with the arrays, not in the group.");
            }

            if (multiscale.Axes is null && levels.Count > 0)
            {
                _findings.AddAt(new JsonCursor(default, ""), TransformationsReader.Validate(
                    multiscale.CoordinateTransformations,
                    levels[0].Spatial.Axes.Count,
                    $"{_pointer}/coordinateTransformations"));
            }

            if (!_findings.Refused && levels.Count == multiscale.Datasets.Count)
            {
                new PyramidRules(_findings, _pointer, group).Check(levels);
            }

            return new ImageReading(
                index,
                _findings.Refused ? null : ImageGroup(levels[0].Spatial.Axes),
                levels.ToEquatableArray(),
                _findings.ToEquatableArray());
        }

        private ImageGroup ImageGroup(EquatableArray<Axis> axes)
        {
            // In the distributed layout the group's document does not know the intrinsic system.
            var (systems, transformations) = multiscale.Axes is null && _intrinsicName is not null
                ? GroupTransformations.Recognise(
                    new CoordinateSystem(_intrinsicName, axes), multiscale.CoordinateSystems, multiscale.CoordinateTransformations)
                : (multiscale.CoordinateSystems, multiscale.CoordinateTransformations);
            return new()
            {
                Name = multiscale.Name,
                Type = multiscale.Type,
                Levels = multiscale.Datasets.Select(dataset => new LevelReference(dataset.Path) { Other = dataset.Other })
                    .ToEquatableArray(),
                IntrinsicName = _intrinsicName,
                IntrinsicOther = _intrinsicOther,
                CoordinateSystems = systems,
                CoordinateTransformations = transformations,
                Other = multiscale.Other,
                Omero = group.Omero,
                ImageLabel = group.ImageLabel,
                OtherOme = group.OtherOme,
                Attributes = group.Attributes,
            };
        }

        private LevelReading? ReadLevel(int level, bool first, ref bool distributed)
        {
            var dataset = multiscale.Datasets[level];
            var pointer = $"{_pointer}/datasets/{level}";
            if (!arrays.TryGetValue(dataset.Path, out var array))
            {
                var missing = ArrayKeys.Document(dataset.Path, group.Version.ZarrFormat());
                _findings.Add(Rules.LevelMissing.At(
                    $"{pointer}/path", $"Level {level} has no array: there is no \"{missing}\".", path: missing));
                return null;
            }

            var key = ArrayKeys.Document(dataset.Path, array.ZarrFormat);
            if (array.ZarrFormat != group.Version.ZarrFormat())
            {
                _findings.Add(Rules.LevelZarrFormat.At(
                    "/zarr_format",
                    $"The array is of Zarr format {array.ZarrFormat}; OME {group.Version.Text()} is in format " +
                    $"{group.Version.ZarrFormat()}.",
                    path: key));
            }

            var own = OwnSpatialMetadata.Read(dataset.Path, array);
            _findings.AddRange(own.Diagnostics);
            if (own.Refused)
            {
                return null;
            }

            distributed &= own.Spatial is not null;
            if (first && own.IntrinsicName is not null && multiscale.IntrinsicName is null)
            {
                (_intrinsicName, _intrinsicOther) = (own.IntrinsicName, own.IntrinsicOther);
            }
            else if (own.IntrinsicName is { } name && _intrinsicName is { } known && name != known)
            {
                _findings.Add(Rules.LevelOutputsDiffer.At(
                    own.Pointer,
                    $"All levels have one output: the array's is \"{name}\", of those before it or the group \"{known}\".",
                    path: ArrayKeys.Attributes(dataset.Path, array.ZarrFormat)));
            }

            if (own.Spatial is { } spatial)
            {
                CheckCopies(spatial, dataset, pointer, level);
                if (first && multiscale.Axes != spatial.Axes)
                {
                    var found = new Findings(ArrayKeys.Attributes(dataset.Path, array.ZarrFormat));
                    AxesRules.Check(
                        spatial.Axes, new JsonCursor(array.Attributes.Element, own.Pointer).Child("axes"), _rules, found);
                    _findings.AddRange(found.ToEquatableArray());
                }
            }
            else if (GroupCopy(dataset, array, pointer, level) is { } copy)
            {
                spatial = copy;
            }
            else
            {
                return null;
            }

            return Fits(spatial, array, dataset.Path)
                ? new LevelReading(dataset.Path, array, spatial, own.OtherAttributes)
                : null;
        }

        private SpatialMetadata? GroupCopy(OmeDataset dataset, ZarrArrayDocument array, string pointer, int level)
        {
            if (multiscale.Axes is not { } axes)
            {
                _findings.Add(
                    Rules.AxesMissing, _pointer, $"Neither the group nor the array of level {level} has axes.");
                return null;
            }

            if (!_rules.HasTransformations)
            {
                return new SpatialMetadata(axes, Inferred(array, pointer, level));
            }

            if (dataset.Transformation is not { } transformation)
            {
                _findings.Add(
                    Rules.ScaleMissing, pointer, $"Neither the group nor the array says the scale of level {level}.");
                return null;
            }

            return new SpatialMetadata(axes, transformation);
        }

        // Levels of one image cover one extent; without a word of where they lie, nothing else is known of them.
        private CoordinateTransformation Inferred(ZarrArrayDocument array, string pointer, int level)
        {
            var rank = array.Shape.Count;
            var first = arrays.TryGetValue(multiscale.Datasets[0].Path, out var finest) && finest.Shape.Count == rank
                ? finest.Shape
                : array.Shape;
            if (level == 0)
            {
                _findings.Add(
                    Rules.ScaleInferred,
                    _pointer,
                    $"OME {group.Version.Text()} says no scales: the first level has scale 1, the others the ratio of the "
                    + "sizes, and all cover the same extent.");
            }

            var factors = new double[rank];
            for (var axis = 0; axis < rank; axis++)
            {
                var (from, to) = (first[axis], array.Shape[axis]);
                var ratio = from > 0 && to > 0 ? (double)from / to : 1;
                factors[axis] = SizeRatio.Factor(ratio, from, to, previous: null, tolerance: 1e-9) ?? ratio;
            }

            var scale = new ScaleTransformation(factors.ToEquatableArray());
            return factors.All(factor => factor == 1) ? scale : new SequenceTransformation(
            [
                scale,
                new TranslationTransformation(factors.Select(factor => (factor - 1) / 2).ToEquatableArray()),
            ]);
        }

        private void CheckCopies(SpatialMetadata own, OmeDataset dataset, string pointer, int level)
        {
            if (multiscale.Axes is { } axes && axes != own.Axes)
            {
                _findings.Add(
                    Rules.GroupCopyStale,
                    $"{_pointer}/axes",
                    $"The group's axes are not those of the array of level {level}, which count.");
            }

            if (dataset.Transformation is { } copy &&
                !OwnSpatialMetadata.SameMeaning(copy, own.Transformation, own.Axes.Count))
            {
                _findings.Add(
                    Rules.GroupCopyStale,
                    $"{pointer}/coordinateTransformations",
                    $"The group's transformation of level {level} is not that of the array, which counts.");
            }
        }

        private bool Fits(SpatialMetadata spatial, ZarrArrayDocument array, string path)
        {
            var key = ArrayKeys.Document(path, array.ZarrFormat);
            if (spatial.Axes.Count != array.Shape.Count)
            {
                _findings.Add(Rules.AxesRankMismatch.At(
                    "/shape",
                    $"The array has {array.Shape.Count} dimensions, and there are {spatial.Axes.Count} axes.",
                    path: key));
                return false;
            }

            if (array.ZarrFormat == 3 && (array.DimensionNames is not { } names || !names.SequenceEqual(spatial.Axes.Select(axis => axis.Name))) &&
                _rules.SeverityOf(Rules.DimensionNamesMismatch) is { } severity)
            {
                var expected = string.Join(", ", spatial.Axes.Select(axis => axis.Name));
                _findings.Add(Rules.DimensionNamesMismatch.At(
                    "/dimension_names",
                    array.DimensionNames is null
                        ? $"The array does not name its dimensions; the axes are {expected}."
                        : $"The array's dimension names are not those of the axes: {expected}.",
                    path: key) with
                { Severity = severity });
            }

            CheckArrayDimensions(spatial, array, path);

            return true;
        }

        // 0.3 has the names of the axes repeated as xarray writes them.
        private void CheckArrayDimensions(SpatialMetadata spatial, ZarrArrayDocument array, string path)
        {
            if (array.ZarrFormat != 2 || _rules.SeverityOf(Rules.ArrayDimensionsMismatch) is not { } severity)
            {
                return;
            }

            var names = spatial.Axes.Select(axis => axis.Name).ToList();
            var list = new JsonCursor(array.Attributes.Element, "").Member("_ARRAY_DIMENSIONS");
            if (list is null || !list.Value.Items().Select(item => item.Text).SequenceEqual(names))
            {
                _findings.Add(Rules.ArrayDimensionsMismatch.At(
                    "/_ARRAY_DIMENSIONS",
                    $"The array does not repeat the names of the axes as \"_ARRAY_DIMENSIONS\": {string.Join(", ", names)}.",
                    path: ArrayKeys.Attributes(path, 2)) with
                { Severity = severity });
            }
        }

        private static bool IsLarger(EquatableArray<long> shape, EquatableArray<long> before)
        {
            for (var axis = 0; axis < shape.Count; axis++)
            {
                if (shape[axis] > before[axis])
                {
                    return true;
                }
            }

            return false;
        }

        private void CheckAgainst(LevelReading first, LevelReading previous, LevelReading level)
        {
            var key = ArrayKeys.Document(level.Path, level.Array.ZarrFormat);
            if (level.Array.DataType != first.Array.DataType &&
                _rules.SeverityOf(Rules.LevelDataTypeMismatch) is { } severity)
            {
                _findings.Add(Rules.LevelDataTypeMismatch.At(
                    level.Array.ZarrFormat == 2 ? "/dtype" : "/data_type",
                    $"The level's data type is {level.Array.DataType}, that of the first level {first.Array.DataType}.",
                    path: key) with
                { Severity = severity });
            }

            var (shape, before) = (level.Array.Shape, previous.Array.Shape);
            if (shape.Count == before.Count && IsLarger(shape, before))
            {
                _findings.Add(Rules.LevelOrder.At(
                    "/shape",
                    $"The level's shape {shape} is larger than {before}, that of the level before.",
                    path: key));
            }

            if (level.Spatial.Axes == first.Spatial.Axes)
            {
                // The group's axes hold for all levels, and what refuses a transformation has been found.
                return;
            }

            try
            {
                var pair = new ImageGroup { Levels = [new LevelReference(first.Path), new LevelReference(level.Path)] };
                Consolidation.Consolidate(pair, [first.Spatial, level.Spatial]);
            }
            catch (NgffException disagreement)
            {
                // Only an array's own axes can be others than the first level's.
                var root = level.Array.ZarrFormat == 2 ? "" : "/attributes/ome";
                _findings.AddRange(disagreement.Diagnostics.Select(diagnostic => diagnostic with
                {
                    Path = ArrayKeys.Attributes(level.Path, level.Array.ZarrFormat),
                    Pointer = diagnostic.Pointer.Replace("/levels/1", root, StringComparison.Ordinal),
                    Message = diagnostic.Message.Replace(
                        "level 1", $"\"{level.Path}\"", StringComparison.OrdinalIgnoreCase),
                }));
            }
        }
    }
}
