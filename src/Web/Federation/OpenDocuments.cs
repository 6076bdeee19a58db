using System.Globalization;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Microsoft.Extensions.Caching.Memory;

namespace Federated.Web.Federation;

/// <summary>
/// Answers with the documents of open posts, kept for whoever asks without a signature: until the post changes, and no longer than their
/// own `max-age`. Counts in them (who comes to an event) may be as old as that.
/// </summary>
public sealed class OpenDocuments : IDisposable
{
    const long MostBytes = 16 * 1024 * 1024;

    readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MostBytes });
    long _changes;

    public OpenDocuments(PostNotices notices, Wakeups wakeups)
    {
        notices.Hear(Forget);
        wakeups.Hear(PostNotices.Channel, HearOf);
    }

    public IResult? Find(long id) => _kept.TryGetValue(id, out IResult? kept) ? kept : null;

    /// <summary>To be taken before a document is read, and given to <see cref="Keep"/>.</summary>
    public long Mark() => Volatile.Read(ref _changes);

    /// <summary>Unless something changed since the mark: then it may be an old text.</summary>
    public void Keep(long id, IResult answer, int bytes, long mark)
    {
        if (mark == Volatile.Read(ref _changes))
            _kept.Set(id, answer, new MemoryCacheEntryOptions { Size = bytes, AbsoluteExpirationRelativeToNow = ActivityResults.MaxAge });
        // It may have changed between the two lines.
        if (mark != Volatile.Read(ref _changes))
            _kept.Remove(id);
    }

    public void Dispose() => _kept.Dispose();

    void Forget(long id)
    {
        Interlocked.Increment(ref _changes);
        _kept.Remove(id);
    }

    void HearOf(string? id)
    {
        if (long.TryParse(id, CultureInfo.InvariantCulture, out var post))
        {
            Forget(post);
            return;
        }
        Interlocked.Increment(ref _changes);
        _kept.Clear();
    }
}
