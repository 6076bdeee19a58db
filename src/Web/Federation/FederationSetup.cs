namespace Federated.Web.Federation;

/// <summary>Everything that other servers talk to.</summary>
public static class FederationSetup
{
    public static IServiceCollection AddFederation(this IServiceCollection services) => services
        .AddSingleton(new InboxRates())
        .AddSingleton<InboxEndpoint>()
        .AddSingleton<Signer>()
        .AddSingleton<OpenDocuments>()
        .AddScoped<ActorEndpoints.ActorEndpoint>()
        .AddScoped<GroupEndpoints.GroupEndpoint>()
        .AddScoped<ObjectEndpoints.ObjectEndpoint>()
        .AddScoped<EventEndpoints.EventEndpoint>();

    public static void MapFederation(this IEndpointRouteBuilder routes)
    {
        routes.MapWellKnown();
        routes.MapActors();
        routes.MapGroups();
        routes.MapObjects();
        routes.MapEvents();
    }
}
