using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Federated.Federation;
using Federated.Instance.Accounts.Apps;
using Federated.Instance.Notifications;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Reactions;
using Federated.Instance.Storage;
using Federated.Instance.Streams;
using Federated.Instance.Timelines;
using Federated.Web.ClientApi;

namespace Federated.Web.Streaming;

/// <summary>
/// The streams open on this node. What happens on any node is heard by its id, read once more for each who listens, under the rule for who may see it, and
/// told. Tokens that are no longer good end their streams within seconds.
/// </summary>
sealed partial class Streams : BackgroundService
{
    static readonly TimeSpan TokenPause = TimeSpan.FromSeconds(3);

    readonly Database _database;
    readonly StreamNotices _notices;
    readonly StatusShow _statuses;
    readonly NotificationEndpoints _notifications;
    readonly ConversationEndpoints _conversations;
    readonly TimeProvider _clock;
    readonly ILogger<Streams> _log;
    readonly ConcurrentDictionary<OpenStream, bool> _open = new();

    /// <summary>Heard and not told yet; more than so many are dropped, as on a slow day clients look for themselves.</summary>
    readonly Channel<Func<Db, CancellationToken, Task>> _heard = Channel.CreateBounded<Func<Db, CancellationToken, Task>>(
        new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public Streams(
        Database database, Wakeups wakeups, StreamNotices notices, StatusShow statuses, NotificationEndpoints notifications, ConversationEndpoints conversations, TimeProvider clock,
        ILogger<Streams> log)
    {
        (_database, _notices, _statuses, _notifications, _conversations, _clock, _log) = (database, notices, statuses, notifications, conversations, clock, log);
        wakeups.Hear(StreamNotices.Channel, said =>
        {
            if (!_open.IsEmpty && said is not null && StreamNotice.Parse(said) is { } notice)
                _heard.Writer.TryWrite((db, ct) => TellAsync(db, notice, ct));
        });
        wakeups.Hear(Notifier.Channel, said =>
        {
            if (!_open.IsEmpty && said?.Split(' ') is [var account, var id])
                _heard.Writer.TryWrite((db, ct) => TellOfAsync(db, long.Parse(account, CultureInfo.InvariantCulture), long.Parse(id, CultureInfo.InvariantCulture), ct));
        });
    }

    /// <summary>False when the account has as many as it may.</summary>
    public async Task<bool> OpenAsync(OpenStream stream, CancellationToken ct)
    {
        if (_open.Keys.Count(s => s.Account == stream.Account) >= Limits.StreamsPerAccount)
            return false;
        _open[stream] = true;
        _notices.Watch();
        try
        {
            await SayWatchedAsync(ct);
            return true;
        }
        catch
        {
            Close(stream);
            throw;
        }
    }

    public void Close(OpenStream stream)
    {
        _open.TryRemove(stream, out _);
        stream.End();
    }

    Task SayWatchedAsync(CancellationToken ct) => _database.TransactAsync(
        tx =>
        {
            tx.Notify(StreamNotices.WatchedChannel, "watched");
            return Task.CompletedTask;
        },
        ct);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(TellAllAsync(stoppingToken), CheckAsync(stoppingToken));

    async Task TellAllAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var tell in _heard.Reader.ReadAllAsync(ct))
                await TryAsync(tell, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
        foreach (var stream in _open.Keys)
            stream.End();
    }

    async Task TryAsync(Func<Db, CancellationToken, Task> tell, CancellationToken ct)
    {
        try
        {
            await using var db = await _database.OpenAsync(ct);
            await tell(db, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogFailed(error);
        }
    }

    /// <summary>Ends the streams of tokens that are no longer good, and says that somebody watches.</summary>
    async Task CheckAsync(CancellationToken ct)
    {
        var said = _clock.GetTimestamp();
        using var timer = new PeriodicTimer(TokenPause, _clock);
        while (!ct.IsCancellationRequested)
        {
            if (!_open.IsEmpty)
                await TryAsync(async (db, stop) =>
                {
                    var good = await TokenStore.GoodAsync(db, _open.Keys.Select(s => s.Token).Distinct(), stop);
                    foreach (var stream in _open.Keys.Where(s => !good.Contains(s.Token)))
                        Close(stream);
                    if (!_open.IsEmpty && _clock.GetElapsedTime(said) > StreamNotices.WatchedPause)
                    {
                        said = _clock.GetTimestamp();
                        _notices.Watch();
                        await SayWatchedAsync(stop);
                    }
                }, ct);
            await ((Task)timer.WaitForNextTickAsync(ct).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task TellAsync(Db db, StreamNotice notice, CancellationToken ct)
    {
        if (notice.Happened is StreamNotice.What.Gone or StreamNotice.What.GoneForFew)
        {
            foreach (var stream in _open.Keys.Where(s => notice.Happened == StreamNotice.What.Gone || notice.Accounts.Contains(s.Account)))
                foreach (var topic in stream.Topics.Where(t => t.Name != StreamTopic.Notifications))
                    stream.Tell(new(topic, "delete", Call.Text(notice.Id)));
            return;
        }
        var entry = notice.Happened == StreamNotice.What.Boosted ? await ReactionStore.BoostAsync(db, notice.Id, ct) : new PostEntry { Id = notice.Id, PostId = notice.Id };
        if (entry is null)
            return;
        if (notice.Happened == StreamNotice.What.Written)
            await TellOfConversationAsync(db, notice.Id, ct);
        var changed = notice.Happened == StreamNotice.What.Changed;
        var home = (await Watching.HavingAsync(db, [.. _open.Keys.Select(s => s.Account).Distinct()], notice.Id, byEntry: !changed, ct)).ToDictionary(h => h.AccountId, h => h.Id);
        foreach (var reader in _open.Keys.GroupBy(s => s.Account))
        {
            string? status = null;
            foreach (var topic in reader.SelectMany(s => s.Topics).Distinct().ToList())
                if (await BelongsAsync(db, reader.First(), topic, entry, home, ct) && (status ??= await StatusAsync(db, entry, reader.First(), ct)) is { } payload)
                    foreach (var stream in reader.Where(s => s.Topics.Contains(topic)))
                        stream.Tell(new(topic, changed ? "status.update" : "update", payload));
        }
    }

    async Task TellOfConversationAsync(Db db, long postId, CancellationToken ct)
    {
        var readers = _open.Keys.Where(s => s.Topics.Contains(StreamTopic.Direct)).GroupBy(s => s.Account).ToList();
        if (readers.Count == 0 || await PostStore.ByIdAsync(db, postId, ct) is not { Visibility: Visibility.Direct } post)
            return;
        foreach (var reader in readers)
            if (await _conversations.OneAsync(db, reader.First().Viewer, post, ct) is { } conversation)
                foreach (var stream in reader)
                    stream.Tell(new(StreamTopic.Direct, "conversation", JsonSerializer.Serialize(conversation, ClientJson.Default.ConversationJson)));
    }

    static async Task<bool> BelongsAsync(Db db, OpenStream stream, StreamTopic topic, PostEntry entry, Dictionary<long, long> home, CancellationToken ct) =>
        topic.IsUser ? topic.Name == StreamTopic.User && home.TryGetValue(stream.Account, out var row) && (await Timeline.HomeAsync(db, stream.Viewer, new(1, row + 1, row - 1), ct)).Count > 0
            : (entry.BoostedBy is null || topic.TakesBoosts) && await topic.HasAsync(db, stream.Viewer, entry.Id, ct);

    /// <summary>As this reader sees it; null when they may not.</summary>
    async Task<string?> StatusAsync(Db db, PostEntry entry, OpenStream stream, CancellationToken ct) =>
        await _statuses.OneAsync(db, entry, stream.Viewer, ct) is { } status ? JsonSerializer.Serialize(status, ClientJson.Default.StatusJson) : null;

    async Task TellOfAsync(Db db, long account, long id, CancellationToken ct)
    {
        var streams = _open.Keys.Where(s => s.Account == account && s.HearsNotifications).ToList();
        if (streams.Count == 0 || await _notifications.OneAsync(db, streams[0].Viewer, id, ct) is not { } told)
            return;
        var payload = JsonSerializer.Serialize(told, ClientJson.Default.NotificationJson);
        foreach (var stream in streams)
            foreach (var topic in stream.Topics.Where(t => t.Name is StreamTopic.User or StreamTopic.Notifications))
                stream.Tell(new(topic, "notification", payload));
    }

    [LoggerMessage(9101, LogLevel.Warning, "stream.failed")]
    partial void LogFailed(Exception error);
}
