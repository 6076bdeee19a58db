using System.Net;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>The documents of this hub as others read them: who gets them, and that what is kept is what is true.</summary>
public sealed class DocumentTests : IAsyncLifetime
{
    TestHub _hub = null!;
    Actor _ada = null!;

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        _ada = await _hub.PersonAsync("ada");
    }

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task A_document_that_was_asked_for_before_is_new_after_an_edit_and_gone_after_a_delete()
    {
        var post = await WriteAsync("first words");
        for (var i = 0; i < 2; i++)
            Assert.Contains("first words", (await GetAsync(post.Uri)).Body, StringComparison.Ordinal);

        await _hub.DoAsync(tx => _hub.Get<Posting>().EditAsync(tx, post, new Draft { Author = _ada, Writer = _ada, Source = "second words", Visibility = post.Visibility }, default));
        Assert.Contains("second words", (await GetAsync(post.Uri)).Body, StringComparison.Ordinal);

        await _hub.DoAsync(async tx => await _hub.Get<Posting>().DeleteAsync(tx, (await PostStore.ByIdAsync(tx, post.Id, default))!, _ada, _ada, default));
        Assert.Equal(HttpStatusCode.Gone, (await GetAsync(post.Uri)).Status);
    }

    [Fact]
    public async Task A_change_on_another_node_is_heard_of()
    {
        var post = await WriteAsync("first words");
        await GetAsync(post.Uri);

        await _hub.DoAsync(async tx =>
        {
            await tx.ExecAsync("update post set content = 'by another node' where id = @Id", new { post.Id }, default);
            tx.Notify(PostNotices.Channel, $"{post.Id}");
        });

        var started = TimeProvider.System.GetTimestamp();
        while (!(await GetAsync(post.Uri)).Body.Contains("by another node", StringComparison.Ordinal))
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(10), "The old document was kept.");
    }

    [Fact]
    public async Task What_somebody_may_see_by_their_signature_is_never_kept_for_others()
    {
        await using var peer = await FakePeer.StartAsync();
        var bo = peer.Actor("bo");
        await bo.DeliverAsync(_hub, bo.Activity("Follow", _ada.Uri));
        await peer.UntilReceivedAsync("Accept");
        var post = await WriteAsync("for followers", Visibility.Followers);

        var (status, _, caching) = await GetAsync(post.Uri, bo);
        Assert.Equal((HttpStatusCode.OK, "no-store, private"), (status, caching));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(post.Uri)).Status);
        var open = await WriteAsync("for all");
        Assert.Equal("no-store, private", (await GetAsync(open.Uri, bo)).Caching);
    }

    [Fact]
    public async Task Where_fetches_are_authorized_only_those_who_sign_get_documents_and_all_get_pages()
    {
        await using var hub = await TestHub.StartAsync(null, ("Federation:AuthorizedFetch", "true"));
        await using var peer = await FakePeer.StartAsync();
        var bo = peer.Actor("bo");
        var ada = await hub.PersonAsync("ada");
        var post = (await hub.DoAsync(tx => hub.Get<Posting>().WriteAsync(tx, new Draft { Author = ada, Writer = ada, Source = "hello", Visibility = Visibility.Public }, default))).Value!;

        foreach (var path in new[] { ada.Uri, post.Uri, $"{post.Uri}/replies", $"{ada.Uri}/outbox", $"{ada.Uri}/followers" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(path, hub: hub)).Status);
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(path, bo, hub)).Status);
        }
        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"{hub.Address.Base}/actor", hub: hub)).Status);
        using var page = await hub.Http.GetAsync("/@ada");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Two_hubs_whose_fetches_are_authorized_still_get_to_know_each_other()
    {
        await using var a = await TestHub.StartAsync("a", ("Federation:AuthorizedFetch", "true"));
        await using var b = await TestHub.StartAsync("b", ("Federation:AuthorizedFetch", "true"));
        var (ada, bo) = (await a.PersonAsync("ada"), await b.PersonAsync("bo"));
        var boFromA = ((ActorLookup.Found)await a.Get<RemoteActors>().ResolveAsync(bo.Uri, default)).Actor;

        await a.DoAsync(tx => a.Get<Federated.Instance.Follows.Following>().FollowAsync(tx, ada, boFromA, default));

        await a.UntilAsync("select exists (select 1 from follow where state = 'accepted' and follower_id = @Id)", new { ada.Id });
    }

    async Task<Post> WriteAsync(string text, string visibility = Visibility.Public) => (await _hub.DoAsync(tx => _hub.Get<Posting>().WriteAsync(
        tx, new Draft { Author = _ada, Writer = _ada, Source = text, Visibility = visibility }, default))).Value!;

    async Task<(HttpStatusCode Status, string Body, string? Caching)> GetAsync(string uri, FakeActor? by = null, TestHub? hub = null)
    {
        hub ??= _hub;
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.Accept.ParseAdd("application/activity+json");
        if (by is not null)
        {
            var date = TimeProvider.System.GetUtcNow().ToString("r", System.Globalization.CultureInfo.InvariantCulture);
            request.Headers.TryAddWithoutValidation("Date", date);
            foreach (var (name, value) in CavageSignature.Signer(by.Key)(new UnsignedRequest("GET", "http", hub.Address.Host, new Uri(uri).PathAndQuery, date, null, null)))
                request.Headers.TryAddWithoutValidation(name, value);
        }
        using var answer = await hub.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.CacheControl?.ToString());
    }
}
