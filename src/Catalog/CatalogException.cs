namespace OmeNgff.Catalog;

/// <summary>The catalog cannot run as it is set up; the message is one sentence for whoever started it.</summary>
public sealed class CatalogException(string message) : Exception(message);
