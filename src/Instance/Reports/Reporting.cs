using System.Globalization;
using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Delivery;
using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Reports;

/// <summary>Telling the moderators, here and where the accused is at home; and the moderators' end of it. A report never acts by itself.</summary>
public sealed class Reporting(IdMaker ids, Outbox outbox, Audit audit)
{
    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Posts that the reporter may not see, or that somebody else wrote, are left out. Refusals: report-self, actor-gone, text-too-long, report-category, reports-full.</summary>
    public async Task<Result<Report>> FileAsync(Tx tx, Actor reporter, ReportDraft draft, CancellationToken ct)
    {
        var text = Characters.Clean(draft.Text.ReplaceLineEndings("\n")).Trim();
        if (draft.Accused.Id == reporter.Id)
            return new Refusal("report-self");
        if (draft.Accused.DeletedAt is not null)
            return new Refusal("actor-gone");
        if (text.Length > Limits.ReportText)
            return new Refusal("text-too-long", nameof(ReportDraft.Text));
        if (!Report.Categories.Contains(draft.Category) || draft.Rules.Count > Limits.ReportRules || draft.Rules.Any(r => r.Length > Limits.ReportRule))
            return new Refusal("report-category", nameof(ReportDraft.Category));
        await ActorStore.LockByUriAsync(tx, reporter.Uri, ct);
        if (await ReportStore.CountAsync(tx, reporter, tx.Now - Day, ct) >= Limits.ReportsPerDay)
            return new Refusal("reports-full");
        List<long> posts = [];
        foreach (var id in await ReportStore.WrittenByAsync(tx, draft.Accused.Id, draft.Posts.Take(Limits.ReportObjects), ct))
            if (await PostStore.VisibleAsync(tx, id, Viewer.Of(reporter), ct) is not null)
                posts.Add(id);
        var report = new Report
        {
            Id = ids.Next(), ReporterId = reporter.Id, AccusedId = draft.Accused.Id, Content = text, Category = draft.Category, Rules = [.. draft.Rules], CreatedAt = tx.Now, Forwarded = draft is { Forward: true, Accused.Local: false },
        };
        await ReportStore.InsertAsync(tx, report, posts, ct);
        if (report.Forwarded)
            await ForwardAsync(tx, draft.Accused, posts, text, ct);
        return report;
    }

    /// <summary>Another server tells of somebody here. Refusals: reports-full, known.</summary>
    public async Task<Result<Report>> ReceiveAsync(Tx tx, Actor reporter, Actor accused, IReadOnlyList<long> posts, string uri, string text, CancellationToken ct)
    {
        if (await ReportStore.CountAsync(tx, reporter, tx.Now - Day, ct) >= Limits.ReportsPerDay)
            return new Refusal("reports-full");
        var report = new Report { Id = ids.Next(), Uri = uri, ReporterId = reporter.Id, AccusedId = accused.Id, Content = text, CreatedAt = tx.Now };
        return await ReportStore.InsertAsync(tx, report, posts, ct) ? report : new Refusal("known");
    }

    /// <summary>A moderator has looked at it and done what was to be done.</summary>
    public async Task CloseAsync(Tx tx, Actor moderator, long id, CancellationToken ct)
    {
        if (await ReportStore.CloseAsync(tx, id, moderator.Id, ct))
            await audit.AddAsync(tx, moderator.Id, "report.close", id.ToString(CultureInfo.InvariantCulture), "", ct);
    }

    /// <summary>In the name of the hub: who reports stays here (AT-174).</summary>
    async Task ForwardAsync(Tx tx, Actor accused, IReadOnlyList<long> posts, string text, CancellationToken ct)
    {
        var hub = (await ActorStore.LocalByNameAsync(tx, HubAddress.HubActorName, ct))!;
        var (id, uri) = outbox.NewActivity();
        await outbox.EnqueueAsync(tx, new Outgoing
        {
            Id = id,
            Actor = hub,
            Type = AsTypes.Flag,
            Body = WireJson.Bytes(new ActivityDocument
            {
                Id = uri, Type = AsTypes.Flag, Actor = hub.Uri, To = [accused.Uri], Content = text,
                Object = WireValue.Ids([accused.Uri, .. await ReportStore.RemoteUrisAsync(tx, posts, ct)]),
            }),
            About = accused.Uri,
        }, new Recipients { Actors = [accused.Id] }, ct);
    }
}
