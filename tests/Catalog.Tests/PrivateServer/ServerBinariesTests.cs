using System.Runtime.Versioning;
using OmeNgff.Catalog.PrivateServer;
using OmeNgff.Tests.Support;
using Server = OmeNgff.Catalog.PrivateServer.PrivateServer;

namespace OmeNgff.Catalog.Tests.PrivateServer;

[UnsupportedOSPlatform("windows")]
public sealed class ServerBinariesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_without_the_programs_is_named()
    {
        var message = await Refusal(_folder.Path);

        Assert.Equal($"The folder {_folder.Path} does not hold the PostgreSQL programs postgres and initdb.", message);
    }

    [Fact]
    public async Task A_server_that_is_too_old_is_refused()
    {
        var message = await Refusal(Programs("postgres (PostgreSQL) 14.19 (Ubuntu 14.19-1)"));

        Assert.Equal($"PostgreSQL 15 or newer is needed, and {_folder.Path}/bin is PostgreSQL 14.", message);
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused()
    {
        Directory.CreateDirectory(Path.Join(_folder.Path, "data", "postgres"));
        await File.WriteAllTextAsync(Path.Join(_folder.Path, "data", "postgres", "PG_VERSION"), "16\n");

        var message = await Refusal(Programs("postgres (PostgreSQL) 18beta1"));

        Assert.StartsWith("The data was made by PostgreSQL 16 and can", message, StringComparison.Ordinal);
        Assert.Contains("PostgreSQL 18", message, StringComparison.Ordinal);
    }

    private async Task<string> Refusal(string binaries)
    {
        var options = new PrivateServerOptions
        {
            DataDirectory = Path.Join(_folder.Path, "data"),
            BinaryDirectory = binaries,
        };
        return (await Assert.ThrowsAsync<PrivateServerException>(
            () => Server.Start(options, CancellationToken.None))).Message;
    }

    private string Programs(string version)
    {
        const UnixFileMode executable = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherExecute;
        var folder = Path.Join(_folder.Path, "bin");
        Directory.CreateDirectory(folder);
        foreach (var program in (string[])["postgres", "initdb"])
        {
            File.WriteAllText(Path.Join(folder, program), $"#!/bin/sh\necho '{version}'\n");
            File.SetUnixFileMode(Path.Join(folder, program), executable);
        }

        return folder;
    }
}
