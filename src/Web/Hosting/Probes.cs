using Federated.Instance.Health;
using Federated.Instance.Storage;

namespace Federated.Web.Hosting;

/// <summary>`/livez`: the process answers. `/readyz` and `/healthz`: it can do its work.</summary>
sealed class Probes(HubHealth health, IHostApplicationLifetime lifetime)
{
    public static readonly PathString[] Paths = ["/livez", "/readyz", "/healthz"];
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Each check with the word `ok` or what is wrong.</summary>
    public sealed record Readiness(bool Ready, string Database, string Migrations, string Disk);

    public async Task<Readiness> CheckAsync(CancellationToken ct)
    {
        var (database, migrations) = await DatabaseAsync(ct);
        var disk = health.DiskProblem() ?? "ok";
        var ready = (database, migrations, disk) is ("ok", "ok", "ok") && !lifetime.ApplicationStopping.IsCancellationRequested;
        return new(ready, database, migrations, disk);
    }

    async Task<(string Database, string Migrations)> DatabaseAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            return ("ok", await health.SchemaProblemAsync(limit.Token) ?? "ok");
        }
        catch (Exception failure) when (Transient.Is(failure) || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return ("unreachable", "unknown");
        }
    }
}

static class ProbeEndpoints
{
    public static void MapProbes(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/livez", () => TypedResults.Text("ok"));
        routes.MapGet("/readyz", AnswerAsync);
        routes.MapGet("/healthz", AnswerAsync);
    }

    static async Task<IResult> AnswerAsync(Probes probes, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var readiness = await probes.CheckAsync(context.RequestAborted);
        return TypedResults.Json(readiness, statusCode: readiness.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
