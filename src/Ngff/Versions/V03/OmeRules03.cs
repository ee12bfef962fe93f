using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Versions.Shared;

namespace OmeNgff.Ngff.Versions.V03;

/// <summary>The demands of OME-NGFF 0.3: those of 0.2, with names of axes, which the arrays repeat.</summary>
internal static class OmeRules03
{
    public static readonly OmeRules Table = V02.OmeRules02.Table with
    {
        Version = OmeVersion.V03,
        Axes = AxesForm.Names,
        MinAxes = 2,
        MinSpaceAxes = 0,
        Differences = V02.OmeRules02.Table.And((Rules.ArrayDimensionsMismatch, Severity.Error)),
    };
}
