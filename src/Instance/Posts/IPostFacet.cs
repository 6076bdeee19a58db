using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Inbox;
using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>What a facet read of a wire object: its own data, or the code word why the object is refused.</summary>
public readonly record struct FacetReading(object? Data, string? Refusal);

/// <summary>What one kind of post has beside the post itself, in a table of its own keyed by `post_id`.</summary>
public interface IPostFacet
{
    /// <summary>The word of `post.kind` that carries it.</summary>
    string Kind { get; }

    FacetReading Read(As document);

    Task InsertAsync(Tx tx, Post post, object data, CancellationToken ct);

    Task ChangeAsync(Tx tx, Post post, object data, CancellationToken ct);

    Task EraseAsync(Tx tx, Post post, CancellationToken ct);

    /// <summary>The post waited for the moderators so long, and goes out now.</summary>
    Task PassAsync(Tx tx, Post post, TimeSpan waited, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Whether somebody besides the author may change and delete a remote post: an event's organizer.</summary>
    Task<bool> SpeaksForAsync(Db db, Post post, string actorUri, CancellationToken ct) => Task.FromResult(false);

    /// <summary>Whether its data change without the post being edited: totals, which come with an Update that is no newer.</summary>
    bool CountsApart => false;

    /// <summary>What becomes of an answer to such a post that may be no post itself, such as a vote. Null: it is a reply like others.</summary>
    Task<Outcome?> AnswerAsync(Received r, Post post, CancellationToken ct) => Task.FromResult<Outcome?>(null);

    /// <summary>The record to serialise: the document given, changed, or another made from it.</summary>
    Task<object> WriteAsync(Db db, Post post, PostDocument document, CancellationToken ct);
}

/// <summary>The facets by kind.</summary>
public sealed class PostFacets(IEnumerable<IPostFacet> facets)
{
    readonly Dictionary<string, IPostFacet> _byKind = facets.ToDictionary(f => f.Kind);

    public IPostFacet? Of(string kind) => _byKind.GetValueOrDefault(kind);
}
