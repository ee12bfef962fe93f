using OmeNgff.Silo.Hosting;
using Xunit;

namespace OmeNgff.Tests.Support;

/// <summary>
/// A silo on a free port, with a database of its own. It may import from <see cref="Root"/> and from the conformance
/// folder. For all tests of an assembly: a collection fixture.
/// </summary>
public sealed class RunningSilo : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private SiloApplication? _silo;

    /// <summary>An allowed root: an empty folder that is deleted at the end.</summary>
    public string Root => Path.Join(_folder.Path, "root");

    /// <summary>The silo.</summary>
    public SiloApplication Silo => _silo ?? throw new InvalidOperationException("The silo is not running.");

    /// <summary>The address that it answers at.</summary>
    public Uri Address => Silo.Address;

    /// <summary>A client whose base address is the silo's.</summary>
    public HttpClient Http { get; } = new();

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Root);
        var options = new SiloOptions
        {
            Port = 0,
            Database = await TestServer.CreateDatabase(),
            DataDirectory = Path.Join(_folder.Path, "data"),
            Roots = [Root, ConformanceFolder.Path],
        };
        _silo = await SiloApplication.Start(options, CancellationToken.None);
        Http.BaseAddress = Address;
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Http.Dispose();
        if (Directory.Exists(_folder.Path))
        {
            _folder.Dispose();
        }
    }
}
