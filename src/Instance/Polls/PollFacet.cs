using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Inbox;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Polls;

/// <summary>The part of a post that is a poll: read from the wire, stored, written to the wire as totals (wire-microblog 12).</summary>
public sealed class PollFacet(Voting voting) : IPostFacet
{
    public string Kind => PostKind.Poll;

    public bool CountsApart => true;

    public FacetReading Read(As document) => PollReader.Read(document);

    public Task InsertAsync(Tx tx, Post post, object data, CancellationToken ct) =>
        PollStore.InsertAsync(tx, post.Id, Settled((PollData)data, null, tx.Now), ct);

    /// <summary>Other answers make another poll: what was voted counts no more.</summary>
    public async Task ChangeAsync(Tx tx, Post post, object data, CancellationToken ct)
    {
        var row = await PollStore.LockAsync(tx, post.Id, ct);
        var changed = Settled((PollData)data, row, tx.Now);
        var options = await PollStore.OptionsAsync(tx, post.Id, ct);
        if (row is not null && row.Multiple == changed.Multiple && options.Select(o => o.Title).SequenceEqual(changed.Choices.Select(c => c.Title), StringComparer.Ordinal))
        {
            await PollStore.TotalsAsync(tx, post.Id, changed, ct);
            return;
        }
        await PollStore.EraseAsync(tx, post.Id, ct);
        await PollStore.InsertAsync(tx, post.Id, changed, ct);
    }

    public Task EraseAsync(Tx tx, Post post, CancellationToken ct) => PollStore.EraseAsync(tx, post.Id, ct);

    public Task PassAsync(Tx tx, Post post, TimeSpan waited, CancellationToken ct) => PollStore.PostponeAsync(tx, post.Id, waited, ct);

    public Task<Outcome?> AnswerAsync(Received r, Post post, CancellationToken ct) => voting.ReceiveAsync(r, post, ct);

    public async Task<object> WriteAsync(Db db, Post post, PostDocument document, CancellationToken ct)
    {
        if (await PollStore.FindAsync(db, post.Id, ct) is not { } row)
            return document;
        var options = (await PollStore.OptionsAsync(db, post.Id, ct))
            .Select(o => new OptionDocument(o.Title, new CollectionDocument { Type = AsTypes.Collection, TotalItems = o.Votes ?? 0 })).ToList();
        return document with
        {
            OneOf = row.Multiple ? null : options,
            AnyOf = row.Multiple ? options : null,
            EndTime = row.EndsAt,
            Closed = row.EndedAt is null ? null : row.EndsAt,
            VotersCount = row.Voters,
        };
    }

    /// <summary>One that only says that it is closed ended when that was first heard.</summary>
    static PollData Settled(PollData data, PollRow? before, DateTimeOffset now) =>
        !data.Closed || data.EndsAt <= now ? data : data with { EndsAt = before?.IsOver(now) == true ? before.EndsAt : now };
}
