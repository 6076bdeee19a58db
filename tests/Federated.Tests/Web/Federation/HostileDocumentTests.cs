using System.Globalization;
using System.Net;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>Documents that are not what was asked for, questions that nobody honest asks, and what others say of third ones (AT-039, 040, 046, 057, 072, 076).</summary>
public sealed class HostileDocumentTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    TestHub Hub => world.Hub;

    /// <summary>What is served at `/doc/1`; `BASE` is its server, `AWAY` another one.</summary>
    public static TheoryData<string, string?> Documents => new()
    {
        { """{"id":"BASE/doc/1","type":"Note"}""", null },
        { """{"id":"AWAY/doc/1","type":"Note"}""", "origin-mismatch" },
        { """{"id":"BASE/doc/elsewhere","type":"Note"}""", "not-found" },
        { """{"id":"BASE/doc/2","type":"Note"}""", "id-mismatch" },
        { """{"id":"HUB/objects/1","type":"Note"}""", "origin-mismatch" },
        { """{"type":"Note","content":"no id"}""", "origin-mismatch" },
        { """{"id":7,"type":"Note"}""", "origin-mismatch" },
        { """{"id":"BASE@AWAY/doc/1","type":"Note"}""", "origin-mismatch" },
        { """[{"id":"BASE/doc/1","type":"Note"}]""", "json-not-object" },
        { """{"id":"BASE/doc/1","id":"BASE/doc/1"}""", "json-duplicate-key" },
        { """<html><body>{"id":"BASE/doc/1"}</body></html>""", "json-malformed" },
        { "", "json-malformed" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_document_is_taken_only_under_the_id_that_was_asked_for(string document, string? code)
    {
        await using var away = await FakePeer.StartAsync();
        string Filled(string text) => text.Replace("BASE", world.Peer.Base, StringComparison.Ordinal).Replace("AWAY", away.Base, StringComparison.Ordinal).Replace("HUB", Hub.Address.Base, StringComparison.Ordinal);
        world.Peer.Documents["/doc/1"] = Filled(document);
        world.Peer.Documents["/doc/2"] = Filled("""{"id":"BASE/doc/3","type":"Note"}""");

        var lookup = await Hub.Get<RemoteObjects>().FetchAsync($"{world.Peer.Base}/doc/1", default);

        Assert.Equal(code, (lookup as ObjectLookup.Missing)?.Code);
        Assert.Equal(code is null, lookup is ObjectLookup.Found);
        Assert.DoesNotContain(away.Fetched, path => path.Contains("doc", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/.well-known/webfinger")]
    [InlineData("/.well-known/webfinger?resource=")]
    [InlineData("/.well-known/webfinger?resource=acct:a@HOST&resource=acct:b@HOST")]
    [InlineData("/.well-known/webfinger?resource=acct:nobody@HOST")]
    [InlineData("/.well-known/webfinger?resource=acct:ada@other.example.org")]
    [InlineData("/.well-known/webfinger?resource=acct:a@b@HOST")]
    [InlineData("/.well-known/webfinger?resource=acct:%00@HOST")]
    [InlineData("/.well-known/webfinger?resource=acct:a%0d%0aSet-Cookie:x=1@HOST")]
    [InlineData("/.well-known/webfinger?resource=acct:%25@HOST")]
    [InlineData("/.well-known/webfinger?resource=acct:%5f%5f%5f@HOST")]
    [InlineData("/.well-known/webfinger?resource=acct:..%2f..%2fadmin@HOST")]
    [InlineData("/.well-known/webfinger?resource=acct:%27%20or%201=1--@HOST")]
    [InlineData("/.well-known/webfinger?resource=LONG")]
    [InlineData("/.well-known/webfinger?resource=javascript:alert(1)")]
    [InlineData("/.well-known/webfinger?resource=http://HOST/actors/nobody")]
    [InlineData("/.well-known/webfinger?resource=http://HOST%5c@evil.example.org/")]
    [InlineData("/actors/nobody")]
    [InlineData("/actors/%00")]
    [InlineData("/actors/..%2factor")]
    [InlineData("/objects/0")]
    [InlineData("/objects/-1")]
    [InlineData("/objects/99999999999999999999")]
    [InlineData("/objects/1%20or%201")]
    [InlineData("/activities/1")]
    [InlineData("/objects/1/replies?after=x")]
    [InlineData("/objects/1/replies?after=99999999999999999999")]
    public async Task What_is_not_here_is_400_404_or_414_and_nothing_of_the_question_comes_back(string question)
    {
        var path = question.Replace("HOST", Hub.Address.Host, StringComparison.Ordinal).Replace("LONG", "acct:" + new string('a', 10_000) + "@" + Hub.Address.Host, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "application/activity+json" } } };

        using var answer = await Hub.Http.SendAsync(request);

        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.RequestUriTooLong, $"{answer.StatusCode}");
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        var body = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("evil", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_embedded_copy_in_an_announce_is_never_believed()
    {
        await using var other = await FakePeer.StartAsync();
        var (amina, bo) = (other.Actor("amina"), await FollowedAsync());
        other.Documents["/n1"] = amina.Note("n1", "what she wrote");
        var forged = amina.Note("n1", "what she never wrote");

        await bo.DeliverAsync(Hub, bo.Activity("Announce", forged));

        await Hub.UntilAsync("select exists (select 1 from boost b join post p on p.id = b.post_id where p.uri = @uri)", new { uri = $"{other.Base}/n1" });
        Assert.Equal("what she wrote", await Hub.AskAsync<string>("select content from post where uri = @uri", new { uri = $"{other.Base}/n1" }));
    }

    [Fact]
    public async Task As_many_people_are_named_by_one_post_as_the_limit_says()
    {
        var bo = world.Stranger();
        var (last, beyond) = (await Hub.PersonAsync($"last_{bo.Name}"), await Hub.PersonAsync($"beyond_{bo.Name}"));
        var others = Enumerable.Range(1, Limits.Mentions - 1).Select(i => $"https://x.example.org/users/{i.ToString(CultureInfo.InvariantCulture)}");
        var tags = string.Join(',', others.Append(last.Uri).Append(beyond.Uri).Select(uri => $"{{\"type\":\"Mention\",\"href\":\"{uri}\"}}"));
        var note = bo.Note($"many/{bo.Name}", "everybody", $"\"tag\":[{tags}]").Replace("\"cc\":[", $"\"cc\":[\"{last.Uri}\",", StringComparison.Ordinal);

        await bo.DeliverAsync(Hub, bo.Activity("Create", note));

        await Hub.UntilAsync("select exists (select 1 from notification where account_id = @Id)", new { last.Id });
        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from notification where account_id = @Id", new { beyond.Id }));
    }

    /// <summary>A stranger whom somebody here follows.</summary>
    async Task<FakeActor> FollowedAsync()
    {
        var bo = world.Stranger();
        var ada = await Hub.PersonAsync($"f_{bo.Name}");
        var actor = Assert.IsType<ActorLookup.Found>(await Hub.Get<RemoteActors>().ResolveAsync(bo.Uri, default)).Actor;
        await Hub.DoAsync(async tx =>
        {
            await Hub.Get<Following>().FollowAsync(tx, ada, actor, default);
            await Hub.Get<Following>().AcceptedElsewhereAsync(tx, ada, actor, default);
        });
        return bo;
    }
}
