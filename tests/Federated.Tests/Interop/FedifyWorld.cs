using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Actors;
using Federated.Tests.Support;
using Federated.Tests.Web.Pages;

namespace Federated.Tests.Interop;

/// <summary>A hub with ada and a Fedify server with amina, who follow each other; ada goes by the pages, amina by what she is told.</summary>
public abstract partial class FedifyWorld(string dialect) : IAsyncLifetime
{
    public string Dialect => dialect;
    public TestHub Hub { get; private set; } = null!;
    public Actor Ada { get; private set; } = null!;
    public string Amina { get; private set; } = "";
    internal PageBrowser AsAda { get; private set; } = null!;
    internal PageBrowser Visitor { get; private set; } = null!;
    internal FedifyServer Fedify { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Hub = await TestHub.StartAsync();
        Fedify = await FedifyServer.StartAsync(dialect);
        (Ada, AsAda) = await PersonAsync("ada");
        Visitor = new PageBrowser(Hub);
        Amina = await Fedify.IdAsync("add", new { name = "amina" });
        await FollowAsync(AsAda, "amina");
        await FollowedAsync("amina", Ada);
    }

    public Task DisposeAsync() => Hub.DisposeAsync().AsTask();

    /// <summary>Somebody with an account, and a browser that is signed in.</summary>
    internal async Task<(Actor Actor, PageBrowser Browser)> PersonAsync(string name)
    {
        var person = await Hub.PersonAsync(name);
        var link = await Hub.DoAsync(tx => Hub.Get<SignInLinks>().MakeAsync(tx, person.Id, Limits.SignInLinkLife, default));
        var browser = new PageBrowser(Hub);
        await browser.SubmitAsync(new Uri(link.Address).AbsolutePath);
        return (person, browser);
    }

    /// <summary>Somebody here follows somebody there, and is let in.</summary>
    internal async Task FollowAsync(PageBrowser who, string name)
    {
        var page = $"/@{name}@{Fedify.Host}";
        Assert.Equal(303, (await who.SubmitAsync(page, $"{page}?handler=follow")).Code);
        await UntilAsync(who, page, "Stop following");
    }

    /// <summary>Somebody there follows somebody here, and is let in.</summary>
    internal async Task FollowedAsync(string name, Actor followed)
    {
        await Fedify.TellAsync("follow", new { by = name, actor = followed.Uri });
        await Fedify.UntilAsync(state => FedifyServer.Text(state.GetProperty("people").GetProperty(name).GetProperty("following"), followed.Uri) == "accepted", $"the Accept of {followed.Uri}");
    }

    /// <summary>Ada writes on her page; the id and the page of what she wrote.</summary>
    internal async Task<(string Id, string Page)> WriteAsync(string text, string visibility = "public", string? replyTo = null)
    {
        (string, string)[] fields = [("Input.Source", text), ("Input.Language", "en"), ("Input.Visibility", visibility), .. replyTo is null ? [] : new[] { ("reply", replyTo.Split('/')[^1]) }];
        var answer = await AsAda.SubmitAsync("/compose", fields);
        Assert.True(answer.Code == 303, answer.Body);
        var page = answer.Location!.Split('#')[0];
        var id = answer.Location.Contains("#p-", StringComparison.Ordinal) ? answer.Location.Split("#p-")[1] : page.Split('/')[^1];
        return ($"{Hub.Address.Base}/objects/{id}", $"/posts/{id}");
    }

    /// <summary>Presses a button below a post.</summary>
    internal async Task PressAsync(string page, string button) => Assert.Equal(303, (await AsAda.SubmitAsync(page, $"{page}?handler={button}")).Code);

    /// <summary>Amina writes; the id, and the page of it here once it has come.</summary>
    internal async Task<(string Id, string Page)> SayAsync(string text, string visibility = "public", string? replyTo = null, string? title = null)
    {
        var id = await Fedify.IdAsync("say", new { by = "amina", text = $"<p>{text}</p>", visibility, replyTo, title });
        return (id, await PageOfAsync(id));
    }

    /// <summary>The page of somebody else's post here, once it has come.</summary>
    internal async Task<string> PageOfAsync(string id)
    {
        await Hub.UntilAsync("select exists (select 1 from post where uri = @id)", new { id });
        return PostPage.Match(await AsAda.ReadAsync($"/authorize_interaction?uri={Uri.EscapeDataString(id)}")).Value;
    }

    /// <summary>Waits until a page says something, or no longer.</summary>
    internal static async Task UntilAsync(PageBrowser who, string page, string text, bool says = true)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var body = WebUtility.HtmlDecode((await who.GetAsync(page)).Body);
            if (body.Contains(text, StringComparison.Ordinal) == says)
                return;
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience.Most, $"{page} {(says ? "never" : "still")} says: {text}\n{body}");
            await Task.Delay(20);
        }
    }

    /// <summary>Waits until a collection of a post of the hub counts so many.</summary>
    internal async Task UntilCountAsync(string id, string collection, int count)
    {
        var started = TimeProvider.System.GetTimestamp();
        while ((await GetAsync($"{id}/{collection}")).Json is { } json && json.GetProperty("totalItems").GetInt32() != count)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience.Most, $"{collection} of {id}: {json}");
            await Task.Delay(20);
        }
    }

    /// <summary>What another server gets that does not sign.</summary>
    internal async Task<(HttpStatusCode Status, JsonElement? Json)> GetAsync(string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, id) { Headers = { { "Accept", "application/activity+json" } } };
        using var answer = await Hub.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.StartsWith('{') ? JsonElement.Parse(text) : null);
    }

    [GeneratedRegex(@"/(posts|topics|events)/\d+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PostPage { get; }
}

/// <summary>The same with a server that signs as Mastodon does.</summary>
public sealed class CavageWorld() : FedifyWorld("cavage");

/// <summary>The same with a server that signs by RFC 9421.</summary>
public sealed class Rfc9421World() : FedifyWorld("rfc9421");
