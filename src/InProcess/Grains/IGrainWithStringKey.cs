namespace Orleans;

/// <summary>Base of the grain interfaces whose grains are named by a string.</summary>
public interface IGrainWithStringKey : IGrain;
