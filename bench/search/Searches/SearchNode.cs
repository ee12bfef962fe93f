using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OmeNgff.Catalog.Search;
using OmeNgff.Silo.Hosting;
using OmeNgff.Silo.Search;

namespace OmeNgff.Bench.Search.Searches;

/// <summary>A node over a sample catalog, and a client of it.</summary>
internal sealed class SearchNode : IAsyncDisposable
{
    private readonly SiloApplication _silo;
    private readonly string _folder;

    private SearchNode(SiloApplication silo, string folder)
    {
        (_silo, _folder) = (silo, folder);
        Http = new HttpClient { BaseAddress = silo.Address, Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>The client.</summary>
    public HttpClient Http { get; }

    /// <summary>The database.</summary>
    public NpgsqlDataSource Database => _silo.Services.GetRequiredService<NpgsqlDataSource>();

    public static async Task<SearchNode> Start(SampleCatalog catalog)
    {
        var folder = Directory.CreateTempSubdirectory("omengff-bench-").FullName;
        return new SearchNode(
            await SiloApplication.Start(
                new SiloOptions { Port = 0, Database = catalog.ConnectionString, DataDirectory = folder }, default),
            folder);
    }

    /// <summary>Searches.</summary>
    public async Task<JsonDocument> Search(string query)
    {
        using var response = await Http.GetAsync(new Uri($"/v1/search?{query}", UriKind.Relative));
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(bytes)
            : throw new InvalidDataException($"{query}: {(int)response.StatusCode} {System.Text.Encoding.UTF8.GetString(bytes)}");
    }

    /// <summary>What the node makes of a query.</summary>
    public async Task<SearchRequest> Request(string query)
    {
        var values = new QueryCollection(QueryHelpers.ParseQuery(query));
        return await _silo.Services.GetRequiredService<SearchPlaces>().Find(SearchQuery.Read(values), values, default);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _silo.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
