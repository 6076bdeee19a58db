using Federated.Federation;
using Federated.Federation.Delivery;
using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Inbox;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Quotes;

/// <summary>
/// Fetches quoted posts and the stamps of their authors from their own servers, when a quote comes in and again every week (X4).
/// A quote is shown only while its stamp holds; a server that is away for a time changes nothing.
/// </summary>
public sealed partial class QuoteChecks(
    Database database, Wakeups wakeups, RemoteObjects objects, TakingIn takingIn, TimeProvider clock, ILogger<QuoteChecks> log)
    : PeriodicWorker(new(Anyway, wakeups, QuoteStore.Channel), clock, log)
{
    const int Batch = 20;
    static readonly TimeSpan Anyway = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Claim = TimeSpan.FromMinutes(10);

    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        var due = await database.TransactAsync(tx => QuoteStore.ClaimAsync(tx, tx.Now + Claim, Batch, ct), ct);
        await Task.WhenAll(due.Select(check => CheckAsync(check, ct)));
        return due.Count == Batch;
    }

    async Task CheckAsync(QuoteCheck check, CancellationToken ct)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(Limits.ProcessingTime);
        var verdict = await JudgeAsync(check, time.Token);
        await database.TransactAsync(tx => QuoteStore.DecideAsync(tx, check.PostId, verdict.State, ct, quotedId: verdict.QuotedId, checkAt: tx.Now + verdict.Again), ct);
    }

    async Task<Verdict> JudgeAsync(QuoteCheck check, CancellationToken ct)
    {
        try
        {
            var (quoted, away) = await QuotedAsync(check, ct);
            if (quoted is null)
                return away ? Later(check) : new(check.State == QuoteState.Accepted ? QuoteState.Revoked : QuoteState.Refused);
            if (quoted.AuthorId == check.AuthorId)
                return new(QuoteState.Accepted, quoted.Id);
            return check.StampUri is { } stamp ? await StampedAsync(check, quoted, stamp, ct) : new(QuoteState.Pending, quoted.Id);
        }
        catch (OperationCanceledException)
        {
            return Later(check);
        }
        catch (Exception error) when (!ct.IsCancellationRequested && !Transient.Is(error))
        {
            // What others wrote must not come back for ever.
            LogFault(Log, error);
            return Later(check);
        }
    }

    async Task<(Post? Post, bool Away)> QuotedAsync(QuoteCheck check, CancellationToken ct)
    {
        await using (var db = await database.OpenAsync(ct))
            if (await PostStore.ByUriAsync(db, check.QuotedUri, ct) is { } known)
                return (known.DeletedAt is null ? known : null, false);
        return await objects.FetchAsync(check.QuotedUri, ct) switch
        {
            ObjectLookup.Found { Document: var document } when document.Id == check.QuotedUri => (await takingIn.TakeAsync(document, ct), false),
            ObjectLookup.Unavailable => (null, true),
            _ => (null, false),
        };
    }

    async Task<Verdict> StampedAsync(QuoteCheck check, Post quoted, string stamp, CancellationToken ct)
    {
        string author;
        await using (var db = await database.OpenAsync(ct))
            author = (await ActorStore.ByIdAsync(db, quoted.AuthorId, ct))!.Uri;
        if (!Origin.Same(stamp, author))
            return new(QuoteState.Refused, quoted.Id);
        return await objects.FetchAsync(stamp, ct) switch
        {
            ObjectLookup.Found { Document: var document } when QuoteStamp.Fits(document, check.QuotingUri, check.QuotedUri, author) =>
                new(QuoteState.Accepted, quoted.Id, Limits.QuoteRecheck),
            ObjectLookup.Unavailable => Later(check) with { QuotedId = quoted.Id },
            _ => new(check.State == QuoteState.Accepted ? QuoteState.Revoked : QuoteState.Refused, quoted.Id),
        };
    }

    /// <summary>With growing pauses; in the end only what held before is looked at again.</summary>
    static Verdict Later(QuoteCheck check) => new(
        check.State, null, Backoff.Inbox(check.Checks, Random.Shared.NextDouble()) ?? (check.State == QuoteState.Accepted ? Limits.QuoteRecheck : null));

    sealed record Verdict(QuoteState State, long? QuotedId = null, TimeSpan? Again = null);

    [LoggerMessage(3501, LogLevel.Error, "quotes.fault")]
    static partial void LogFault(ILogger log, Exception error);
}
