using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Topics;

/// <summary>What somebody wants to talk about in a group.</summary>
public sealed record TopicDraft
{
    public required string Title { get; init; }

    /// <summary>Markdown.</summary>
    public required string Text { get; init; }

    public string Language { get; init; } = "en";
    public string Visibility { get; init; } = Policies.Visibility.Public;
}

/// <summary>Opening topics and changing them.</summary>
public sealed class Discussing(Posting posting)
{
    /// <summary>
    /// The visibilities that a topic may have: in a group elsewhere only what everybody may read, as only its own hub knows the members.
    /// </summary>
    public static IReadOnlyList<string> Reaches(Actor group) =>
        group.Local ? [Visibility.Public, Visibility.Unlisted, Visibility.Members, Visibility.HubOnly] : [Visibility.Public, Visibility.Unlisted];

    /// <summary>Refusals: those of <see cref="Posting.WriteAsync"/>, group-gone, not-member.</summary>
    public async Task<Result<Post>> StartAsync(Tx tx, Actor writer, Actor group, TopicDraft draft, CancellationToken ct)
    {
        if (group is not { Active: true, Kind: ActorKind.Group })
            return new Refusal("group-gone");
        if (!Reaches(group).Contains(draft.Visibility))
            return new Refusal("visibility", nameof(draft.Visibility));
        if (draft.Visibility == Visibility.Members && !(await GroupPolicy.RoleAsync(tx, group.Id, writer.Id, ct)).Member)
            return new Refusal("not-member", nameof(draft.Visibility));
        return await posting.WriteAsync(tx, Describe(writer, group, draft), ct);
    }

    /// <summary>Refusals: those of <see cref="Posting.EditAsync"/>, post-gone.</summary>
    public async Task<Result<Post>> ChangeAsync(Tx tx, Actor writer, long postId, TopicDraft draft, CancellationToken ct) =>
        await PostStore.ByIdAsync(tx, postId, ct) is { Kind: PostKind.Topic, GroupId: { } groupId } post
            ? await posting.EditAsync(tx, post, Describe(writer, (await ActorStore.ByIdAsync(tx, groupId, ct))!, draft), ct)
            : new Refusal("post-gone");

    static Draft Describe(Actor writer, Actor group, TopicDraft draft) => new()
    {
        Author = writer,
        Writer = writer,
        Kind = PostKind.Topic,
        Group = group,
        Title = draft.Title,
        Source = draft.Text,
        Language = draft.Language,
        Visibility = draft.Visibility,
    };
}
