using Npgsql;
using OmeNgff.Tests.Support;

namespace OmeNgff.Catalog.Tests;

public sealed class TestServerTests
{
    [Fact]
    public async Task Every_database_is_a_new_empty_one()
    {
        var first = await TestServer.CreateDatabase();
        var second = await TestServer.CreateDatabase();

        Assert.NotEqual(first, second);
        await using var connection = new NpgsqlConnection(first);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("CREATE TABLE made (id int)", connection);
        await command.ExecuteNonQueryAsync();
    }
}
