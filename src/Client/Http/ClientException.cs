namespace OmeNgff.Client.Http;

/// <summary>
/// A request got no answer of OmeNgff; the message is one sentence for people. What OmeNgff itself refuses arrives as
/// <see cref="Problems.ProblemException"/>.
/// </summary>
public sealed class ClientException(string message, Exception? innerException = null)
    : Exception(message, innerException);
