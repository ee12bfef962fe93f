using OmeNgff.InProcess.Tests.Grains;
using Orleans.Configuration;

namespace OmeNgff.InProcess.Tests.Calls;

public sealed class TimeoutTests
{
    [Fact]
    public async Task The_response_timeout_of_the_silo_applies_to_calls_from_its_own_process()
    {
        await using var silo = await TestSilo.Start(builder => builder.Configure<SiloMessagingOptions>(
            options => options.ResponseTimeout = TimeSpan.FromSeconds(1)));

        await Assert.ThrowsAsync<TimeoutException>(
            () => silo.Grains.GetGrain<ICallGrain>("slow").Wait(CancellationToken.None).InTime());

        await silo.Signals.Reached("slow cancelled");
    }
}
