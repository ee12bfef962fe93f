// A process with a private server, for tests to kill: prints the server's process id and connection string, and waits.
using OmeNgff.Catalog.PrivateServer;

var options = new PrivateServerOptions { DataDirectory = args[0], Durable = false };
await using var server = await PrivateServer.Start(options, CancellationToken.None);
Console.WriteLine(server.ProcessId);
Console.WriteLine(server.ConnectionString);
await server.Ended;
