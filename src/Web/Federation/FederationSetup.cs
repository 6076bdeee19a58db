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
        // Servers have no session, no theme and no language: what is between routing and the pages is passed by.
        var servers = routes.MapGroup("");
        servers.ShortCircuit();
        servers.MapWellKnown();
        servers.MapActors();
        servers.MapGroups();
        servers.MapObjects();
        routes.MapEvents();
    }
}
