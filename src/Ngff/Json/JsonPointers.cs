using System.Text;
using System.Text.Json;

namespace OmeNgff.Ngff.Json;

/// <summary>Where in a JSON value a reader stopped, as a JSON Pointer (RFC 6901).</summary>
public static class JsonPointers
{
    private const string DataKey = "OmeNgff.Pointer";

    /// <summary>The pointer of the value that a <see cref="JsonException"/> is about.</summary>
    public static string Of(JsonException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return OfPath(failure.Path) + (failure.Data[DataKey] as string);
    }

    /// <summary>
    /// The failure of a read within a read. The serializer completes a path only where there is none yet, so the inner
    /// one is carried beside it.
    /// </summary>
    internal static JsonException Within(JsonException failure) =>
        new(failure.Message, failure) { Data = { [DataKey] = Of(failure) } };

    /// <summary>A path of the serializer, such as <c>$.levels[0]['a.b']</c>, as a pointer.</summary>
    private static string OfPath(string? path)
    {
        var pointer = new StringBuilder();
        for (var rest = path.AsSpan().TrimStart('$'); !rest.IsEmpty;)
        {
            var (start, length, next) = Segment(rest);
            pointer.Append('/').Append(rest.Slice(start, length).ToString()
                .Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
            rest = rest[next..];
        }

        return pointer.ToString();
    }

    private static (int Start, int Length, int Next) Segment(ReadOnlySpan<char> path)
    {
        if (path.StartsWith("['"))
        {
            for (var end = 2; end < path.Length - 1; end++)
            {
                if (path[end..].StartsWith("']") && (end + 2 == path.Length || path[end + 2] is '.' or '['))
                {
                    return (2, end - 2, end + 2);
                }
            }

            return (2, path.Length - 2, path.Length);
        }

        if (path[0] == '[' && path.IndexOf(']') is > 0 and var close)
        {
            return (1, close - 1, close + 1);
        }

        var length = path[1..].IndexOfAny('.', '[');
        return length < 0 ? (1, path.Length - 1, path.Length) : (1, length, length + 1);
    }
}
