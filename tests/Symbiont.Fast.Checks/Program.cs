using System.Text.Json;
using Symbiont.Fast.Checks;

try
{
    return args switch
    {
        ["--list"] => CommandLine.List(),
        ["--self-test"] => await SelfTest.RunAsync(),
        ["--only", string names] => await CommandLine.RunAsync(names.Split(',')),
        [] => await CommandLine.RunAsync([]),
        _ => CommandLine.Usage(),
    };
}
catch (Exception e) when (e is ArgumentException or JsonException or IOException or InvalidOperationException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
