using OmeNgff.InProcess.Tests.Grains;

namespace OmeNgff.InProcess.Tests.Calls;

public sealed class CallTests(TestSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task A_call_brings_its_arguments_and_its_result()
    {
        var message = new Message("text", 7);

        Assert.Equal(message, await Grain<ICallGrain>(NewKey()).Echo(message).InTime());
    }

    [Fact]
    public async Task A_grain_interface_may_extend_a_generic_one()
    {
        var grain = Grain<INumberGrain>(NewKey());

        Assert.Null(await grain.Get(CancellationToken.None).InTime());
        await grain.Put(new Message("four", 4), CancellationToken.None).InTime();

        Assert.Equal("four", (await grain.Get(CancellationToken.None).InTime())?.Text);
        Assert.Equal(8, await grain.Twice().InTime());
    }

    [Fact]
    public async Task An_exception_reaches_the_caller_with_its_type_and_message()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Grain<ICallGrain>(NewKey()).Throw("as it was").InTime());

        Assert.Equal("as it was", exception.Message);
    }

    [Fact]
    public async Task An_exception_of_our_own_reaches_the_caller_with_its_members()
    {
        var exception = await Assert.ThrowsAsync<RefusedException>(
            () => Grain<ICallGrain>(NewKey()).Refuse("rule-7").AsTask().InTime());

        Assert.Equal(("Refused by rule-7.", "rule-7"), (exception.Message, exception.Rule));
    }

    [Fact]
    public async Task A_grain_serves_on_after_an_exception()
    {
        var grain = Grain<ICallGrain>(NewKey());
        await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Throw("once").InTime());

        Assert.Equal("again", (await grain.Echo(new Message("again", 1)).InTime()).Text);
    }

    [Fact]
    public async Task The_request_context_flows_to_the_grain_and_to_the_grain_it_calls()
    {
        RequestContext.Set("who", "me");

        Assert.Equal("me, me", await Grain<ICallGrain>(NewKey()).Context("who", NewKey()).InTime());
    }

    [Fact]
    public async Task The_request_context_of_one_call_is_not_seen_by_another()
    {
        var grain = Grain<ICallGrain>(NewKey());
        await grain.SetContext("inside", "set").InTime();

        Assert.Null(RequestContext.Get("inside"));
        Assert.Equal("none", await grain.Context("inside", "").InTime());
    }

    [Fact]
    public void References_to_the_same_grain_are_equal()
    {
        var key = NewKey();

        Assert.Equal(Grain<ICallGrain>(key), Grain<ICallGrain>(key));
        Assert.NotEqual(Grain<ICallGrain>(key), Grain<ICallGrain>(NewKey()));
    }
}
