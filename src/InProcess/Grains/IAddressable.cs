namespace Orleans.Runtime;

/// <summary>Something a grain call can be sent to: a grain, or a reference to one.</summary>
public interface IAddressable;
