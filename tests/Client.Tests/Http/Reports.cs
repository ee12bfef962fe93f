using OmeNgff.Client.Imports;

namespace OmeNgff.Client.Tests.Http;

/// <summary>Keeps what it is told, and does something each time.</summary>
internal sealed class Reports(Action<ImportStatus>? then = null) : IProgress<ImportStatus>
{
    public List<ImportStatus> All { get; } = [];

    public void Report(ImportStatus value)
    {
        All.Add(value);
        then?.Invoke(value);
    }
}
