using System.Globalization;
using System.Net;
using System.Text;
using Federated.Federation;
using Federated.Federation.Signatures;
using Federated.Instance.Policies;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>One hub and one server that knocks.</summary>
public sealed class HubAndPeer : IAsyncLifetime
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public TestHub Hub { get; private set; } = null!;
    public FakePeer Peer { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Hub = await TestHub.StartAsync(Clock, null, _ => { }, _ => { });
        Peer = await FakePeer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await Hub.DisposeAsync();
        await Peer.DisposeAsync();
    }

    static int _names;

    /// <summary>A person at the peer that no other test knows.</summary>
    public FakeActor Stranger(string type = "Person") => Peer.Actor(string.Create(CultureInfo.InvariantCulture, $"p{Interlocked.Increment(ref _names)}"), type);
}

/// <summary>The inbox answers as its contract says (docs/architecture.md, the status table), and what is refused leaves no row.</summary>
public sealed class InboxStatusTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    TestHub Hub => world.Hub;

    [Fact]
    public async Task A_signed_activity_is_202_and_stored()
    {
        var ada = world.Stranger();
        var before = await SeenAsync();

        using var answer = await ada.PostAsync(Hub, ada.Activity("Like", $"{Hub.Address.Base}/objects/1"));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(before + 1, await SeenAsync());
    }

    [Fact]
    public async Task The_same_activity_again_is_202_and_one_row()
    {
        var ada = world.Stranger();
        var body = ada.Activity("Like", $"{Hub.Address.Base}/objects/2");
        await ada.DeliverAsync(Hub, body);
        var before = await SeenAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ada.DeliverAsync(Hub, body)));

        Assert.Equal(before, await SeenAsync());
    }

    public static TheoryData<string, int> Malformed => new()
    {
        { "not json", 400 },
        { "[]", 400 },
        { """{"type":"Like","type":"Like"}""", 400 },
        { """{"id":"https://a.example/1","type":"Like\u0000","actor":"x"}""", 400 },
        { """{"id":"https://a.example/1","actor":"https://a.example/u"}""", 400 },
        { """{"id":"https://a.example/1","type":"Create"}""", 400 },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_body_that_is_no_activity_is_400(string body, int status) =>
        await RefusedAsync(status, ada => ada.PostAsync(Hub, body));

    [Fact]
    public async Task Invalid_utf8_is_400()
    {
        var ada = world.Stranger();
        var body = Encoding.Latin1.GetString([.. Encoding.UTF8.GetBytes("""{"id":"x","type":"Like","actor":""" + "\""), 0xC3, 0x28, .. "\"}"u8.ToArray()]);
        await RefusedAsync(400, _ => RawAsync(ada, Encoding.Latin1.GetBytes(body)));
    }

    [Fact]
    public async Task A_create_without_id_is_400() =>
        await RefusedAsync(400, ada => ada.PostAsync(Hub, $$"""{"type":"Create","actor":"{{ada.Uri}}","object":{{ada.Note("n", "x")}}}"""));

    [Fact]
    public async Task An_unsigned_request_is_401_and_says_how_to_sign() =>
        await RefusedAsync(401, async ada =>
        {
            var answer = await ada.PostAsync(Hub, ada.Activity("Like", "https://a.example/1"), change: r => r.Headers.Remove("Signature"));
            Assert.True(answer.Headers.Contains("Accept-Signature"));
            return answer;
        });

    [Fact]
    public async Task A_stale_request_is_401() =>
        await RefusedAsync(401, ada => ada.PostAsync(Hub, ada.Activity("Like", "https://a.example/1"), at: TimeProvider.System.GetUtcNow().AddHours(-13)));

    [Fact]
    public async Task A_tampered_body_is_401() =>
        await RefusedAsync(401, ada => ada.PostAsync(Hub, ada.Activity("Like", "https://a.example/1"), change: r =>
        {
            var type = r.Content!.Headers.ContentType;
            r.Content = new ByteArrayContent("""{"id":"x","type":"Like"}"""u8.ToArray()) { Headers = { ContentType = type } };
        }));

    [Fact]
    public async Task Another_key_is_401() =>
        await RefusedAsync(401, ada => ada.PostAsync(Hub, ada.Activity("Like", "https://a.example/1"), key: SigningKey.Create($"{ada.Uri}#main-key")));

    [Fact]
    public async Task What_somebody_else_brings_without_proof_is_202_and_leaves_no_row_when_its_origin_cannot_be_asked()
    {
        var bo = world.Stranger();
        await RefusedAsync(202, ada => ada.PostAsync(Hub, bo.Activity("Like", "https://a.example/1")));
    }

    [Fact]
    public async Task A_key_of_another_host_is_refused() =>
        await RefusedAsync(401, ada =>
        {
            var key = SigningKey.FromPkcs8($"{world.Peer.Base}/users/{ada.Name}/elsewhere#key", ada.Key.ToPkcs8());
            return ada.PostAsync(Hub, ada.Activity("Like", "https://a.example/1"), key: key);
        });

    [Fact]
    public async Task An_activity_id_of_another_host_is_422() =>
        await RefusedAsync(422, ada => ada.PostAsync(Hub, ada.Activity("Like", "https://a.example/1", id: "http://127.0.0.1:9/1")));

    [Fact]
    public async Task A_key_whose_host_is_down_is_503_with_retry_after()
    {
        var gone = await FakePeer.StartAsync();
        var ada = gone.Actor("ada");
        await gone.DisposeAsync();

        using var answer = await ada.PostAsync(Hub, ada.Activity("Like", "https://a.example/1"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_blocked_peer_is_403_and_nothing_is_fetched_from_it()
    {
        await using var peer = await FakePeer.StartAsync();
        var ada = peer.Actor("ada");
        await Hub.Get<Peering>().DecideAsync(peer.Host, PeerState.Blocked, "", null, CancellationToken.None);
        await Hub.Get<PeerPolicy>().LoadAsync(CancellationToken.None);

        using var answer = await ada.PostAsync(Hub, ada.Activity("Like", "https://a.example/1"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain(peer.Fetched, path => path.Contains("/users/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_end_of_an_unknown_actor_is_202_without_any_fetch()
    {
        var ada = world.Stranger();
        world.Peer.Documents[$"/users/{ada.Name}"] = "410";
        var before = await SeenAsync();

        await ada.DeliverAsync(Hub, ada.Activity("Delete", ada.Uri));

        Assert.Equal(before, await SeenAsync());
        Assert.DoesNotContain($"/users/{ada.Name}", world.Peer.Fetched);
    }

    [Fact]
    public async Task An_unknown_recipient_is_404() =>
        await RefusedAsync(404, ada => ada.PostAsync(Hub, ada.Activity("Like", "https://a.example/1"), "/actors/nobody/inbox"));

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/html")]
    [InlineData("application/activity+json, text/plain")]
    public async Task Another_content_type_is_415(string type) =>
        await RefusedAsync(415, ada => ada.PostAsync(Hub, ada.Activity("Like", "https://a.example/1"), change: r =>
        {
            r.Content!.Headers.Remove("Content-Type");
            r.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }));

    [Fact]
    public async Task An_encoded_body_is_415() =>
        await RefusedAsync(415, ada => ada.PostAsync(
            Hub, ada.Activity("Like", "https://a.example/1"), change: r => r.Content!.Headers.ContentEncoding.Add("gzip")));

    [Fact]
    public async Task A_body_one_byte_too_large_is_413_and_one_at_the_limit_is_read()
    {
        var ada = world.Stranger();
        var small = ada.Activity("Like", "https://a.example/1");
        string Padded(int bytes) => small.Insert(small.LastIndexOf('}'), ",\"pad\":\"" + new string('x', bytes - small.Length - 9) + "\"");

        using var fits = await ada.PostAsync(Hub, Padded(Limits.BodyBytes));
        Assert.Equal(HttpStatusCode.Accepted, fits.StatusCode);
        await RefusedAsync(413, stranger => stranger.PostAsync(Hub, Padded(Limits.BodyBytes + 1)));
    }

    [Fact]
    public async Task Reading_an_inbox_is_405()
    {
        using var answer = await Hub.Http.GetAsync("/inbox");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    async Task RefusedAsync(int status, Func<FakeActor, Task<HttpResponseMessage>> post)
    {
        var before = await SeenAsync();
        using var answer = await post(world.Stranger());
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{answer.StatusCode}: {body}");
        Assert.Equal(before, await SeenAsync());
    }

    async Task<HttpResponseMessage> RawAsync(FakeActor ada, byte[] body)
    {
        var digest = Digests.Of(body);
        return await ada.PostAsync(Hub, "{}", change: r =>
        {
            var type = r.Content!.Headers.ContentType;
            r.Content = new ByteArrayContent(body) { Headers = { ContentType = type } };
            r.Headers.Remove("Digest");
            r.Headers.TryAddWithoutValidation("Digest", digest);
        });
    }

    async Task<long> SeenAsync() => await Hub.AskAsync<long>("select count(*) from inbox_seen");
}
