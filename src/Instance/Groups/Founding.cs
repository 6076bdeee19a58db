using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Groups;

/// <summary>Making a new group. Its founder moderates it; that the founder also joins is the caller's next step, as for any member.</summary>
public sealed class Founding(LocalActors actors, HubAddress address)
{
    /// <summary>Refusals: name-invalid, name-reserved, name-taken, title-missing, summary-too-long.</summary>
    public async Task<Result<Actor>> FoundAsync(Tx tx, Actor founder, GroupDraft draft, CancellationToken ct)
    {
        if (Names.Refusal(draft.Name) is { } problem)
            return new Refusal(problem, nameof(draft.Name));
        var title = Names.Display(draft.Title);
        if (title.Length == 0)
            return new Refusal("title-missing", nameof(draft.Title));
        var source = draft.Description.ReplaceLineEndings("\n").Trim();
        if (source.Length > Limits.Summary)
            return new Refusal("summary-too-long", nameof(draft.Description));
        if (await actors.CreateAsync(tx, ActorKind.Group, Names.Fold(draft.Name), title, ct) is not { } group)
            return new Refusal("name-taken", nameof(draft.Name));

        var html = Markdown.Render(source, TextProfile.Note, new Links(new Dictionary<string, MentionLink>(), $"{address.Base}/tags/")).Html;
        await ActorStore.ChangeProfileAsync(
            tx, group.Id, title, html, source, manualApproval: false, discoverable: true, indexable: true, Languages.Normalize(draft.Language), ct);
        await GroupStore.FoundAsync(tx, group.Id, founder.Id, ct);
        return (await ActorStore.ByIdAsync(tx, group.Id, ct))!;
    }
}
