using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Fields;

/// <summary>Checks that the field with which a transformation begins fits the space that its points come from.</summary>
/// <param name="stores">Opens the field's store, where that is allowed; stays the caller's.</param>
/// <param name="limits">Bounds on it.</param>
/// <param name="cache">Keeps the indexes of shards.</param>
public sealed class FieldFit(StoreFactory stores, FieldLimits limits, ChunkCache cache)
{
    /// <summary>Checks it. A field that cannot be read now is none of its concern: it may be written later.</summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="input">The axes of its input.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="NgffException">The field is none, has another number of axes, or counts one of them in another unit
    /// (<c>field-unit-mismatch</c>): its samples would be taken from elsewhere, and nobody would notice.</exception>
    public async Task Demand(CoordinateTransformation transformation, EquatableArray<Axis> input, CancellationToken ct)
    {
        var (first, pointer) = (transformation, "");
        while (first is SequenceTransformation { Transformations: [var part, ..] })
        {
            (first, pointer) = (part, $"{pointer}/transformations/0");
        }

        if (first is not IVectorField field)
        {
            return;
        }

        VectorField opened;
        try
        {
            opened = await VectorField.Open(stores, field, pointer, limits, cache, ct);
        }
        catch (StoreException refusal) when (refusal.Rule
            is FieldRules.FieldGroupExpected or FieldRules.FieldAxesInvalid or FieldRules.FieldLevelInvalid)
        {
            throw new NgffException(refusal.Rule, $"{pointer}/path", refusal.Message);
        }
        catch (StoreException)
        {
            return;
        }

        if (opened.Rank != input.Count)
        {
            throw new NgffException(FieldRules.FieldAxesInvalid, $"{pointer}/path",
                $"The field has {opened.Rank} axes beside that of its vectors, and the space {input.Count}.");
        }

        for (var axis = 0; axis < input.Count; axis++)
        {
            var (own, other) = (opened.Axes[axis], input[axis]);
            if (own.Unit is not null && other.Unit is not null && own.Unit != other.Unit)
            {
                throw new NgffException(FieldRules.FieldUnitMismatch, $"{pointer}/path",
                    $"The field counts its axis \"{own.Name}\" in {own.Unit}, and the space \"{other.Name}\" in "
                    + $"{other.Unit}; put a scale before the field, or write it in {other.Unit}.");
            }
        }
    }
}
