using System.Reflection;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Delivery;
using Federated.Instance.Follows;
using Federated.Instance.Inbox;
using Federated.Instance.Notifications;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Reactions;
using Federated.Instance.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Instance;

/// <summary>Puts the hub together. Features that take part in the inbox, in posts, in follows or in actors' ends are found by their interfaces.</summary>
public static class Setup
{
    /// <summary>Needs the options of <see cref="Config"/>, a <see cref="Database"/>, a <see cref="SecretKey"/>, an <see cref="Ids.IdMaker"/> and a clock beside it.</summary>
    public static IServiceCollection AddInstance(this IServiceCollection services)
    {
        services.AddSingleton<HubAddress>();
        services.AddSingleton<Wakeups>();
        services.AddSingleton(s => new Outbound(OutboundOptionsOf(s), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PeerPolicy>().AddSingleton<PeerStore>();
        services.AddSingleton<LocalKeys>().AddSingleton<LocalActors>().AddSingleton<ActorJson>();
        services.AddSingleton<RemoteObjects>().AddSingleton<RemoteActors>().AddSingleton<RemoteKeys>();
        services.AddSingleton<IKeySource>(s => s.GetRequiredService<RemoteKeys>());
        services.AddSingleton<Outbox>().AddSingleton<Notifier>();
        services.AddSingleton<PostFacets>().AddSingleton<PostJson>().AddSingleton<PostReader>().AddSingleton<Posting>();
        services.AddSingleton<Following>().AddSingleton<Reacting>();
        services.AddSingleton<Resolver>().AddSingleton<InboxRoutes>().AddSingleton<InboxQueue>();
        services.AddAll<IInboxFeature>().AddAll<IPostFacet>().AddAll<IPostListener>().AddAll<IFollowListener>().AddAll<IActorListener>();
        return services;
    }

    /// <summary>One object per class, under every interface of this kind that it has.</summary>
    static IServiceCollection AddAll<T>(this IServiceCollection services) where T : class
    {
        foreach (var type in Assembly.GetExecutingAssembly().GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(T))))
        {
            if (services.All(s => s.ServiceType != type))
                services.AddSingleton(type);
            services.AddSingleton(s => (T)s.GetRequiredService(type));
        }
        return services;
    }

    static OutboundOptions OutboundOptionsOf(IServiceProvider services) => new(services.GetRequiredService<HubOptions>().Domain)
    {
        PlainHttp = services.GetRequiredService<HubOptions>().Scheme == "http",
        AllowNetworks = services.GetRequiredService<FederationOptions>().Networks,
    };
}
