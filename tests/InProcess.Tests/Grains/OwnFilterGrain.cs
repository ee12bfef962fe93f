namespace OmeNgff.InProcess.Tests.Grains;

/// <summary>A grain that filters its own calls.</summary>
[Alias("test.own-filter")]
public interface IOwnFilterGrain : IGrainWithStringKey
{
    [Alias("answer")]
    Task<string> Answer();
}

internal sealed class OwnFilterGrain : Grain, IOwnFilterGrain, IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        context.Result = $"{context.Result}, seen by the grain";
    }

    public Task<string> Answer() => Task.FromResult("answered");
}
