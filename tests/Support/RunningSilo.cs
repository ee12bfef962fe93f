using System.Globalization;
using Npgsql;
using OmeNgff.Silo.Hosting;
using Xunit;

namespace OmeNgff.Tests.Support;

/// <summary>
/// A silo on a free port, with a database of its own. It may import from <see cref="Root"/>, write there, and import
/// from the conformance folder. For all tests of an assembly: a collection fixture.
/// </summary>
public sealed class RunningSilo : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private SiloApplication? _silo;
    private string _database = "";
    private int _copies;

    /// <summary>A root that may be read and written: an empty folder that is deleted at the end.</summary>
    public string Root => Path.Join(_folder.Path, "root");

    /// <summary>The silo.</summary>
    public SiloApplication Silo => _silo ?? throw new InvalidOperationException("The silo is not running.");

    /// <summary>The address that it answers at.</summary>
    public Uri Address => Silo.Address;

    /// <summary>A client whose base address is the silo's.</summary>
    public HttpClient Http { get; } = new();

    /// <summary>The same, which follows no redirect.</summary>
    public HttpClient WithoutRedirects { get; } = new(new HttpClientHandler { AllowAutoRedirect = false });

    /// <summary>Copies something of the conformance folder into a new folder below <see cref="Root"/>.</summary>
    /// <returns>The copy's full path; its last segment is that of the original.</returns>
    public string CopyOf(string relative)
    {
        var source = ConformanceFolder.Of(relative);
        var copies = Interlocked.Increment(ref _copies).ToString(CultureInfo.InvariantCulture);
        var target = Path.Join(Root, $"copy-{copies}", Path.GetFileName(source));
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (var file in Directory.EnumerateFiles(source, "*", all))
        {
            var copy = Path.Join(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    /// <summary>Holds every import at the first image that it finds, until the result is disposed of.</summary>
    public async Task<IAsyncDisposable> HoldImports()
    {
        var connection = await OpenDatabase();
        await using var hold = new NpgsqlCommand("BEGIN; LOCK TABLE sources IN ACCESS EXCLUSIVE MODE", connection);
        await hold.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>A connection to the silo's database.</summary>
    public async Task<NpgsqlConnection> OpenDatabase()
    {
        var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        return connection;
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Root);
        _database = await TestServer.CreateDatabase();
        var options = new SiloOptions
        {
            Port = 0,
            Database = _database,
            DataDirectory = Path.Join(_folder.Path, "data"),
            Roots = [ConformanceFolder.Path],
            WritableRoots = [Root],
        };
        _silo = await SiloApplication.Start(options, CancellationToken.None);
        Http.BaseAddress = WithoutRedirects.BaseAddress = Address;
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
        WithoutRedirects.Dispose();
        if (Directory.Exists(_folder.Path))
        {
            _folder.Dispose();
        }
    }
}
