using System.Globalization;
using System.Net;
using System.Text.Json;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>What people here and at the peer do in the tests of their relations.</summary>
static class Deeds
{
    static int _names;

    extension(HubAndPeer world)
    {
        public Task<Actor> PersonAsync() => world.Hub.PersonAsync(string.Create(CultureInfo.InvariantCulture, $"person{Interlocked.Increment(ref _names)}"));

        public async Task<Post> WriteAsync(Actor author, string text, string visibility = Visibility.Public, long? replyTo = null)
        {
            var written = await world.Hub.DoAsync(tx => world.Hub.Get<Posting>().WriteAsync(
                tx, new Draft { Author = author, Writer = author, Source = text, Visibility = visibility, ReplyToId = replyTo }, default));
            Assert.True(written.Ok, written.Code);
            return written.Value;
        }

        /// <summary>As this hub knows somebody of another server.</summary>
        public async Task<Actor> KnownAsync(FakeActor other) =>
            Assert.IsType<ActorLookup.Found>(await world.Hub.Get<RemoteActors>().ResolveAsync(other.Uri, default)).Actor;

        /// <summary>Somebody here follows somebody there, who has accepted.</summary>
        public async Task<Actor> FollowAsync(Actor follower, FakeActor followee)
        {
            var known = await world.KnownAsync(followee);
            await world.Hub.DoAsync(async tx =>
            {
                await world.Hub.Get<Following>().FollowAsync(tx, follower, known, default);
                await world.Hub.Get<Following>().AcceptedElsewhereAsync(tx, follower, known, default);
            });
            return known;
        }

        /// <summary>Somebody there follows somebody here.</summary>
        public async Task FollowAsync(FakeActor follower, Actor followee)
        {
            await follower.DeliverAsync(world.Hub, follower.Activity("Follow", followee.Uri));
            await world.UntilFollowsAsync(follower, followee);
        }

        public Task UntilFollowsAsync(FakeActor follower, Actor followee) => world.Hub.UntilAsync(
            "select exists (select 1 from follow f join actor a on a.id = f.follower_id where a.uri = @Uri and f.followee_id = @Id and f.state = 'accepted')",
            new { follower.Uri, followee.Id });

        public Task DecidedAsync() => world.Hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting')");

        /// <summary>Why the last activity of somebody was refused.</summary>
        public async Task<string?> RefusalAsync(FakeActor sender)
        {
            await world.DecidedAsync();
            return await world.Hub.AskAsync<string>("select reason from inbox_item where state = 'refused' and actor_uri = @Uri order by id desc limit 1", new { sender.Uri });
        }

        public async Task<HttpStatusCode> GetAsync(FakeActor signer, string uri) => (await world.ReadAsync(signer, uri)).Status;

        public async Task<(HttpStatusCode Status, JsonElement Json)> ReadAsync(FakeActor signer, string uri)
        {
            var path = new Uri(uri).PathAndQuery;
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            var date = TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
            request.Headers.TryAddWithoutValidation("Accept", "application/activity+json");
            request.Headers.TryAddWithoutValidation("Date", date);
            foreach (var (name, value) in CavageSignature.Signer(signer.Key)(new UnsignedRequest("GET", "http", world.Hub.Address.Host, path, date, null, null)))
                request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await world.Hub.Http.SendAsync(request);
            var body = await answer.Content.ReadAsByteArrayAsync();
            return (answer.StatusCode, body.Length == 0 ? default : JsonElement.Parse(body));
        }

        public Task<long> CountAsync(string what, object? args = null) => world.Hub.AskAsync<long>($"select count(*) from {what}", args);

        /// <summary>A wire sample in the shape of a peer's software.</summary>
        public string Sample(string file, FakeActor actor, string post = "", string accused = "", string target = "") =>
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", file))
                .Replace("{peer}", world.Peer.Base, StringComparison.Ordinal).Replace("{actor}", actor.Uri, StringComparison.Ordinal)
                .Replace("{post}", post, StringComparison.Ordinal).Replace("{accused}", accused, StringComparison.Ordinal).Replace("{target}", target, StringComparison.Ordinal);
    }

    /// <summary>Served with more members than a plain one.</summary>
    public static FakeActor With(this FakeActor actor, string members)
    {
        actor.Peer.Documents[$"/users/{actor.Name}"] = actor.Described(members);
        return actor;
    }

    public static string Described(this FakeActor actor, string members) => actor.Document().Replace("\"name\":", $"{members},\"name\":", StringComparison.Ordinal);

    /// <summary>Also addressed to somebody here.</summary>
    public static string To(this string activity, Actor to) => activity.Replace("\"to\":[", $"\"to\":[\"{to.Uri}\",", StringComparison.Ordinal);

    /// <summary>A note that names somebody.</summary>
    public static string Naming(this FakeActor author, string path, string text, Actor named) =>
        author.Note(path, text, $$"""
            "tag":[{"type":"Mention","href":"{{named.Uri}}"}]
            """).To(named);
}
