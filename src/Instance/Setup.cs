using System.Reflection;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.Apps;
using Federated.Instance.Accounts.Identities;
using Federated.Instance.Accounts.Passkeys;
using Federated.Instance.Accounts.SignUps;
using Federated.Instance.Actors;
using Federated.Instance.Backfill;
using Federated.Instance.Bookmarks;
using Federated.Instance.Clients.Push;
using Federated.Instance.Clients.Scheduled;
using Federated.Instance.Config;
using Federated.Instance.Delivery;
using Federated.Instance.Events;
using Federated.Instance.Follows;
using Federated.Instance.Groups;
using Federated.Instance.Health;
using Federated.Instance.Inbox;
using Federated.Instance.Mail;
using Federated.Instance.Media;
using Federated.Instance.Notifications;
using Federated.Instance.Pins;
using Federated.Instance.Policies;
using Federated.Instance.Polls;
using Federated.Instance.Posts;
using Federated.Instance.Quotes;
using Federated.Instance.Reactions;
using Federated.Instance.Reports;
using Federated.Instance.Storage;
using Federated.Instance.Topics;
using Federated.Instance.Transfers;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Instance;

/// <summary>Puts the hub together: the only place that knows every feature.</summary>
public static class Setup
{
    public static IServiceCollection AddInstance(this IServiceCollection services, OpenHub hub) => services
        .AddOpened(hub)
        .AddShared()
        .AddFeatures()
        .AddAll<IInboxFeature>().AddAll<IPostFacet>().AddAll<IPostListener>().AddAll<IFollowListener>().AddAll<IActorListener>().AddAll<INotificationListener>().AddAll<INightly>().AddAll<IExport>();

    /// <summary>What works by itself in a running hub, after <see cref="AddInstance"/>: the durable inbox on web nodes, the workers on worker nodes.</summary>
    public static IServiceCollection AddRunning(this IServiceCollection services, HubOptions hub)
    {
        services.AddHostedService<PeerPolicyWatch>().AddHostedService<KeyWatch>().AddHostedService<MediaSweep>().AddHostedService(s => s.GetRequiredService<PeerDialects>());
        if (hub.Web)
            services.AddHostedService(s => s.GetRequiredService<InboxQueue>());
        if (hub.Worker)
            services.AddHostedService<InboxWorker>().AddHostedService<DeliveryWorker>().AddHostedService(s => s.GetRequiredService<GoneInboxes>()).AddHostedService(s => s.GetRequiredService<PeerSoftware>()).AddHostedService(s => s.GetRequiredService<GoneAuthors>())
                .AddHostedService(s => s.GetRequiredService<PollTotals>()).AddHostedService<QuoteChecks>().AddHostedService<ActorRefresh>().AddHostedService<PinRefresh>().AddHostedService<MovedFollowers>().AddHostedService<FollowersComparing>().AddHostedService<HubFollowing>().AddHostedService<BackfillWorker>().AddHostedService<MailWorker>().AddHostedService<UploadWorker>().AddHostedService<PushWorker>().AddHostedService<ScheduleWorker>().AddHostedService<MuteEnds>().AddHostedService<ImportWorker>().AddHostedService<RoleEnds>().AddHostedService<Nightly>();
        return services;
    }

    static IServiceCollection AddShared(this IServiceCollection services) => services
        .AddSingleton<Wakeups>()
        .AddSingleton(OutboundOf)
        .AddSingleton<Audit>().AddSingleton<Peering>().AddSingleton<DeliveryReport>().AddSingleton<InboxReport>().AddSingleton<HubHealth>().AddSingleton<HubCounts>()
        .AddSingleton<PeerPolicy>().AddSingleton<Discovery>().AddSingleton<PeerStore>().AddSingleton<PeerSoftware>().AddSingleton<PeerDialects>()
        .AddSingleton(new KeyMaker()).AddSingleton<LocalKeys>().AddSingleton<LocalActors>().AddSingleton<ActorJson>()
        .AddSingleton<RemoteObjects>().AddSingleton<RemoteActors>().AddSingleton<RemoteKeys>().AddSingleton<RemoteCollections>()
        .AddSingleton<IKeySource>(s => s.GetRequiredService<RemoteKeys>())
        .AddSingleton<Outbox>().AddSingleton<ActorUpdates>().AddSingleton<KeyRotation>().AddSingleton<GoneInboxes>().AddSingleton<Notifier>()
        .AddSingleton<Mailing>().AddSingleton<MailTransport>()
        .AddSingleton<PostFacets>().AddSingleton<Quoting>().AddSingleton<PostJson>().AddSingleton<PostReader>().AddSingleton<Posting>()
        .AddSingleton<Resolver>().AddSingleton<InboxRoutes>().AddSingleton<InboxQueue>().AddSingleton<TakingIn>().AddSingleton<Finder>()
        .AddSingleton<Importing>().AddSingleton<Exporting>();

    static IServiceCollection AddFeatures(this IServiceCollection services) => services
        .AddSingleton<Founding>().AddSingleton<Moderating>()
        .AddSingleton<Discussing>().AddSingleton<Curating>()
        .AddSingleton<Following>().AddSingleton<Blocking>().AddSingleton<Moving>().AddSingleton<Pinning>().AddSingleton<Reporting>().AddSingleton<Reacting>().AddSingleton<Bookmarking>().AddSingleton<Voting>().AddSingleton<Asking>().AddSingleton<Unquoting>()
        .AddSingleton<Organizing>().AddSingleton<Attending>().AddSingleton<Inviting>().AddSingleton<Seating>().AddSingleton<JoinAnswers>().AddSingleton<EventJson>().AddSingleton<EventNotices>()
        .AddSingleton<Joining>().AddSingleton<Administering>().AddSingleton<Appointing>().AddSingleton<Pausing>().AddSingleton<Reviewing>().AddSingleton<Recovering>().AddSingleton<Leaving>().AddSingleton<SecondFactors>().AddSingleton<Linking>().AddSingleton<Keeping>().AddSingleton<SigningUp>().AddSingleton<Admitting>().AddSingleton<SignInLinks>().AddSingleton<SignInTries>().AddSingleton<Granting>()
        .AddSingleton<KeyRing>().AddSingleton<FirstStart>().AddSingleton<VapidKeys>()
        .AddSingleton<Profiles>().AddSingleton<MentionLookup>().AddSingleton<Backfilling>().AddSingleton<Fetching>()
        .AddSingleton<MediaAddress>().AddSingleton<MissingPictures>().AddSingleton<MediaFiles>().AddSingleton<Thumbnailer>().AddSingleton<PictureFetching>().AddSingleton<Pictures>().AddSingleton<Pruning>()
        .AddSingleton<Recordings>().AddSingleton<UploadAddress>().AddSingleton<Uploading>().AddSingleton<Uploads>();

    /// <summary>Every class that takes part by this interface: one object, under each interface of this kind that it has.</summary>
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

    static Outbound OutboundOf(IServiceProvider services) => new(
        new OutboundOptions(services.GetRequiredService<HubOptions>().Domain)
        {
            MediaHost = services.GetRequiredService<MediaOptions>().Host,
            PlainHttp = services.GetRequiredService<HubOptions>().Scheme == "http",
            AllowNetworks = services.GetRequiredService<FederationOptions>().Networks,
        },
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<PeerDialects>().Known);

    static IServiceCollection AddOpened(this IServiceCollection services, OpenHub hub) => services
        .AddSingleton(hub)
        .AddSingleton(hub.Config)
        .AddSingleton(hub.Config.Hub)
        .AddSingleton(hub.Config.Server)
        .AddSingleton(hub.Config.Federation)
        .AddSingleton(hub.Config.Mail)
        .AddSingleton(hub.Config.Media)
        .AddSingleton(hub.Config.SignIn)
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
