using Federated.Instance.Clients.Push;
using Federated.Instance.Clients.Scheduled;

namespace Federated.Web.ClientApi;

/// <summary>The API that apps of people speak: Mastodon's (docs/clients.md), with what is ours inside of it.</summary>
static class ClientApiSetup
{
    public static IServiceCollection AddClientApi(this IServiceCollection services) => services
        .AddSingleton<ClientRates>().AddSingleton<AccountShow>().AddSingleton<StatusShow>()
        .AddSingleton<AccountEndpoints>().AddSingleton<RelationEndpoints>().AddSingleton<StatusEndpoints>().AddSingleton<WritingEndpoints>().AddSingleton<UploadEndpoints>().AddSingleton<TimelineEndpoints>()
        .AddSingleton<NotificationEndpoints>().AddSingleton<SearchEndpoints>().AddSingleton<ListEndpoints>().AddSingleton<FilterEndpoints>().AddSingleton<PersonalEndpoints>().AddSingleton<InstanceEndpoints>()
        .AddSingleton<PushEndpoints>().AddSingleton<IPushWords, PushWords>()
        .AddSingleton<StatusWriting>().AddSingleton<IScheduledWriting>(s => s.GetRequiredService<StatusWriting>()).AddSingleton<ScheduledEndpoints>().AddSingleton<ConversationEndpoints>().AddSingleton<TagEndpoints>();

    public static void MapClientApi(this IEndpointRouteBuilder app)
    {
        var (parts, routes) = (app.ServiceProvider, new ClientRoutes(app, app.ServiceProvider.GetRequiredService<ClientRates>()));
        parts.GetRequiredService<InstanceEndpoints>().Map(routes);
        parts.GetRequiredService<AccountEndpoints>().Map(routes);
        parts.GetRequiredService<RelationEndpoints>().Map(routes);
        parts.GetRequiredService<StatusEndpoints>().Map(routes);
        parts.GetRequiredService<WritingEndpoints>().Map(routes);
        parts.GetRequiredService<UploadEndpoints>().Map(routes);
        parts.GetRequiredService<TimelineEndpoints>().Map(routes);
        parts.GetRequiredService<NotificationEndpoints>().Map(routes);
        parts.GetRequiredService<PushEndpoints>().Map(routes);
        parts.GetRequiredService<ScheduledEndpoints>().Map(routes);
        parts.GetRequiredService<ConversationEndpoints>().Map(routes);
        parts.GetRequiredService<TagEndpoints>().Map(routes);
        parts.GetRequiredService<SearchEndpoints>().Map(routes);
        parts.GetRequiredService<ListEndpoints>().Map(routes);
        parts.GetRequiredService<FilterEndpoints>().Map(routes);
        parts.GetRequiredService<PersonalEndpoints>().Map(routes);
    }
}
