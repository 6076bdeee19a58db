using System.Collections.Concurrent;
using System.Threading.Channels;
using Federated.Federation;
using Federated.Instance.Accounts.Apps;
using Federated.Instance.Policies;

namespace Federated.Web.Streaming;

/// <summary>Something told over a stream.</summary>
sealed record StreamEvent(StreamTopic Topic, string Name, string Payload);

/// <summary>One client that listens: what it follows, and what it has not read yet.</summary>
sealed class OpenStream(Grant grant) : IDisposable
{
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    readonly CancellationTokenSource _ended = new();
    readonly Channel<StreamEvent> _events = Channel.CreateBounded<StreamEvent>(new BoundedChannelOptions(Limits.StreamBacklog) { SingleReader = true });
    readonly ConcurrentDictionary<StreamTopic, bool> _topics = new();

    public long Account => grant.AccountId!.Value;
    public long Token => grant.TokenId;
    public Viewer Viewer => Viewer.SignedIn(Account);
    public ChannelReader<StreamEvent> Events => _events.Reader;
    public IEnumerable<StreamTopic> Topics => _topics.Keys;

    /// <summary>Whether the token allows this timeline; notifications have a scope of their own.</summary>
    public bool MayFollow(StreamTopic topic) =>
        Scopes.Hold(grant.Scopes, topic.Name switch { StreamTopic.Notifications => "read:notifications", StreamTopic.List => "read:lists", _ => "read:statuses" });

    public bool HearsNotifications => Scopes.Hold(grant.Scopes, "read:notifications");

    public void Follow(StreamTopic topic)
    {
        if (_topics.Count < Limits.StreamTopics)
            _topics[topic] = true;
    }

    public void Leave(StreamTopic topic) => _topics.TryRemove(topic, out _);

    /// <summary>A client that does not read is cut off: it comes back and asks for what it missed.</summary>
    public void Tell(StreamEvent told)
    {
        if (!_events.Writer.TryWrite(told))
            End();
    }

    /// <summary>What was told by then is still read, for some seconds.</summary>
    public void End()
    {
        if (_events.Writer.TryComplete())
            _ended.CancelAfter(Grace);
    }

    /// <summary>The connection ends, whatever the other side does.</summary>
    public CancellationToken Ended => _ended.Token;

    public void Dispose() => _ended.Dispose();
}
