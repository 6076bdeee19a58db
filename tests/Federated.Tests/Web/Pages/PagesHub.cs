using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Pages;

/// <summary>A hub with ada, bo who follows her, cy who follows nobody, and a browser for each and for a visitor.</summary>
public sealed class PagesHub : IAsyncLifetime
{
    public TestHub Hub { get; private set; } = null!;
    public Actor Ada { get; private set; } = null!;
    public Actor Bo { get; private set; } = null!;
    public Actor Cy { get; private set; } = null!;
    internal PageBrowser Visitor { get; private set; } = null!;
    internal PageBrowser AsAda { get; private set; } = null!;
    internal PageBrowser AsBo { get; private set; } = null!;
    internal PageBrowser AsCy { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Hub = await TestHub.StartAsync();
        (Ada, Bo, Cy) = (await Hub.PersonAsync("ada"), await Hub.PersonAsync("bo"), await Hub.PersonAsync("cy"));
        await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, Bo, Ada, default));
        Visitor = new PageBrowser(Hub);
        (AsAda, AsBo, AsCy) = (await SignInAsync(Ada), await SignInAsync(Bo), await SignInAsync(Cy));
    }

    public Task DisposeAsync() => Hub.DisposeAsync().AsTask();

    /// <summary>A browser of somebody's, signed in by a link.</summary>
    internal async Task<PageBrowser> SignInAsync(Actor person)
    {
        var link = await Hub.DoAsync(tx => Hub.Get<SignInLinks>().MakeAsync(tx, person.Id, Limits.SignInLinkLife, default));
        var browser = new PageBrowser(Hub);
        await browser.SubmitAsync(new Uri(link.Address).AbsolutePath);
        return browser;
    }

    public async Task<Post> WriteAsync(Actor writer, string text, string visibility = Visibility.Public, Func<Draft, Draft>? with = null)
    {
        var draft = new Draft { Author = writer, Writer = writer, Source = text, Visibility = visibility };
        var written = await Hub.DoAsync(tx => Hub.Get<Posting>().WriteAsync(tx, with?.Invoke(draft) ?? draft, default));
        return written.Value ?? throw new InvalidOperationException(written.Code);
    }
}
