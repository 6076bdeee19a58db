using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Posts;

/// <summary>A poll as it is shown: its answers with their totals, and what the viewer chose. Nobody sees what others chose.</summary>
public sealed record PollCard
{
    public bool Multiple { get; init; }

    /// <summary>When it ends or ended; null for one without end.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>How many people voted, where that is known.</summary>
    public int? Voters { get; init; }

    public IReadOnlyList<PollCardOption> Options { get; init; } = [];

    public bool Voted => Options.Any(o => o.Chosen);

    public bool IsOver(DateTimeOffset now) => EndsAt <= now;

    /// <summary>Of those who voted, or of all votes where their number is unknown; null when the totals are not said.</summary>
    public int? Percent(PollCardOption option)
    {
        var all = Math.Max(Voters ?? 0, Multiple ? 0 : Options.Sum(o => (long)(o.Votes ?? 0)));
        if (all == 0)
            all = Options.Sum(o => (long)(o.Votes ?? 0));
        return option.Votes is not { } votes ? null : all == 0 ? 0 : (int)Math.Min(100, Math.Round(100.0 * votes / all, MidpointRounding.AwayFromZero));
    }
}

/// <summary>One answer.</summary>
public sealed record PollCardOption(short Position, string Title, int? Votes, bool Chosen);

/// <summary>Reads polls for showing.</summary>
static class PollCards
{
    const string PollsSql = "select post_id, multiple, ends_at, voters from poll where post_id = any(@ids)";
    const string OptionsSql = """
        select o.post_id, o.position, o.title, o.votes,
               exists (select 1 from poll_vote v where v.post_id = o.post_id and v.voter_id = @viewer and v.position = o.position) as chosen
        from poll_option o
        where o.post_id = any(@ids)
        order by o.post_id, o.position
        """;

    public static async Task<IReadOnlyDictionary<long, PollCard>> LoadAsync(Db db, long[] ids, Viewer viewer, CancellationToken ct)
    {
        if (ids.Length == 0)
            return new Dictionary<long, PollCard>();
        var options = (await db.ListAsync<OptionRow>(OptionsSql, new { ids, viewer = viewer.ActorId }, ct)).ToLookup(o => o.PostId);
        return (await db.ListAsync<PollRow>(PollsSql, new { ids }, ct)).ToDictionary(p => p.PostId, p => new PollCard
        {
            Multiple = p.Multiple,
            EndsAt = p.EndsAt,
            Voters = p.Voters,
            Options = [.. options[p.PostId].Select(o => new PollCardOption(o.Position, Characters.Line(o.Title), o.Votes, o.Chosen))],
        });
    }

    sealed record PollRow
    {
        public long PostId { get; init; }
        public bool Multiple { get; init; }
        public DateTimeOffset? EndsAt { get; init; }
        public int? Voters { get; init; }
    }

    sealed record OptionRow
    {
        public long PostId { get; init; }
        public short Position { get; init; }
        public string Title { get; init; } = "";
        public int? Votes { get; init; }
        public bool Chosen { get; init; }
    }
}
