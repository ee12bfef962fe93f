namespace OmeNgff.Catalog.PrivateServer;

/// <summary>The private PostgreSQL server could not be started; the message is one sentence for the operator.</summary>
public sealed class PrivateServerException(string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The last lines that the server wrote, oldest first; empty when it wrote none.</summary>
    public IReadOnlyList<string> LogTail { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() =>
        LogTail.Count == 0 ? base.ToString() : $"{base.ToString()}\n{string.Join('\n', LogTail)}";
}
