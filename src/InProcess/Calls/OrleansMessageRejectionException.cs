namespace Orleans.Runtime;

/// <summary>The runtime refused a call; the grain has not seen it.</summary>
/// <param name="message">Why.</param>
public class OrleansMessageRejectionException(string message) : OrleansException(message);
