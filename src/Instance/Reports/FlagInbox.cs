using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Inbox;
using Federated.Instance.Text;

namespace Federated.Instance.Reports;

/// <summary>Reports from other servers about people and posts of this one.</summary>
public sealed class FlagInbox(Reporting reporting) : IInboxFeature
{
    public void Map(InboxRoutes on) => on.Activity("Flag", InboxRoutes.Any, OnFlag);

    async Task<Outcome> OnFlag(Received r, CancellationToken ct)
    {
        if (r.Announcer is not null)
            return new Outcome.Ignored("announced");
        if (r.Activity.Id is not { } uri)
            return new Outcome.Refused("id-missing");
        var objects = r.Activity.Refs("object", Limits.ReportObjects);
        var posts = await ReportStore.LocalPostsAsync(r.Tx, objects, ct);
        if (await AccusedAsync(r, objects, posts, ct) is not { } accused)
            return new Outcome.Refused("nobody-accused");
        var text = PlainText.From(r.Activity.Text("content") ?? "", Limits.ReportText);
        var filed = await reporting.ReceiveAsync(
            r.Tx, r.Sender, accused, await ReportStore.WrittenByAsync(r.Tx, accused.Id, posts.Select(p => p.Id), ct), uri, text, ct);
        return filed.Ok ? Outcome.Ok : filed.Code == "known" ? new Outcome.Ignored("known") : new Outcome.Refused(filed.Code);
    }

    /// <summary>The first person or group of this hub that is named, else who wrote the first post.</summary>
    static async Task<Actor?> AccusedAsync(Received r, IReadOnlyList<string> objects, IReadOnlyList<(long Id, long WriterId)> posts, CancellationToken ct)
    {
        var named = (await ActorStore.ByUrisAsync(r.Tx, objects, ct)).Where(a => a is { Local: true, DeletedAt: null }).ToList();
        return objects.Select(uri => named.Find(a => a.Uri == uri)).FirstOrDefault(a => a is not null)
            ?? (posts is [var first, ..] ? await ActorStore.ByIdAsync(r.Tx, first.WriterId, ct) : null);
    }
}
