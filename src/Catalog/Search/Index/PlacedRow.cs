using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Search.Queries;

namespace OmeNgff.Catalog.Search.Index;

/// <summary>A row of <c>placed_extents</c>: where an image lies in a space that an alignment leads to.</summary>
/// <param name="ImageId">The image.</param>
/// <param name="Alignment">The alignment.</param>
/// <param name="Version">The number of its default version.</param>
/// <param name="Space">The space.</param>
/// <param name="Box">The bounding box, as the text of a <c>cube</c>, in metres and seconds.</param>
/// <param name="Center">The middle.</param>
/// <param name="HalfEdges">Half the edges, see <see cref="CarriedExtent.HalfEdges"/>.</param>
/// <param name="IsExact">False where the extent may be smaller.</param>
internal sealed record PlacedRow(
    string ImageId,
    string Alignment,
    int Version,
    string Space,
    string Box,
    double[] Center,
    double[] HalfEdges,
    bool IsExact)
{
    private static readonly JsonSerializerOptions Columns =
        new(JsonSerializerDefaults.General) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The rows of an image. A label image without alignments of its own has those of its image.</summary>
    internal static IEnumerable<PlacedRow> Of(ImageDerivation derivation) =>
        (derivation is { Image.LabelOf: { } labelled, Defaults.IsEmpty: true }
            ? PlacedExtent.OfLabel(
                labelled, derivation.Consolidated.Axes, derivation.Extent, derivation.LabelledDefaults)
            : PlacedExtent.Of(
                derivation.Image.Id, derivation.Consolidated.Axes, derivation.Extent, derivation.Defaults))
        .Select(extent => new PlacedRow(
            derivation.Image.Id, extent.Alignment, extent.Version, extent.Space,
            PlacedCondition.Cube(extent.Min, extent.Max), [.. extent.Center], [.. extent.HalfEdges], extent.IsExact));

    /// <summary>The statements that replace the rows of images; the images' entries are written before.</summary>
    internal static IEnumerable<NpgsqlBatchCommand> Write(string[] images, ImmutableArray<PlacedRow> rows)
    {
        yield return new NpgsqlBatchCommand(
            """
            delete from placed_extents using unnest($1) as image (id) where image_id = image.id collate "C"
            """)
        {
            Parameters = { new() { Value = images } },
        };
        if (!rows.IsEmpty)
        {
            yield return new NpgsqlBatchCommand(
                """
                insert into placed_extents
                    (image_id, alignment, version, space, image_key, box, center, half_edges, is_exact)
                select image_id, alignment, version, space, entry.key, box::cube, center, half_edges, is_exact
                from json_to_recordset($1) as placed (
                    image_id text, alignment text, version int, space text, box text, center double precision[],
                    half_edges double precision[], is_exact boolean)
                cross join lateral (
                    select key from search_index_images
                    where kind = 'image' and id = placed.image_id collate "C" offset 0) entry
                """)
            {
                Parameters =
                {
                    new() { Value = JsonSerializer.Serialize(rows, Columns), NpgsqlDbType = NpgsqlDbType.Json },
                },
            };
        }
    }
}
