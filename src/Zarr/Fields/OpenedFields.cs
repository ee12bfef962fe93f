using OmeNgff.Ngff.Transformations;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Fields;

/// <summary>The fields of one transformation, each opened once.</summary>
internal sealed class OpenedFields(StoreFactory stores, FieldLimits limits, ChunkCache cache)
{
    private readonly Dictionary<(string Path, string? Interpolation, Type Type), VectorField> _opened = [];

    /// <summary>Bounds on the work.</summary>
    public FieldLimits Limits => limits;

    /// <summary>Keeps what was read.</summary>
    public ChunkCache Cache => cache;

    /// <summary>Opens a field, or gives the one that was opened; see <see cref="VectorField.Open"/>.</summary>
    public async Task<VectorField> Open(IVectorField field, string pointer, CancellationToken ct)
    {
        var key = (field.Path, field.Interpolation, field.GetType());
        if (!_opened.TryGetValue(key, out var opened))
        {
            opened = await VectorField.Open(stores, field, pointer, limits, cache, ct);
            _opened[key] = opened;
        }

        return opened;
    }
}
