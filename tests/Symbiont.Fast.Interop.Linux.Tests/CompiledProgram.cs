using System.ComponentModel;
using System.Diagnostics;

namespace Symbiont.Fast.Interop.Linux.Tests;

/// <summary>A small C program, for what only the kernel's headers know.</summary>
internal static class CompiledProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What it prints; null where there is no compiler.</summary>
    public static string? Run(string source)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sf-");
        try
        {
            string program = Path.Combine(folder.FullName, "program");
            File.WriteAllText(program + ".c", source);
            return Start("gcc", "-o", program, program + ".c") is null ? null : Start(program);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string? Start(string file, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true })!;
            string output = process.StandardOutput.ReadToEnd();
            Assert.True(process.WaitForExit(Patience));
            Assert.Equal(0, process.ExitCode);
            return output;
        }
        catch (Win32Exception)
        {
            // There is no such program.
            return null;
        }
    }
}
