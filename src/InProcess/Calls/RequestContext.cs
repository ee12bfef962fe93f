using System.Collections.Immutable;

namespace Orleans.Runtime;

/// <summary>Values that flow with a call to the grain, and to the grains that it calls; never back.</summary>
public static class RequestContext
{
    private static readonly AsyncLocal<ImmutableDictionary<string, object>?> Local = new();

    /// <summary>The names of all values.</summary>
    public static IEnumerable<string> Keys => Values.Keys;

    /// <summary>All values.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries => Values;

    internal static ImmutableDictionary<string, object>? Current
    {
        get => Local.Value;
        set => Local.Value = value;
    }

    private static ImmutableDictionary<string, object> Values => Local.Value ?? ImmutableDictionary<string, object>.Empty;

    /// <summary>The value of that name, or null.</summary>
    /// <param name="key">The name.</param>
    public static object? Get(string key) => Values.GetValueOrDefault(key);

    /// <summary>Sets a value for the calls that follow.</summary>
    /// <param name="key">The name.</param>
    /// <param name="value">The value: immutable, and serializable for other runtimes.</param>
    public static void Set(string key, object value) => Local.Value = Values.SetItem(key, value);

    /// <summary>Removes a value; false when there was none.</summary>
    /// <param name="key">The name.</param>
    public static bool Remove(string key)
    {
        if (!Values.ContainsKey(key))
        {
            return false;
        }

        Local.Value = Values.Remove(key);
        return true;
    }

    /// <summary>Removes all values.</summary>
    public static void Clear() => Local.Value = null;
}
