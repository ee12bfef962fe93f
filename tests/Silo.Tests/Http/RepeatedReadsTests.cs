using Microsoft.AspNetCore.Http;
using OmeNgff.Silo.Http;
using Orleans.Runtime;

namespace OmeNgff.Silo.Tests.Http;

/// <summary>What becomes of requests while the node that held what they ask for is dead, and nobody has agreed on it.</summary>
public sealed class RepeatedReadsTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task A_read_is_asked_for_again_until_it_is_answered(string method)
    {
        Assert.Equal(3, await Attempts(method, _ => Task.CompletedTask, failures: 2));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_command_is_not(string method)
    {
        await Assert.ThrowsAsync<OrleansException>(() => Attempts(method, _ => Task.CompletedTask, failures: 1));
    }

    [Fact]
    public async Task Nor_is_a_read_that_fails_by_itself()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Attempts("GET",
            _ => throw new InvalidOperationException("A defect."), failures: 1));
    }

    [Fact]
    public async Task Nor_is_one_whose_caller_has_gone()
    {
        using var gone = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Attempts("GET",
            context =>
            {
                context.RequestAborted = gone.Token;
                return gone.CancelAsync();
            }, failures: 1));
    }

    /// <summary>Runs a request that fails at first, and counts how often it is asked.</summary>
    private static async Task<int> Attempts(string method, Func<HttpContext, Task> before, int failures)
    {
        var attempts = 0;
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        await new RepeatedReads(Answer, new CallRepetition(TimeProvider.System, () => true)).InvokeAsync(context);
        return attempts;

        async Task Answer(HttpContext asked)
        {
            await before(asked);
            if (++attempts <= failures)
            {
                throw new OrleansException("The silo is not available.");
            }
        }
    }
}
