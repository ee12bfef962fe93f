namespace Orleans.Runtime;

/// <summary>A call was refused because the silo stops or has stopped.</summary>
/// <param name="message">Why.</param>
public sealed class SiloUnavailableException(string message) : OrleansMessageRejectionException(message);
