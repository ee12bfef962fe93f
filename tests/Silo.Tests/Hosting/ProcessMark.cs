using System.Diagnostics;
using System.Globalization;

namespace OmeNgff.Silo.Tests.Hosting;

/// <summary>One process, told from a later one of the same id by its time of start.</summary>
internal sealed record ProcessMark(int Id, string Begun)
{
    /// <summary>The process of an id, or null when there is none.</summary>
    public static ProcessMark? Of(int id) => Fields(id) is { } fields ? new ProcessMark(id, fields[19]) : null;

    /// <summary>The processes that a process began.</summary>
    public static IEnumerable<ProcessMark> ChildrenOf(int parent) =>
        from folder in Directory.EnumerateDirectories("/proc")
        let id = int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var number) ? number : 0
        where id > 0
        let fields = Fields(id)
        where fields is not null && fields[1] == parent.ToString(CultureInfo.InvariantCulture)
        select new ProcessMark(id, fields[19]);

    /// <summary>Whether it still runs. One that has ended and that nobody has waited for does not.</summary>
    public bool IsAlive() => Fields(Id) is { } fields && fields[0] is not ("Z" or "X") && fields[19] == Begun;

    /// <summary>Kills it if it still runs.</summary>
    public void Kill()
    {
        if (!IsAlive())
        {
            return;
        }

        try
        {
            using var process = Process.GetProcessById(Id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has just ended.
        }
    }

    /// <summary>The fields of <c>stat</c> after the name: the state, the parent, … the time of start.</summary>
    private static string[]? Fields(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
