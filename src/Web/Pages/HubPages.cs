using Federated.Instance.Config;
using Federated.Instance.Notifications;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Media;
using Federated.Web.Pages.Follows;
using Federated.Web.Pages.Posts;
using Federated.Web.Pages.Shared;

namespace Federated.Web.Pages;

/// <summary>Gives the host its pages.</summary>
public static class HubPages
{
    public static IServiceCollection AddHubPages(this IServiceCollection services)
    {
        services.AddRazorPages(o => o.Conventions.AddPageRoute("/Profile", "/@{name}@{host}").AddPageRoute("/Follows/Interaction", "/authorize_follow"))
            .AddMvcOptions(o =>
            {
                o.Filters.Add<PageCaching>();
                o.Filters.Add<HandlerNeeded>();
            });
        services.AddSingleton<LookupLimit>().AddSingleton<EmojiHtml>().AddScoped<PostFiles>().AddSingleton<Portraying>();
        services.AddOptions<LayoutOptions>().Configure<HubOptions, MediaOptions>((o, hub, media) =>
        {
            o.MediaBase = media.BaseUrl.Length > 0 ? media.BaseUrl : null;
            o.SourceUrl = hub.SourceUrl.Length > 0 ? hub.SourceUrl : null;
            o.Viewer = ViewerAsync;
        });
        return services;
    }

    static async ValueTask<LayoutViewer?> ViewerAsync(HttpContext http)
    {
        var visitor = http.RequestServices.GetRequiredService<Visitor>();
        if (await visitor.ActorAsync(http.RequestAborted) is not { } me)
            return null;
        await using var db = await http.RequestServices.GetRequiredService<Database>().OpenAsync(http.RequestAborted);
        return new LayoutViewer(me.Name, me.Title, await NotificationList.UnreadAsync(db, me.Id, http.RequestAborted), Policies.Admins.Any(http.User.IsInRole));
    }
}
