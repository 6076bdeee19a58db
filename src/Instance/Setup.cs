using Federated.Instance.Config;
using Federated.Instance.Health;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Instance;

/// <summary>Puts the hub together: the only place that knows every feature.</summary>
public static class Setup
{
    public static IServiceCollection AddInstance(this IServiceCollection services, OpenHub hub) => services
        .AddOpened(hub)
        .AddSingleton<Wakeups>()
        .AddSingleton<Audit>()
        .AddSingleton<Peering>()
        .AddSingleton<HubHealth>();

    static IServiceCollection AddOpened(this IServiceCollection services, OpenHub hub) => services
        .AddSingleton(hub)
        .AddSingleton(hub.Config)
        .AddSingleton(hub.Config.Hub)
        .AddSingleton(hub.Config.Server)
        .AddSingleton(hub.Config.Federation)
        .AddSingleton(hub.Config.Mail)
        .AddSingleton(hub.Config.Media)
        .AddSingleton(hub.Config.Metrics)
        .AddSingleton(new HubAddress(hub.Config.Hub))
        .AddSingleton(hub.Clock)
        .AddSingleton(hub.Data)
        .AddSingleton(hub.Key)
        .AddSingleton(hub.Database)
        .AddSingleton(hub.Migrator)
        .AddSingleton(hub.Node)
        .AddSingleton(hub.Ids);
}
