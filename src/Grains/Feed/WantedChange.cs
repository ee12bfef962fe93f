using OmeNgff.Catalog.Records;

namespace OmeNgff.Grains.Feed;

/// <summary>The change that a read has to include. It goes with the calls to the grains, on whichever node they live.
/// </summary>
public static class WantedChange
{
    private const string Key = "omengff.wanted-change";

    /// <summary>The change that the current call wants, or null.</summary>
    public static ChangeName? Current =>
        RequestContext.Get(Key) is string text && ChangeName.TryParse(text, out var change) ? change : null;

    /// <summary>Wants a change from here on.</summary>
    public static void Set(ChangeName change) => RequestContext.Set(Key, change.ToString());
}
