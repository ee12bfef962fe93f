namespace OmeNgff.Silo.Hosting;

/// <summary>The silo cannot start as asked; the message is one sentence for whoever started it.</summary>
public sealed class StartException(string message, Exception? cause = null) : Exception(message, cause);
