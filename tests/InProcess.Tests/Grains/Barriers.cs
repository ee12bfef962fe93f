using System.Collections.Concurrent;

namespace OmeNgff.InProcess.Tests.Grains;

/// <summary>Named barriers of two.</summary>
public sealed class Barriers
{
    private readonly ConcurrentDictionary<string, Barrier> _barriers = new(StringComparer.Ordinal);

    public Barrier Get(string name) => _barriers.GetOrAdd(name, _ => new Barrier(2));
}
