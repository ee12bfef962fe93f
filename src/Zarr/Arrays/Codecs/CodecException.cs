namespace OmeNgff.Zarr.Arrays.Codecs;

/// <summary>Something cannot be decoded; who knows where it lies makes a StoreException of it.</summary>
/// <param name="rule">One of <see cref="ArrayRules"/>.</param>
/// <param name="message">A sentence for people.</param>
/// <param name="cause">What it came from, or null.</param>
internal sealed class CodecException(string rule, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One of <see cref="ArrayRules"/>.</summary>
    public string Rule { get; } = rule;
}
