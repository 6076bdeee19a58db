using Federated.Instance;
using Federated.Instance.Config;
using Federated.Instance.Mail;
using Federated.Web.Auth;
using Federated.Web.Auth.Providers;
using Federated.Web.ClientApi;
using Federated.Web.Federation;
using Federated.Web.Localization;
using Federated.Web.Mail;
using Federated.Web.Media;
using Federated.Web.OAuth;
using Federated.Web.Pages;
using Federated.Web.Pages.Shared;
using Federated.Web.Streaming;

namespace Federated.Web.Hosting;

/// <summary>The web application of an open hub: what it is made of, and what a request passes through.</summary>
public static class HubHost
{
    /// <summary>The program has 20 seconds to stop; the database needs some of them.</summary>
    static readonly TimeSpan StopTime = TimeSpan.FromSeconds(12);

    /// <summary>Built, not started. `settings` may hold a section Logging; `adjust` has the last word on the services.</summary>
    public static WebApplication Build(OpenHub hub, IConfiguration settings, Action<IServiceCollection>? adjust = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new()
        {
            ApplicationName = typeof(HubHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.Logging.AddLogs(settings);
        builder.AddWebServer(hub.Config.Server);
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddInstance(hub).AddRunning(hub.Config.Hub).AddFederation().AddWeb();
        builder.Services.AddProviders(hub.Config.SignIn);
        adjust?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseHub(hub.Config);
        app.MapHub();
        return app;
    }

    static void AddWeb(this IServiceCollection services)
    {
        services.Configure<HostOptions>(o => o.ShutdownTimeout = StopTime);
        services.AddRouting();
        services.AddStaticFiles();
        services.AddHubSignIn();
        services.AddOAuth();
        services.AddClientApi();
        services.AddSingleton<Streams>().AddHostedService(s => s.GetRequiredService<Streams>()).AddSingleton<StreamingEndpoints>();
        services.AddHubLocalization();
        services.AddOptions<HubLocalizationOptions>().Configure<HubOptions>((o, hub) => o.HubName = () => hub.Name.Length > 0 ? hub.Name : hub.Domain);
        services.AddHubPages();
        services.AddSingleton<ILetterWords, LetterWords>().AddSingleton<MailLimit>();
        services.AddExceptionHandler<Problems>();
        services.AddSingleton<Probes>();
        services.AddSingleton(new PictureLimit());
        services.AddHostedService<Telemetry>();
        services.AddHostedService<MetricsEndpoint>();
        services.AddHostedService<SystemdNotify>();
    }

    static void UseHub(this WebApplication app, HubConfig config)
    {
        app.UseMiddleware<SecurityHeaders>(config.Hub.Scheme == "https", config.Media.Origin ?? "");
        app.UseStatusCodePages(ErrorPages.ShowAsync);
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = _ => Task.CompletedTask });
        app.UseForwardedHeaders();
        app.UseMiddleware<HostCheck>();
        app.UseHubFiles();
        app.UseRouting();
        app.UseMiddleware<RequestCheck>();
        app.UseCors();
        app.UseWebSockets();
        app.UseHubTheme();
        app.UseHubSignIn();
        app.UseMiddleware<UploadGate>();
        app.UseHubLanguage();
    }

    static void MapHub(this WebApplication app)
    {
        app.MapProbes();
        app.MapStaticAssets();
        app.MapRazorPages();
        app.MapFederation();
        app.MapMedia();
        app.MapOAuth();
        app.MapClientApi();
        app.Services.GetRequiredService<StreamingEndpoints>().Map(app);
    }
}
