namespace OmeNgff.Silo.Http;

/// <summary>Who asks.</summary>
public static class Caller
{
    /// <summary>The one principal, until there are accounts.</summary>
    public const string Local = "local";
}
