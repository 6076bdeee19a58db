using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Federated.Federation;
using Federated.Federation.Delivery;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Delivery;
using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Tests.Federation.Fetching;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>Keys of this hub's actors and of others: many, replaced, ended; and what hosts take is remembered.</summary>
public sealed class KeyTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    TestHub Hub => world.Hub;

    async Task<JsonElement> DocumentAsync(Actor actor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(actor.Uri).PathAndQuery);
        request.Headers.TryAddWithoutValidation("Accept", "application/activity+json");
        using var answer = await Hub.Http.SendAsync(request);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    static async Task<Actor> FollowedAsync(TestHub hub, FakePeer peer, string name)
    {
        var ada = await hub.PersonAsync(name);
        var bo = peer.Actor($"bo_{name}");
        await bo.DeliverAsync(hub, bo.Activity("Follow", ada.Uri));
        await peer.UntilReceivedAsync("Accept", like: a => a.GetProperty("actor").GetString() == ada.Uri);
        return ada;
    }

    static Task<Post> WriteAsync(TestHub hub, Actor author, string text) => hub.DoAsync(async tx => (await hub.Get<Posting>().WriteAsync(
        tx, new Draft { Author = author, Writer = author, Source = text, Visibility = Visibility.Public }, default)).Value!);

    static Task RotateAsync(TestHub hub, Actor actor) => hub.DoAsync(tx => hub.Get<KeyRotation>().RotateAsync(tx, actor, default));

    [Fact]
    public async Task An_actor_lists_one_rsa_key_as_an_object_and_the_key_for_documents_beside_it()
    {
        var ada = await Hub.PersonAsync("keys1");

        var document = await DocumentAsync(ada);

        Assert.Equal($"{ada.Uri}#main-key", document.GetProperty("publicKey").GetProperty("id").GetString());
        var multikey = document.GetProperty("assertionMethod").EnumerateArray().Single();
        Assert.Equal(("Multikey", ada.Uri), (multikey.GetProperty("type").GetString(), multikey.GetProperty("controller").GetString()));
        Assert.StartsWith("z6Mk", multikey.GetProperty("publicKeyMultibase").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Actors_from_before_there_were_keys_for_documents_get_theirs_at_the_next_start()
    {
        var ada = await Hub.PersonAsync("keys2");
        await Hub.DoAsync(tx => tx.ExecAsync("delete from actor_key where actor_id = @Id and signs = 'documents'", new { ada.Id }, default));
        Assert.False((await DocumentAsync(ada)).TryGetProperty("assertionMethod", out _));

        await Hub.DoAsync(tx => Hub.Get<LocalActors>().EnsureAsync(tx, default));
        await Hub.DoAsync(tx => Hub.Get<LocalActors>().EnsureAsync(tx, default));

        Assert.Single((await DocumentAsync(ada)).GetProperty("assertionMethod").EnumerateArray());
    }

    [Fact]
    public async Task A_rotation_is_told_with_the_old_key_and_everything_after_it_is_signed_with_the_new_one()
    {
        await using var hub = await TestHub.StartAsync();
        await using var peer = await FakePeer.StartAsync();
        var ada = await FollowedAsync(hub, peer, "ada");

        await RotateAsync(hub, ada);
        var update = await peer.UntilReceivedAsync("Update");
        await WriteAsync(hub, ada, "after");
        await peer.UntilReceivedAsync("Create");

        var keyIds = peer.Signatures.Select(s => s.Split('"')[1]).ToList();
        var listed = update.GetProperty("object");
        var current = listed.GetProperty("publicKey").GetProperty("id").GetString();
        Assert.Equal([$"{ada.Uri}#main-key", current], keyIds.TakeLast(2));
        Assert.NotEqual($"{ada.Uri}#main-key", current);
        var further = listed.GetProperty("assertionMethod").EnumerateArray().Select(k => k.GetProperty("id").GetString()!).ToList();
        Assert.Equal(3, further.Count);
        Assert.StartsWith($"{ada.Uri}#ed25519-key-", further[0], StringComparison.Ordinal);
        Assert.Equal([$"{ada.Uri}#ed25519-key", $"{ada.Uri}#main-key"], further.Skip(1).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_server_that_refuses_the_old_key_is_told_with_the_new_one()
    {
        await using var hub = await TestHub.StartAsync();
        await using var peer = await FakePeer.StartAsync();
        var ada = await FollowedAsync(hub, peer, "ada");
        peer.InboxStatus = 401;

        await RotateAsync(hub, ada);
        await hub.UntilAsync("select exists (select 1 from delivery where tries = 1 and claimed_by is null and code = 'denied')");
        peer.Signatures.Clear();
        peer.InboxStatus = 202;
        await hub.DoAsync(tx => tx.ExecAsync("update delivery set next_at = now()", null, default));
        await hub.UntilAsync("select not exists (select 1 from delivery)");

        Assert.Contains($"{ada.Uri}#key-", peer.Signatures.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replaced_key_is_listed_for_seven_days_and_then_dropped()
    {
        var ada = await Hub.PersonAsync("keys3");
        await RotateAsync(Hub, ada);
        Task NightAsync(TimeSpan after) => Hub.DoAsync(async tx =>
        {
            await tx.ExecAsync("update actor_key set retired_at = @at where actor_id = @Id and retired_at is not null", new { at = tx.Now - after, ada.Id }, default);
            await new KeyPrune().RunAsync(tx, default);
        });

        await NightAsync(Limits.RetiredKeyFor - TimeSpan.FromMinutes(1));
        Assert.Equal(3, (await DocumentAsync(ada)).GetProperty("assertionMethod").GetArrayLength());
        await NightAsync(Limits.RetiredKeyFor + TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await DocumentAsync(ada)).GetProperty("assertionMethod").GetArrayLength());
    }

    [Fact]
    public async Task A_running_hub_signs_with_keys_that_a_verb_made()
    {
        var ada = await Hub.PersonAsync("keys4");
        async Task<string> KeyIdAsync() => (await Hub.Get<LocalKeys>().SignerAsync(ada.Id, default))!(
            new UnsignedRequest("GET", "https", "a.example", "/", "Fri, 20 Nov 2026 10:00:00 GMT", null, null)).Single().Value.Split('"')[1];
        Assert.Equal($"{ada.Uri}#main-key", await KeyIdAsync());
        var elsewhere = new LocalKeys(Hub.Database, Hub.Get<SecretKey>(), Hub.Get<IdMaker>(), new KeyMaker());

        await Hub.DoAsync(tx => new KeyRotation(elsewhere, Hub.Get<ActorJson>(), new Outbox(Hub.Get<HubAddress>(), Hub.Get<IdMaker>(), elsewhere)).RotateAsync(tx, ada, default));

        var started = TimeProvider.System.GetTimestamp();
        while (await KeyIdAsync() == $"{ada.Uri}#main-key")
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience.Most);
            await Task.Delay(10);
        }
    }

    [Fact]
    public async Task Another_actors_new_key_is_taken_from_an_update_signed_with_the_old_one_which_then_ends()
    {
        var bo = world.Stranger();
        await bo.DeliverAsync(Hub, bo.Activity("Like", $"{Hub.Address.Base}/objects/1"));
        var next = SigningKey.Create($"{bo.Uri}#next-key");
        var document = bo.Document().Replace("#main-key", "#next-key", StringComparison.Ordinal)
            .Replace(JsonSerializer.Serialize(bo.Key.PublicPem), JsonSerializer.Serialize(next.PublicPem), StringComparison.Ordinal);
        world.Peer.Documents[$"/users/{bo.Name}"] = document;

        await bo.DeliverAsync(Hub, bo.Activity("Update", document));
        await Hub.UntilAsync("select exists (select 1 from actor_key where uri = @KeyId)", new { next.KeyId });

        using var old = await bo.PostAsync(Hub, bo.Activity("Like", $"{Hub.Address.Base}/objects/2"));
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        using var renewed = await bo.PostAsync(Hub, bo.Activity("Like", $"{Hub.Address.Base}/objects/3"), key: next);
        Assert.Equal(HttpStatusCode.Accepted, renewed.StatusCode);
    }

    [Fact]
    public async Task A_key_that_was_replaced_without_a_word_is_looked_for_once()
    {
        var bo = world.Stranger();
        await bo.DeliverAsync(Hub, bo.Activity("Like", $"{Hub.Address.Base}/objects/1"));
        var next = SigningKey.Create($"{bo.Uri}#main-key");
        world.Peer.Documents[$"/users/{bo.Name}"] = bo.Document()
            .Replace(JsonSerializer.Serialize(bo.Key.PublicPem), JsonSerializer.Serialize(next.PublicPem), StringComparison.Ordinal);

        using var renewed = await bo.PostAsync(Hub, bo.Activity("Like", $"{Hub.Address.Base}/objects/4"), key: next);

        Assert.Equal(HttpStatusCode.Accepted, renewed.StatusCode);
    }

    [Fact]
    public async Task An_actor_signs_with_any_of_its_keys_and_what_it_no_longer_lists_ends()
    {
        var bo = world.Stranger();
        var second = SigningKey.Create($"{bo.Uri}#second");
        void List(params JsonObject[] keys)
        {
            var document = JsonNode.Parse(bo.Document())!.AsObject();
            document["assertionMethod"] = new JsonArray([.. keys]);
            world.Peer.Documents[$"/users/{bo.Name}"] = document.ToJsonString();
        }
        JsonObject Multikey(string? expires = null)
        {
            var key = new JsonObject { ["id"] = second.KeyId, ["type"] = "Multikey", ["controller"] = bo.Uri, ["publicKeyMultibase"] = PublicKey.FromPem(second.PublicPem)!.ToMultibase() };
            if (expires is not null)
                key["expires"] = expires;
            return key;
        }
        async Task<HttpStatusCode> SendAsync()
        {
            using var answer = await bo.PostAsync(Hub, bo.Activity("Like", $"{Hub.Address.Base}/objects/5"), key: second);
            return answer.StatusCode;
        }
        Task UpdateAsync() => UntilUpdatedAsync(bo);

        List(Multikey());
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync());

        List(new JsonObject { ["id"] = second.KeyId, ["type"] = "Multikey", ["controller"] = bo.Uri, ["publicKeyMultibase"] = "unreadable" });
        await UpdateAsync();
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync());

        List();
        await UpdateAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync());
    }

    [Fact]
    public async Task A_key_ends_when_its_owner_said_it_would()
    {
        var bo = world.Stranger();
        await bo.DeliverAsync(Hub, bo.Activity("Like", $"{Hub.Address.Base}/objects/6"));
        world.Peer.Documents[$"/users/{bo.Name}"] = bo.Document().Replace("\"owner\":", "\"expires\":\"2026-01-01T00:00:00Z\",\"owner\":", StringComparison.Ordinal);
        await Hub.DoAsync(tx => tx.ExecAsync("update actor_key set expires_at = now() - interval '1 second' where uri = @KeyId", new { bo.Key.KeyId }, default));
        Hub.Get<RemoteKeys>().Forget(bo.Uri);

        using var answer = await bo.PostAsync(Hub, bo.Activity("Like", $"{Hub.Address.Base}/objects/7"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains(SignatureCodes.KeyRevoked, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_many_key_names_in_one_document_are_looked_for_as_the_limit_says()
    {
        await using var peer = await FakePeer.StartAsync();
        var bo = peer.Actor("bo");
        var pkcs8 = bo.Key.ToPkcs8();

        for (var i = 0; i < Limits.KeyFetchesPerHolder + 5; i++)
        {
            using var answer = await bo.PostAsync(Hub, bo.Activity("Like", Hub.Address.Base), key: SigningKey.FromPkcs8($"{bo.Uri}#made-up-{i}", pkcs8));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        Assert.Equal(Limits.KeyFetchesPerHolder, peer.Fetched.Count(path => path == "/users/bo"));
    }

    [Fact]
    public async Task What_a_host_takes_is_known_after_a_restart()
    {
        await using var host = await Peer.StartAsync(context => Peer.Status(context.Request.Headers.ContainsKey("Signature-Input") ? 202 : 401)(context));
        var signer = (await Hub.Get<LocalKeys>().SignerAsync((await Hub.PersonAsync("keys5")).Id, default))!;
        byte[] body = [.. "{}"u8];

        await Hub.Get<Outbound>().PostAsync(new DeliveryRequest(host.Uri("/inbox"), body, Digests.Of(body), signer), default);
        await Hub.UntilAsync("select exists (select 1 from peer where host = @Authority and dialect = 'message_signature' and dialect_until > now() + interval '6 days')", new { host.Authority });
        using var again = new PeerDialects(Hub.Database, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<PeerDialects>.Instance);
        await again.StartAsync(default);

        Assert.Equal(Dialect.MessageSignature, again.Known.Of(host.Authority));
        await again.StopAsync(default);
    }

    async Task UntilUpdatedAsync(FakeActor actor)
    {
        var before = await Hub.AskAsync<DateTimeOffset>("select fetched_at from actor where uri = @Uri", new { actor.Uri });
        await actor.DeliverAsync(Hub, actor.Activity("Update", world.Peer.Documents[$"/users/{actor.Name}"]));
        await Hub.UntilAsync("select fetched_at > @before from actor where uri = @Uri", new { before, actor.Uri });
    }
}
