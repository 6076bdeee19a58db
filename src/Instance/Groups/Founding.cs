using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Delivery;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Groups;

/// <summary>Making a new group, and describing it anew.</summary>
public sealed class Founding(LocalActors actors, ActorUpdates updates, HubAddress address)
{
    /// <summary>
    /// The founder moderates it; joining is the caller's next step, as for any member.
    /// Refusals: newcomer-group, name-invalid, name-reserved, name-taken, title-missing, description-too-long.
    /// </summary>
    public async Task<Result<Actor>> FoundAsync(Tx tx, Actor founder, GroupDraft draft, CancellationToken ct)
    {
        if (await TrustLevels.OfAsync(tx, founder.Id, ct) == Trust.New)
            return new Refusal("newcomer-group");
        if (Names.Refusal(draft.Name) is { } problem)
            return new Refusal(problem, nameof(draft.Name));
        if (Check(draft) is { } refusal)
            return refusal;
        if (await actors.CreateAsync(tx, ActorKind.Group, Names.Fold(draft.Name), Names.Display(draft.Title), ct) is not { } group)
            return new Refusal("name-taken", nameof(draft.Name));
        await GroupStore.FoundAsync(tx, group.Id, founder.Id, ct);
        return await DescribeAsync(tx, group, draft, ct);
    }

    /// <summary>The name stays; the followers are told. Refusals: not-moderator, newcomer-group, title-missing, description-too-long.</summary>
    public async Task<Result<Actor>> ChangeAsync(Tx tx, Actor moderator, Actor group, GroupDraft draft, CancellationToken ct)
    {
        if (!(await GroupPolicy.RoleAsync(tx, group.Id, moderator.Id, ct)).Moderator)
            return new Refusal("not-moderator");
        if (await TrustLevels.OfAsync(tx, moderator.Id, ct) == Trust.New)
            return new Refusal("newcomer-group");
        if (Check(draft) is { } refusal)
            return refusal;
        var changed = await DescribeAsync(tx, group, draft, ct);
        await updates.SendAsync(tx, changed, ct);
        return changed;
    }

    static Refusal? Check(GroupDraft draft)
    {
        if (Names.Display(draft.Title).Length == 0)
            return new("title-missing", nameof(draft.Title));
        return Source(draft).Length > Limits.Summary ? new("description-too-long", nameof(draft.Description)) : null;
    }

    async Task<Actor> DescribeAsync(Tx tx, Actor group, GroupDraft draft, CancellationToken ct)
    {
        var source = Source(draft);
        var html = Markdown.Render(source, TextProfile.Note, new Links(new Dictionary<string, MentionLink>(), $"{address.Base}/tags/")).Html;
        await ActorStore.ChangeProfileAsync(
            tx, group.Id, Names.Display(draft.Title), html, source, manualApproval: false, discoverable: true, indexable: true, Languages.Normalize(draft.Language), ct);
        return (await ActorStore.ByIdAsync(tx, group.Id, ct))!;
    }

    static string Source(GroupDraft draft) => draft.Description.ReplaceLineEndings("\n").Trim();
}
