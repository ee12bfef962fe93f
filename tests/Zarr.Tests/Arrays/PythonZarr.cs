using System.Diagnostics;

namespace OmeNgff.Zarr.Tests.Arrays;

/// <summary>Another implementation of Zarr v2, with its codecs.</summary>
internal static class PythonZarr
{
    private static readonly Lazy<string?> Interpreter = new(() =>
        new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(name => Try(name, "import zarr, numcodecs.blosc")));

    /// <summary>True where it is there.</summary>
    public static bool IsHere => Interpreter.Value is not null;

    /// <summary>Runs a script in a folder.</summary>
    public static void Run(string folder, string script)
    {
        var start = new ProcessStartInfo(Interpreter.Value!)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("-");
        using var process = Process.Start(start)!;
        process.StandardInput.Write(script);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }

    private static bool Try(string interpreter, string code)
    {
        try
        {
            var start = new ProcessStartInfo(interpreter) { UseShellExecute = false, RedirectStandardError = true };
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(code);
            using var process = Process.Start(start)!;
            _ = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A comparison with python3-zarr; skipped where that is not there.</summary>
internal sealed class FactWithPythonAttribute : FactAttribute
{
    public FactWithPythonAttribute() => Skip = PythonZarr.IsHere ? null : "python3-zarr is not here";
}

/// <summary>Comparisons with python3-zarr; skipped where that is not there.</summary>
internal sealed class TheoryWithPythonAttribute : TheoryAttribute
{
    public TheoryWithPythonAttribute() => Skip = PythonZarr.IsHere ? null : "python3-zarr is not here";
}
