using System.Text.Json.Nodes;
using OmeNgff.Silo.Hosting;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Http;

/// <summary>A node that lets only some pages read.</summary>
public sealed class AllowedOriginTests : IAsyncLifetime
{
    private const string Viewer = "https://viewer.example";

    private readonly TestFolder _folder = new();
    private SiloApplication? _silo;
    private HttpClient? _http;

    private Api Api => new(_http!);

    public async Task InitializeAsync()
    {
        _silo = await SiloApplication.Start(
            new SiloOptions
            {
                Port = 0,
                Database = await TestServer.CreateDatabase(),
                DataDirectory = _folder.Path,
                AllowedOrigins = [Viewer, "http://localhost:3000"],
            },
            CancellationToken.None);
        _http = new HttpClient { BaseAddress = _silo.Address };
    }

    public async Task DisposeAsync()
    {
        _http?.Dispose();
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData("/v1/datasets")]
    [InlineData("/zarr/0.5/missing.zarr/zarr.json")]
    [InlineData("/neuroglancer/missing.json")]
    public async Task The_answer_names_the_origin_where_it_is_allowed_and_no_other(string path)
    {
        var allowed = await Api.Get(path, ("Origin", Viewer));
        Assert.Equal((Viewer, "Origin"), (allowed["Access-Control-Allow-Origin"], allowed["Vary"]));
        foreach (var answer in (Answer[])[await Api.Get(path, ("Origin", "https://elsewhere.example")), await Api.Get(path)])
        {
            Assert.Equal((null, "Origin"), (answer["Access-Control-Allow-Origin"], answer["Vary"]));
            Assert.Equal(allowed.Status, answer.Status);
        }
    }

    [Fact]
    public async Task Pages_of_allowed_origins_may_not_write_either() =>
        (await Api.Post("/v1/datasets", new JsonObject { ["id"] = "theirs" }, ("Origin", Viewer)))
            .IsProblem(403);
}
