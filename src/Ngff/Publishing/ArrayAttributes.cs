using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Publishing;

/// <summary>The attributes of an array with its axes and transformation: the distributed layout.</summary>
internal static class ArrayAttributes
{
    /// <param name="attributes">The array's other attributes; an object.</param>
    /// <param name="version">The version to write.</param>
    /// <param name="multiscale">The image.</param>
    /// <param name="index">The level.</param>
    public static RawJson WithSpatialMetadata(
        RawJson attributes, OmeVersion version, Multiscale multiscale, int index)
    {
        var rules = OmeRules.Of(version);
        var level = multiscale.Levels[index];
        var place = new LevelPlace(index, level.Path);
        var rank = multiscale.Axes.Count;
        return JsonText.Raw(writer =>
        {
            writer.WriteStartObject();
            if (!rules.HasNamespace)
            {
                if (attributes.Member("version") is null)
                {
                    writer.WriteString("version", version.Text());
                }

                MultiscaleWriter.WriteAxes(writer, multiscale.Axes);
                MultiscaleWriter.WriteTransformations(
                    writer, ScaledForm.OfLevel(level.Transformation, rank, version, place));
                writer.WriteMembers(attributes, "axes", "coordinateTransformations");
                writer.WriteEndObject();
                return;
            }

            writer.WriteStartObject("ome");
            writer.WriteString("version", version.Text());
            if (rules.Axes == AxesForm.CoordinateSystems)
            {
                var name = multiscale.IntrinsicName ?? CoordinateSystem.DefaultIntrinsicName;
                MultiscaleWriter.WriteSystems(
                    writer, [new CoordinateSystem(name, multiscale.Axes) { Other = multiscale.IntrinsicOther }]);
                MultiscaleWriter.WriteTransformations(
                    writer,
                    [
                        LevelForm.Of(level.Transformation, rank, place).Between(
                            CoordinateSystemReference.ToArray("."), new CoordinateSystemReference(name)),
                    ]);
            }
            else
            {
                MultiscaleWriter.WriteAxes(writer, multiscale.Axes);
                MultiscaleWriter.WriteTransformations(
                    writer, ScaledForm.OfLevel(level.Transformation, rank, version, place));
            }

            if (attributes.Member("ome") is { ValueKind: System.Text.Json.JsonValueKind.Object } ome)
            {
                writer.WriteMembers(
                    new RawJson(ome), "version", "axes", "coordinateSystems", "coordinateTransformations");
            }

            writer.WriteEndObject();
            writer.WriteMembers(attributes, "ome");
            writer.WriteEndObject();
        });
    }
}
