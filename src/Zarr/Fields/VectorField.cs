using System.Globalization;
using System.Security.Cryptography;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Arrays.Codecs;
using OmeNgff.Zarr.Hierarchies;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Fields;

/// <summary>
/// A field of vectors, opened (0.6, "coordinates and displacements"): the finest level of a multiscale group of N + 1
/// axes, of which one, at any place, is of type <c>displacement</c> or <c>coordinate</c> and counts the components of the
/// vectors. The others are, in their order and in their units, the N axes of the transformation's input; the level's
/// transformation brings indices of samples to it.
/// </summary>
internal sealed record VectorField
{
    /// <summary>The group's address as the transformation says it.</summary>
    public required string Address { get; init; }

    /// <summary>The samples.</summary>
    public required ZarrArray Array { get; init; }

    /// <summary>A name of the array as it is described now, for the cache.</summary>
    public required string Key { get; init; }

    /// <summary>The array's dimension that counts the components.</summary>
    public required int VectorDimension { get; init; }

    /// <summary>The number of components.</summary>
    public required int Components { get; init; }

    /// <summary>The input's axes, as the field has them.</summary>
    public required EquatableArray<Axis> Axes { get; init; }

    /// <summary>The number of samples along each axis of the input.</summary>
    public required EquatableArray<long> Size { get; init; }

    /// <summary>The samples of one block along each axis: as many as a chunk has, or all where these are fewer.</summary>
    public required EquatableArray<long> BlockShape { get; init; }

    /// <summary>From the input to indices of samples.</summary>
    public required AffineTransformation ToIndex { get; init; }

    /// <summary>From indices of samples to the input.</summary>
    public required AffineTransformation ToInput { get; init; }

    /// <summary>How to interpolate.</summary>
    public required Interpolation Interpolation { get; init; }

    /// <summary>The number of axes of the input.</summary>
    public int Rank => Size.Count;

    /// <summary>The bytes of a block's samples as doubles.</summary>
    public long BlockBytes => sizeof(double) * Components * Sizes.Product(BlockShape.AsSpan());

    /// <summary>The number of blocks along an axis.</summary>
    public long BlockCount(int axis) => ((Size[axis] - 1) / BlockShape[axis]) + 1;

    /// <summary>Opens a field.</summary>
    /// <param name="stores">Opens its store, where that is allowed.</param>
    /// <param name="field">The transformation.</param>
    /// <param name="pointer">Where the transformation stands, for errors.</param>
    /// <param name="limits">Bounds on it.</param>
    /// <param name="cache">Keeps the indexes of shards.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="NgffException"><c>field-path-relative</c>, <c>interpolation-unknown</c>.</exception>
    /// <exception cref="StoreException">
    /// The group cannot be read, or is none of a field: <c>field-group-expected</c>, <c>field-axes-invalid</c>,
    /// <c>field-level-invalid</c>, and the rules of stores and arrays.
    /// </exception>
    public static async Task<VectorField> Open(
        StoreFactory stores, IVectorField field, string pointer, FieldLimits limits, ChunkCache cache, CancellationToken ct)
    {
        var interpolation = Interpolating.Named(field.Interpolation) ?? throw new NgffException(
            FieldRules.InterpolationUnknown,
            $"{pointer}/interpolation",
            $"Fields are interpolated linear, nearest or cubic, not \"{field.Interpolation}\".");
        AbsolutePath.Demand(field.Path, $"{pointer}/path");
        var store = stores.Open(field.Path);
        var node = await ZarrHierarchy.ReadNode(store, "", stores.Options.Limits, ct)
            ?? throw new StoreException(field.Path, StoreRules.NodeMissing, "There is no Zarr group at this address.");
        if (node.Kind == ZarrNodeKind.Array)
        {
            throw NoGroup(field, "a Zarr array");
        }

        var reading = OmeReader.Read(node.ZarrFormat, node.Attributes ?? Ngff.Json.RawJson.EmptyObject);
        if (reading.Group is not { Multiscales: [var multiscale, ..] } group)
        {
            throw NoGroup(field, reading.Diagnostics.FirstOrDefault(found => found.Refuses) is { } fault
                ? $"a group whose metadata is refused ({fault.Rule}: {fault.Message})"
                : "a Zarr group without an image");
        }

        var array = await ZarrArray.Open(
            store, multiscale.Datasets[0].Path, stores.Options.Limits, limits.Arrays, cache, ct);
        var level = Level(field, group, multiscale.Datasets[0].Path, array.Document);
        return Checked(field, array, level, interpolation, limits);
    }

    private static (EquatableArray<Axis> Axes, CoordinateTransformation Transformation) Level(
        IVectorField field, OmeGroup group, string path, ZarrArrayDocument document)
    {
        var image = ImageAssembly.Assemble(
            group, new Dictionary<string, ZarrArrayDocument>(StringComparer.Ordinal) { [path] = document })[0];
        if (image.Levels is not [{ Spatial: var spatial } level, ..] || level.Path != path)
        {
            throw new StoreException(field.Path, FieldRules.FieldLevelInvalid, string.Join(
                ' ', image.Diagnostics.Where(found => found.Refuses).Select(found => found.Message).Take(1)
                    .Prepend("The field's finest level cannot be read.")));
        }

        // Those between named spaces lead away from the field's own.
        var further = group.Multiscales[0].CoordinateTransformations.Where(part => part.Input is null && part.Output is null);
        return (spatial.Axes, new SequenceTransformation([spatial.Transformation, .. further]));
    }

    private static VectorField Checked(
        IVectorField field,
        ZarrArray array,
        (EquatableArray<Axis> Axes, CoordinateTransformation Transformation) level,
        Interpolation interpolation,
        FieldLimits limits)
    {
        var type = field is DisplacementsTransformation ? "displacement" : "coordinate";
        var axes = level.Axes;
        if (axes.Count(axis => axis.Type == type) != 1 || axes.Count > FieldLimits.MaxFieldAxes + 1 || axes.Count < 2)
        {
            throw new StoreException(field.Path, FieldRules.FieldAxesInvalid, FormattableString.Invariant(
                $"A field has one axis of type {type}, for the components of its vectors, and 1 to {FieldLimits.MaxFieldAxes} others (limit {nameof(FieldLimits.MaxFieldAxes)})."));
        }

        var vector = Enumerable.Range(0, axes.Count).Single(axis => axes[axis].Type == type);
        int[] others = [.. Enumerable.Range(0, axes.Count).Where(axis => axis != vector)];
        var components = array.Shape[vector];
        if (components is < 1 or > FieldLimits.MaxFieldComponents
            || (field is DisplacementsTransformation && components != others.Length))
        {
            throw new StoreException(field.Path, FieldRules.FieldAxesInvalid, FormattableString.Invariant(
                $"The vectors of the field have {components} components; displacements have one per axis, here {others.Length}, and coordinates at most {FieldLimits.MaxFieldComponents} (limit {nameof(FieldLimits.MaxFieldComponents)})."));
        }

        if (others.Any(axis => array.Shape[axis] == 0))
        {
            throw new StoreException(field.Path, FieldRules.FieldLevelInvalid, "The field has no samples.");
        }

        var toInput = InputMatrix(field, level.Transformation, others, vector);
        var opened = new VectorField
        {
            Address = field.Path,
            Array = array,
            Key = $"{array.Address}#{Fingerprint(array)}",
            VectorDimension = vector,
            Components = (int)components,
            Axes = others.Select(axis => axes[axis]).ToEquatableArray(),
            Size = others.Select(axis => array.Shape[axis]).ToEquatableArray(),
            BlockShape = others.Select(axis => Math.Min(array.ChunkShape[axis], array.Shape[axis])).ToEquatableArray(),
            ToInput = toInput,
            ToIndex = toInput.TryInvert(out var inverse) && inverse is AffineTransformation affine
                ? affine
                : throw new StoreException(
                    field.Path, FieldRules.FieldLevelInvalid, "The transformation of the field's finest level has no inverse."),
            Interpolation = interpolation,
        };
        return opened.BlockBytes <= limits.Arrays.MaxChunkBytes
            ? opened
            : throw new StoreException(field.Path, ArrayRules.ChunkTooLarge, FormattableString.Invariant(
                $"The samples of a chunk have {opened.BlockBytes} bytes as doubles; at most {limits.Arrays.MaxChunkBytes} are held (limit {nameof(limits.Arrays.MaxChunkBytes)})."));
    }

    /// <summary>The level's transformation without the vectors' axis, which must not be mixed with the others.</summary>
    private static AffineTransformation InputMatrix(
        IVectorField field, CoordinateTransformation transformation, int[] others, int vector)
    {
        var rank = others.Length;
        var whole = transformation.ToMatrix(rank + 1);
        if (whole is null || whole.Rows != rank + 1 || others.Any(row => whole[row, vector] != 0))
        {
            throw new StoreException(
                field.Path,
                FieldRules.FieldLevelInvalid,
                "The transformation of the field's finest level must be a matrix that keeps the vectors' axis apart.");
        }

        return new AffineTransformation(Matrix.Create(rank, rank + 1, (row, column) =>
            whole[others[row], column == rank ? rank + 1 : others[column]]));
    }

    private static string Fingerprint(ZarrArray array) =>
        Convert.ToHexString(SHA256.HashData(array.Document.Document.ToUtf8()));

    private static StoreException NoGroup(IVectorField field, string what) => new(
        field.Path,
        FieldRules.FieldGroupExpected,
        string.Create(CultureInfo.InvariantCulture, $"The vectors of a field lie in a multiscale group (0.6); here is {what}."));
}
