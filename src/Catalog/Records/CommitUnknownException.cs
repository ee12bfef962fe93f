namespace OmeNgff.Catalog.Records;

/// <summary>The connection was lost while a transaction was committed: it may stand or not.</summary>
/// <param name="result">What the commit brought about if it stands.</param>
/// <param name="cause">How the connection was lost.</param>
internal sealed class CommitUnknownException(CommitResult result, Exception cause)
    : Exception("The outcome of the commit is unknown.", cause)
{
    internal CommitResult Result { get; } = result;
}
