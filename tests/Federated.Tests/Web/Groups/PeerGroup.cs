using System.Globalization;
using System.Text.Json;
using Federated.Federation.Signatures;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Groups;

/// <summary>
/// A group on a server of other software, as its samples tell: the group and its people are served with keys, and somebody here
/// follows the group.
/// </summary>
sealed class PeerGroup : IAsyncDisposable
{
    static int _made;

    readonly TestHub _hub;
    readonly string _software;
    readonly string _sampleHost;
    readonly Dictionary<string, SigningKey> _keys = new(StringComparer.Ordinal);

    PeerGroup(TestHub hub, FakePeer peer, string software, string sampleHost) => (_hub, Peer, _software, _sampleHost) = (hub, peer, software, sampleHost);

    public FakePeer Peer { get; }

    public static async Task<PeerGroup> StartAsync(TestHub hub, string software, string? sampleHost = null)
    {
        var group = new PeerGroup(hub, await FakePeer.StartAsync(software), software, sampleHost ?? $"{software}.example.org");
        group.Serve("group");
        var person = group.Serve("person");
        // Others of the same server, by the same pattern.
        group.Serve("person", text => text.Replace("amina", "bo", StringComparison.Ordinal).Replace("Amina", "Bo", StringComparison.Ordinal), person);
        return group;
    }

    /// <summary>The address of something on this server, as the samples name it.</summary>
    public string At(string path) => $"{Peer.Base}{path}";

    public string Text(string sample) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", _software, $"{sample}.json"))
        .Replace($"https://{_sampleHost}", Peer.Base, StringComparison.Ordinal)
        .Replace(_sampleHost, Peer.Host, StringComparison.Ordinal)
        .Replace("https://hub.example.org", _hub.Address.Base, StringComparison.Ordinal);

    /// <summary>Somebody here follows the group and is let in; who that is.</summary>
    public async Task<Actor> JoinAsync()
    {
        var who = await _hub.PersonAsync(string.Create(CultureInfo.InvariantCulture, $"member{Interlocked.Increment(ref _made)}"));
        using var document = JsonDocument.Parse(Text("group"));
        var id = document.RootElement.GetProperty("id").GetString()!;
        var group = Assert.IsType<ActorLookup.Found>(await _hub.Get<RemoteActors>().ResolveAsync(id, default)).Actor;
        await _hub.DoAsync(tx => _hub.Get<Following>().FollowAsync(tx, who, group, default));
        await _hub.DoAsync(tx => _hub.Get<Following>().AcceptedElsewhereAsync(tx, who, group, default));
        return who;
    }

    /// <summary>Delivers a sample, signed by its actor.</summary>
    public async Task DeliverAsync(string sample, Func<string, string>? change = null, string path = "/inbox")
    {
        var text = change is null ? Text(sample) : change(Text(sample));
        using var document = JsonDocument.Parse(text);
        var actor = document.RootElement.GetProperty("actor");
        var id = actor.ValueKind == JsonValueKind.String ? actor.GetString()! : actor.GetProperty("id").GetString()!;
        await new FakeActor(Peer, "", _keys[id]).DeliverAsync(_hub, text, path);
    }

    public async ValueTask DisposeAsync() => await Peer.DisposeAsync();

    string Serve(string sample, Func<string, string>? change = null, string? unlike = null)
    {
        var text = change is null ? Text(sample) : change(Text(sample));
        using var document = JsonDocument.Parse(text);
        var id = document.RootElement.GetProperty("id").GetString()!;
        if (id == unlike)
            return id;
        _keys[id] = KeyPool.Next(document.RootElement.GetProperty("publicKey").GetProperty("id").GetString()!);
        Peer.Documents[new Uri(id).AbsolutePath] = text.Replace("\"PEM\"", JsonSerializer.Serialize(_keys[id].PublicPem), StringComparison.Ordinal);
        return id;
    }
}
