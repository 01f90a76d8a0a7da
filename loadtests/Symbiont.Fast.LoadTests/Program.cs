using Symbiont.Fast.LoadTests;

try
{
    return args switch
    {
        ["sessions", .. string[] options] => await SessionsRun.RunAsync(SessionsOptions.Parse(options)),
        ["agents", .. string[] options] => await AgentsRun.RunAsync(AgentsOptions.Parse(options)),
        ["router", string folder, string operatorKey, string sessions, string threads] =>
            await RouterHost.RunAsync(folder, operatorKey, sessions, threads),
        _ => Usage(),
    };
}
catch (LoadException failure)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}

static int Usage()
{
    Console.Error.WriteLine(SessionsOptions.Usage);
    Console.Error.WriteLine(AgentsOptions.Usage);
    return 2;
}
