using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace OmeNgff.Bench.Search.Loading;

/// <summary>Says how far a load is, and at its end what is there and how long it took.</summary>
/// <param name="serverProcess">The process id of the PostgreSQL server.</param>
internal sealed class LoadReport(int serverProcess)
{
    private const double TicksPerSecond = 100;

    private readonly List<(string Name, TimeSpan Took, double OwnCpu, double ServerCpu)> _phases = [];
    private readonly long _begin = Stopwatch.GetTimestamp();

    /// <summary>Runs a phase and takes its time.</summary>
    public async Task Phase(string name, Func<Task> run)
    {
        Line($"{name} …");
        var (begin, own, server) = (Stopwatch.GetTimestamp(), OwnCpu(), ServerCpu());
        await run();
        var took = Stopwatch.GetElapsedTime(begin);
        _phases.Add((name, took, OwnCpu() - own, ServerCpu() - server));
        Line($"{name}: {Number(took.TotalSeconds)} s");
    }

    /// <summary>Says a line, with the seconds since the beginning before it.</summary>
    public void Line(string text) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(_begin).TotalSeconds,7:F0}  {text}"));

    /// <summary>Prints the phases, and rows and bytes of tables and indexes.</summary>
    public async Task Print(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        Console.WriteLine();
        Console.WriteLine($"{"phase",-44}{"s",10}{"CPU s",10}{"of it server",14}");
        foreach (var (name, took, own, server) in _phases.Append((
            "total",
            TimeSpan.FromTicks(_phases.Sum(phase => phase.Took.Ticks)),
            _phases.Sum(phase => phase.OwnCpu),
            _phases.Sum(phase => phase.ServerCpu))))
        {
            Console.WriteLine($"{name,-44}{Number(took.TotalSeconds),10}{Number(own + server),10}{Number(server),14}");
        }

        Console.WriteLine();
        Console.WriteLine($"{"table or index",-44}{"rows",14}{"MB",10}");
        await using var command = source.CreateCommand(
            """
            select case when relkind = 'i' then '  ' || relname else relname end,
                case when relkind = 'i' then null else reltuples::bigint end,
                pg_relation_size(c.oid) + case when reltoastrelid <> 0 then pg_total_relation_size(reltoastrelid) else 0 end
            from pg_class c left join pg_index on indexrelid = c.oid
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'i') and pg_relation_size(c.oid) > 1000000
            order by pg_total_relation_size(coalesce(indrelid, c.oid)) desc, coalesce(indrelid, c.oid), relkind desc, 3 desc
            """);
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var rows = await reader.IsDBNullAsync(1, cancellationToken)
                    ? "" : reader.GetInt64(1).ToString("N0", CultureInfo.InvariantCulture);
                Console.WriteLine($"{reader.GetString(0),-44}{rows,14}{Number(reader.GetInt64(2) / 1e6),10}");
            }
        }

        await using var size = source.CreateCommand("select pg_database_size(current_database())");
        var bytes = (long)(await size.ExecuteScalarAsync(cancellationToken))!;
        Console.WriteLine($"{"database",-44}{"",14}{Number(bytes / 1e6),10}");
        Console.WriteLine();
    }

    private static string Number(double value) => value.ToString("N1", CultureInfo.InvariantCulture);

    private static double OwnCpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>Seconds of the server's processes, those that ended too; 0 where the system does not tell.</summary>
    private double ServerCpu()
    {
        if (!Directory.Exists("/proc"))
        {
            return 0;
        }

        var sum = 0.0;
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                continue;
            }

            try
            {
                // See proc_pid_stat(5): behind the name in parentheses follow state, parent, …; 14 to 17 are times.
                var text = File.ReadAllText(Path.Join(folder, "stat"));
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                var parent = int.Parse(fields[1], CultureInfo.InvariantCulture);
                if (id == serverProcess || parent == serverProcess)
                {
                    sum += fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture));
                }
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return sum / TicksPerSecond;
    }
}
