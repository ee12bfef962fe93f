using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Silo.Viewers;

/// <summary>The OME versions that viewers know, in the order in which they suit an image.</summary>
internal static class SuitedVersions
{
    /// <summary>0.4 first for data in Zarr v2, whose codecs few readers know as v3; else 0.5 first.</summary>
    internal static async Task<OmeVersion[]> Of(
        IGrainFactory grains, ImageRecord image, CancellationToken cancellationToken) =>
        await grains.GetGrain<IArrayGrain>(image.Levels[0].Array).Get(cancellationToken) is { ZarrFormat: 2 }
            ? [OmeVersion.V04, OmeVersion.V05]
            : [OmeVersion.V05, OmeVersion.V04];
}
