using OmeNgff.InProcess.Tests.Grains;

namespace OmeNgff.InProcess.Tests.Calls;

public sealed class FilterTests(TestSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task A_filter_sees_the_grain_the_method_and_the_arguments()
    {
        var key = NewKey();

        await Grain<ICallGrain>(key).Note("the text", CancellationToken.None).InTime();

        Assert.Equal(["Note(the text)"], Signals.NotedBy($"filter {key}"));
    }

    [Fact]
    public async Task A_filter_refuses_a_call_before_the_grain_sees_it()
    {
        var key = NewKey();

        var exception = await Assert.ThrowsAsync<UnauthorizedAccessException>(
            () => Grain<ICallGrain>(key).Forbidden().InTime());

        Assert.Equal("Forbidden is forbidden.", exception.Message);
        Assert.Empty(Signals.NotedBy(key));
    }

    [Fact]
    public async Task A_filter_may_replace_the_result() =>
        Assert.Equal("from the grain, seen by the silo", await Grain<ICallGrain>(NewKey()).Replaced().InTime());

    [Fact]
    public async Task A_grain_that_is_a_filter_sees_its_calls_after_the_filters_of_the_silo() =>
        Assert.Equal(
            "answered, seen by the grain, seen by the silo",
            await Grain<IOwnFilterGrain>(NewKey()).Answer().InTime());
}
