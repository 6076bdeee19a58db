using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Federated.Web.OAuth;

/// <summary>Which pages of other sites may call: any, what is for clients, and without cookies; pages and what signs in, none.</summary>
static class Cors
{
    public const string Clients = "clients";

    public static void Add(CorsOptions cors) => cors.AddPolicy(Clients, policy => policy
        .AllowAnyOrigin().AllowAnyMethod().AllowAnyHeader().SetPreflightMaxAge(TimeSpan.FromDays(1))
        .WithExposedHeaders("Link", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Request-Id", "Mastodon-Async-Refresh"));
}
