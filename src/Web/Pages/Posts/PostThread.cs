using Federated.Instance.Posts;

namespace Federated.Web.Pages.Posts;

/// <summary>A conversation around one post: what it answers, above, and what answers it, below and indented.</summary>
sealed record PostThread(IReadOnlyList<PostCard> Above, IReadOnlyList<(PostCard Card, int Depth)> Below)
{
    const int Deepest = 3;

    /// <summary>
    /// Puts the posts of a thread, in the order they were written, around one of them. Posts whose parent is not among them (deleted,
    /// or not for this viewer) stand at the first level.
    /// </summary>
    public static PostThread Around(PostCard focus, IReadOnlyList<PostCard> thread)
    {
        var byId = thread.Append(focus).DistinctBy(c => c.Post.Id).ToDictionary(c => c.Post.Id);
        var above = new List<PostCard>();
        for (var card = focus; card.Post.ReplyToId is { } parent && byId.TryGetValue(parent, out var next) && above.Count < byId.Count; card = next)
            above.Insert(0, next);
        var isRoot = focus.Post.Id == focus.Post.ThreadId;
        var answers = byId.Values.OrderBy(c => c.Post.Id)
            .ToLookup(c => c.Post.ReplyToId is { } parent && byId.ContainsKey(parent) ? parent : isRoot ? focus.Post.Id : 0);
        var below = new List<(PostCard, int)>();
        var waiting = new Stack<(PostCard Card, int Depth)>(Answers(focus, 1));
        while (waiting.TryPop(out var next))
        {
            below.Add((next.Card, Math.Min(next.Depth, Deepest)));
            foreach (var answer in Answers(next.Card, next.Depth + 1))
                waiting.Push(answer);
        }
        return new(above, below);

        // A stack gives back the last first.
        IEnumerable<(PostCard, int)> Answers(PostCard card, int depth) =>
            answers[card.Post.Id].Where(a => a.Post.Id != focus.Post.Id).Reverse().Select(a => (a, depth));
    }
}
