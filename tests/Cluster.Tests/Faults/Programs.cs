using System.Diagnostics;

namespace OmeNgff.Cluster.Tests.Faults;

/// <summary>A fact that needs a disk of its own, which only a user who may mount gets.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithMountsAttribute : FactAttribute
{
    public FactWithMountsAttribute()
    {
        Skip = LongFactAttribute.Reason ?? (Programs.CanMount ? null : "no disk can be mounted here");
    }
}

/// <summary>Programs of the operating system.</summary>
internal static class Programs
{
    /// <summary>Whether this process may mount.</summary>
    public static bool CanMount { get; } = CanMountNow();

    /// <summary>Runs a program; false where it fails or is not there.</summary>
    public static bool Try(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static bool CanMountNow()
    {
        var folder = Directory.CreateTempSubdirectory("omengff-mount-").FullName;
        try
        {
            return Try("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder) && Try("umount", folder);
        }
        finally
        {
            Directory.Delete(folder);
        }
    }
}
