using OmeNgff.Client.Problems;
using OmeNgff.Grains.Spaces;
using OmeNgff.Ngff;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Transforms;

/// <summary>Reads from a query which path is meant: <c>from</c>, <c>to</c>, <c>pin</c>, <c>asOf</c>.</summary>
public static class TransformQuery
{
    /// <summary>The path of a query.</summary>
    /// <exception cref="ProblemException">400: an end is missing, or the time is none.</exception>
    public static PathRequest Read(HttpRequest request) => Read(
        request, Required(request, "from"), Required(request, "to")) with
    {
        WithAlternatives = WriteOptions.IsTrue(request, "alternatives"),
    };

    /// <summary>The path between two spaces with the pins and the time of a query.</summary>
    /// <exception cref="ProblemException">400: the time is none.</exception>
    public static PathRequest Read(HttpRequest request, string from, string to) => new(from, to)
    {
        Pins = Pins(request),
        AsOf = AsOf(request),
    };

    /// <summary>The pins of a query; <c>pin</c> may repeat.</summary>
    public static EquatableArray<string> Pins(HttpRequest request) =>
        request.Query["pin"].OfType<string>().ToEquatableArray();

    /// <summary>The time of a query, or null for now.</summary>
    /// <exception cref="ProblemException">400: it is none.</exception>
    public static DateTimeOffset? AsOf(HttpRequest request) =>
        request.Query["asOf"].FirstOrDefault() is { Length: > 0 } text ? Moments.AsOf(text) : null;

    private static string Required(HttpRequest request, string name) =>
        request.Query[name].FirstOrDefault() is { Length: > 0 } text
            ? text
            : throw ProblemException.Invalid($"/{name}", $"{name}-missing", $"Say {name}= which space.");
}
