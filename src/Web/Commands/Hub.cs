using Federated.Instance;
using Federated.Instance.Config;
using Federated.Web.Auth;
using Federated.Web.Hosting;

namespace Federated.Web.Commands;

/// <summary>The hub that a verb is about: its settings, and the way to open it whether it runs or not.</summary>
sealed class Hub(IReadOnlyList<KeyValuePair<string, string?>> arguments)
{
    /// <summary>How long `serve` and the verbs wait for a database elsewhere.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The sources of all settings; a file that cannot be read ends the program.</summary>
    public IConfigurationRoot Sources()
    {
        try
        {
            return Settings.Sources(arguments);
        }
        catch (Exception failure) when (failure is InvalidDataException or UnauthorizedAccessException)
        {
            throw new ExitException(ExitException.Usage, failure.InnerException is { } inner ? $"{failure.Message} {inner.Message}" : failure.Message);
        }
    }

    /// <summary>The settings; a bad one ends the program with a sentence for each.</summary>
    public static HubConfig Read(IConfiguration sources, bool domainNeeded)
    {
        var (config, unreadable) = Settings.Read(sources);
        var errors = unreadable.Count > 0 ? unreadable : [.. config.Errors(domainNeeded)];
        return errors.Count == 0 ? config : throw new ExitException(ExitException.Usage, errors);
    }

    /// <summary>
    /// Opens the hub and gives its services to the work. `domainNeeded`: it makes ids, so an address must be known. `mayBegin`: there
    /// need not be a hub yet; other verbs would act on an empty one that nobody meant.
    /// </summary>
    public async Task<int> OpenAsync(bool domainNeeded, Func<IServiceProvider, Task<int>> work, CancellationToken ct, bool mayBegin = false)
    {
        var config = Read(Sources(), domainNeeded: false);
        if (!mayBegin && !Directory.Exists(config.Data.FullPath))
            throw new ExitException(ExitException.Failed, $"There is no hub in {config.Data.FullPath}: the first federated serve makes it, or Data:Directory is wrong.");
        using var logs = LoggerFactory.Create(Quiet);
        await using var hub = await OpenHub.OpenAsync(config, new(Serving: false, Patience), TimeProvider.System, logs, ct);
        if (domainNeeded && hub.Config.Hub.Domain.Length == 0)
            throw new ExitException(ExitException.Usage, [.. hub.Config.Errors()]);
        await using var services = new ServiceCollection().AddLogging(Quiet).AddInstance(hub).AddPasswordHashing().BuildServiceProvider();
        return await work(services);
    }

    // Standard output belongs to what the verb says.
    static void Quiet(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddSimpleConsole(o => o.SingleLine = true)
        .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
}
