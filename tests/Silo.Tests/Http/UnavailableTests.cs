using Npgsql;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Tests.Http;

/// <summary>What callers are told when the database is away.</summary>
public sealed class UnavailableTests
{
    [Theory]
    [InlineData("Host=127.0.0.1;Port=1")]
    [InlineData("Host=127.0.0.1:1,127.0.0.1:2;Target Session Attributes=primary")]
    public async Task Databases_that_cannot_be_reached_are_503_at_the_first_attempt_and_later(string hosts)
    {
        await using var source = NpgsqlDataSource.Create($"{hosts};Username=nobody;Database=none");
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var failure = await Assert.ThrowsAsync<NpgsqlException>(async () =>
            {
                await using var connection = await source.OpenConnectionAsync();
            });

            Assert.Equal(503, ProblemResponses.Describe(failure).Status);
        }
    }
}
