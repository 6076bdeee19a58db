using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>Requests that try to be what they are not, at the door of the inbox; nothing of them may stay.</summary>
public sealed class InboxAttackTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    TestHub Hub => world.Hub;

    string Like(FakeActor actor) => actor.Activity("Like", $"{Hub.Address.Base}/objects/1");

    Task<long> SeenAsync() => Hub.AskAsync<long>("select count(*) from inbox_seen");

    async Task<HttpStatusCode> ChangedAsync(Action<HttpRequestMessage> change, string path = "/inbox")
    {
        var (bo, before) = (world.Stranger(), await SeenAsync());
        using var answer = await bo.PostAsync(Hub, Like(bo), path, change: change);
        if (answer.StatusCode != HttpStatusCode.Accepted)
            Assert.Equal(before, await SeenAsync());
        return answer.StatusCode;
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("Signature")]
    [InlineData("keyId=\"\",signature=\"\"")]
    [InlineData("keyId=\"x\",signature=\"!!!\"")]
    public async Task A_signature_that_is_none_is_refused_and_nothing_is_fetched(string signature)
    {
        var bo = world.Stranger();
        using var answer = await bo.PostAsync(Hub, Like(bo), change: r =>
        {
            r.Headers.Remove("Signature");
            r.Headers.TryAddWithoutValidation("Signature", signature);
        });

        Assert.InRange((int)answer.StatusCode, 400, 401);
        Assert.DoesNotContain($"/users/{bo.Name}", world.Peer.Fetched);
    }

    [Theory]
    [InlineData("Signature: \u00ff\u00fe\u00e9\r\n", 401, 400)]
    [InlineData("X-Note: \u00ff\r\nSignature: keyId=\"\u00e9\"\r\n", 401, 400)]
    [InlineData("Transfer-Encoding: chunked\r\n", 400, 400)]
    [InlineData("Content-Length: 3\r\n", 400, 400)]
    [InlineData("Transfer-Encoding: xchunked\r\n", 400, 501)]
    [InlineData("X-Space : a\r\n", 400, 400)]
    public async Task A_message_that_two_servers_could_read_differently_is_refused(string header, int one, int other)
    {
        var status = await RawAsync($"POST /inbox HTTP/1.1\r\nHost: {Hub.Address.Host}\r\nContent-Type: application/activity+json\r\n{header}Content-Length: 2\r\nConnection: close\r\n\r\n{{}}");

        Assert.True(status == one || status == other, $"{status}");
    }

    [Fact]
    public async Task A_huge_body_that_waits_to_be_asked_for_is_413_at_once() =>
        Assert.Equal(413, await RawAsync(
            $"POST /inbox HTTP/1.1\r\nHost: {Hub.Address.Host}\r\nContent-Type: application/activity+json\r\nExpect: 100-continue\r\nContent-Length: 2147483647\r\n\r\n"));

    [Theory]
    [InlineData("GET http://elsewhere.example.org/inbox HTTP/1.1", 421)]
    [InlineData("POST http://elsewhere.example.org/inbox HTTP/1.1", 421)]
    public async Task A_request_for_another_server_in_its_first_line_is_not_for_here(string line, int status)
    {
        var answered = await RawAsync($"{line}\r\nHost: {Hub.Address.Host}\r\nContent-Type: application/activity+json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}");

        Assert.True(answered == status || answered is 400 or 401, $"{answered}");
    }

    [Fact]
    public async Task A_forwarded_host_is_not_looked_at() =>
        Assert.Equal(HttpStatusCode.Accepted, await ChangedAsync(r => r.Headers.TryAddWithoutValidation("X-Forwarded-Host", "elsewhere.example.org")));

    [Theory]
    [InlineData("//inbox")]
    [InlineData("/inbox/")]
    [InlineData("/INBOX")]
    [InlineData("/inbox%2f")]
    [InlineData("/actors/x/../y/inbox")]
    [InlineData("/inbox?x=1")]
    public async Task Another_form_of_the_path_than_the_signed_one_is_refused(string path)
    {
        var (bo, before) = (world.Stranger(), await SeenAsync());
        var body = Encoding.UTF8.GetBytes(Like(bo));
        var date = TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        var signature = CavageSignature.Signer(bo.Key)(
            new UnsignedRequest("POST", "http", Hub.Address.Host, "/inbox", date, Digests.Of(body), "application/activity+json")).Single().Value;

        var status = await RawAsync(
            $"POST {path} HTTP/1.1\r\nHost: {Hub.Address.Host}\r\nDate: {date}\r\nDigest: {Digests.Of(body)}\r\nContent-Type: application/activity+json\r\nSignature: {signature}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{Encoding.UTF8.GetString(body)}");

        Assert.True(status is 400 or 401 or 404 or 405, $"{status}");
        Assert.Equal(before, await SeenAsync());
    }

    [Fact]
    public async Task A_request_signed_for_one_inbox_is_refused_at_another()
    {
        var (bo, ada, amina) = (world.Stranger(), await Hub.PersonAsync("attack1"), await Hub.PersonAsync("attack2"));

        using var answer = await bo.PostAsync(Hub, Like(bo), $"/actors/{ada.Name}/inbox", change: r => r.RequestUri = new Uri($"/actors/{amina.Name}/inbox", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task An_old_follow_and_an_old_like_that_come_again_after_their_undo_do_nothing()
    {
        var (bo, ada) = (world.Stranger(), await Hub.PersonAsync("attack3"));
        var post = (await Hub.DoAsync(tx => Hub.Get<Posting>().WriteAsync(
            tx, new Draft { Author = ada, Writer = ada, Source = "x", Visibility = Visibility.Public }, default))).Value!;
        var signed = TimeProvider.System.GetUtcNow();
        var (follow, like) = (bo.Activity("Follow", ada.Uri), bo.Activity("Like", post.Uri));
        await bo.DeliverAsync(Hub, follow, at: signed);
        await bo.DeliverAsync(Hub, like);
        await Hub.UntilAsync("select exists (select 1 from post_like where post_id = @Id)", new { post.Id });
        await bo.DeliverAsync(Hub, bo.Activity("Undo", follow));
        await bo.DeliverAsync(Hub, bo.Activity("Undo", like));
        await Hub.UntilAsync("select not exists (select 1 from post_like where post_id = @Id)", new { post.Id });

        await bo.DeliverAsync(Hub, follow, at: signed);
        await bo.DeliverAsync(Hub, like);
        await Hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting')");

        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from post_like where post_id = @Id)", new { post.Id }));
        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from follow where followee_id = @Id)", new { ada.Id }));
    }

    [Fact]
    public async Task A_hundred_bad_signatures_for_a_known_key_cost_one_fetch()
    {
        var bo = world.Stranger();
        await bo.DeliverAsync(Hub, Like(bo));
        var wrong = SigningKey.Create($"{bo.Uri}#main-key");
        var before = world.Peer.Fetched.Count(p => p == $"/users/{bo.Name}");

        for (var i = 0; i < 100; i++)
        {
            using var answer = await bo.PostAsync(Hub, Like(bo), key: wrong);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        Assert.Equal(before + 1, world.Peer.Fetched.Count(p => p == $"/users/{bo.Name}"));
    }

    [Fact]
    public async Task A_key_that_its_owner_does_not_list_is_not_asked_for_again()
    {
        var (bo, ada) = (world.Stranger(), world.Stranger());
        var stray = SigningKey.FromPkcs8($"{world.Peer.Base}/keys/{bo.Name}", bo.Key.ToPkcs8());
        world.Peer.Documents[$"/keys/{bo.Name}"] = $$"""{"id":"{{stray.KeyId}}","owner":"{{ada.Uri}}","publicKeyPem":{{System.Text.Json.JsonSerializer.Serialize(stray.PublicPem)}} }""";

        for (var i = 0; i < 5; i++)
        {
            using var answer = await ada.PostAsync(Hub, Like(ada), key: stray);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        Assert.Single(world.Peer.Fetched, p => p == $"/keys/{bo.Name}");
    }

    [Fact]
    public async Task Somebody_elses_name_over_a_good_signature_has_no_effect()
    {
        var (mallory, victim, ada) = (world.Stranger(), world.Stranger(), await Hub.PersonAsync("attack4"));

        await mallory.DeliverAsync(Hub, victim.Activity("Follow", ada.Uri));
        await Hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting')");

        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from follow where followee_id = @Id)", new { ada.Id }));
        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from notification where account_id = @Id)", new { ada.Id }));
    }

    [Fact]
    public async Task An_activity_in_a_form_or_a_query_is_no_activity()
    {
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await ChangedAsync(r =>
        {
            r.Content!.Headers.Remove("Content-Type");
            r.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        }));
        var bo = world.Stranger();
        using var answer = await bo.PostAsync(Hub, "", $"/inbox?activity={Uri.EscapeDataString(Like(bo))}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("PATCH")]
    public async Task Nothing_but_posting_is_done_at_an_inbox(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/inbox");
        using var answer = await Hub.Http.SendAsync(request);

        Assert.True((int)answer.StatusCode is 405 or 401 or 404 or 400, $"{answer.StatusCode}");
    }

    /// <summary>Sends bytes as they are; the status of the answer, or 0 when there was none.</summary>
    async Task<int> RawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, int.Parse(Hub.Address.Host.Split(':')[1], CultureInfo.InvariantCulture));
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var time = new CancellationTokenSource(Patience.Most);
        var answer = new byte[64];
        var read = await stream.ReadAtLeastAsync(answer, 12, throwOnEndOfStream: false, time.Token);
        return read < 12 ? 0 : int.Parse(Encoding.ASCII.GetString(answer, 9, 3), CultureInfo.InvariantCulture);
    }
}
