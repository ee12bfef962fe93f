using Microsoft.Net.Http.Headers;
using OmeNgff.Client.Problems;

namespace OmeNgff.Silo.Http;

/// <summary>
/// Conditional requests. An entity tag is <c>"{version}-{digest of what is derived}"</c>: <c>If-Match</c> compares the
/// version alone, <c>If-None-Match</c> the whole.
/// </summary>
public static class Preconditions
{
    /// <summary>The version that <c>If-Match</c> names for something that stands at <paramref name="current"/>.</summary>
    /// <exception cref="ProblemException">428 without the header, 412 when it names other versions.</exception>
    public static long RequireMatch(HttpRequest request, string kind, string id, long current) =>
        RequireMatch(request.GetTypedHeaders().IfMatch, kind, id, current);

    /// <summary>The version that entity tags name for something that stands at <paramref name="current"/>.</summary>
    /// <exception cref="ProblemException">428 without tags, 412 when they name other versions.</exception>
    public static long RequireMatch(
        IList<EntityTagHeaderValue>? tags, string kind, string id, long current)
    {
        if (tags is not { Count: > 0 })
        {
            throw new ProblemException(new Problem(
                "/problems/precondition-required", "Precondition required", 428,
                $"Send If-Match with the ETag of the {kind} '{id}' that the change is based on."));
        }

        var versions = tags.Select(tag => tag.Equals(EntityTagHeaderValue.Any) ? current : Version(tag)).ToList();
        return versions.Contains(current)
            ? current
            : throw ProblemException.VersionConflict(kind, id, versions[0], current);
    }

    /// <summary>Refuses <c>If-None-Match: *</c> on something that exists.</summary>
    public static void RefuseIfNoneMatch(HttpRequest request, string kind, string id, long current)
    {
        if (request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any)))
        {
            throw ProblemException.VersionConflict(kind, id, 0, current);
        }
    }

    /// <summary>True when <c>If-None-Match</c> names this tag, so that 304 answers.</summary>
    public static bool IsNotModified(HttpRequest request, string tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(candidate =>
            candidate.Equals(EntityTagHeaderValue.Any)
            || string.Equals(candidate.Tag.ToString(), tag, StringComparison.Ordinal));

    private static long Version(EntityTagHeaderValue tag)
    {
        var text = tag.Tag.ToString().Trim('"');
        var end = text.IndexOf('-', StringComparison.Ordinal);
        return long.TryParse(end < 0 ? text : text[..end], System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : -1;
    }
}
