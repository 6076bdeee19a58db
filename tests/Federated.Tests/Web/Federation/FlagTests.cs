using System.Globalization;
using System.Net;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Reports;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>Reports from other servers, and reports that are passed on.</summary>
public sealed class FlagTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    TestHub Hub => world.Hub;

    Task FillAsync(Actor reporter, Actor accused, int count) => Hub.DoAsync(tx => tx.ExecAsync(
        "insert into report (id, reporter_id, accused_id, created_at) select @first + n, @reporter, @accused, @now from generate_series(1, @count) n",
        new { first = reporter.Id * 1_000 % 1_000_000_007 * 1_000, reporter = reporter.Id, accused = accused.Id, count, now = tx.Now }, default));

    static string Objects(IEnumerable<string> uris) => string.Join(',', uris.Select(u => $"\"{u}\""));

    static string Flag(FakeActor reporter, string objects, string content) =>
        reporter.Activity("Flag", "x", extra: $"\"content\":\"{content}\"").Replace("\"object\":\"x\"", $"\"object\":[{objects}]", StringComparison.Ordinal);

    [Theory]
    [InlineData("mastodon/flag.json", 1)]
    [InlineData("misskey/flag.json", 0)]
    public async Task A_report_from_another_server_is_kept_for_the_moderators_and_does_nothing(string sample, int posts)
    {
        await using var elsewhere = await FakePeer.StartAsync();
        var (ada, instance) = (await world.PersonAsync(), elsewhere.Actor("actor", "Application"));
        var post = await world.WriteAsync(ada, "reported");

        await instance.DeliverAsync(Hub, world.Sample(sample, instance, post.Uri, ada.Uri).Replace(world.Peer.Base, elsewhere.Base, StringComparison.Ordinal));
        await Hub.UntilAsync("select exists (select 1 from report where accused_id = @Id)", new { ada.Id });

        var card = Assert.Single(await Hub.DoAsync(tx => ReportStore.ListAsync(tx, closed: false, long.MaxValue, 100, default)), c => c.Accused.Id == ada.Id);
        Assert.Equal((posts, elsewhere.Host), (card.Posts.Count, card.Reporter.Host));
        Assert.DoesNotContain("<", card.Report.Content, StringComparison.Ordinal);
        Assert.Equal(0, await world.CountAsync("notification where account_id = @Id", new { ada.Id }));
        Assert.True(await Hub.AskAsync<bool>("select deleted_at is null from post where id = @Id", new { post.Id }));
    }

    [Fact]
    public async Task A_report_in_anothers_name_is_not_kept_and_one_about_nobody_here_is_refused()
    {
        var (ada, bo, mallory) = (await world.PersonAsync(), world.Stranger(), world.Stranger());
        await mallory.DeliverAsync(Hub, Flag(bo, Objects([ada.Uri]), "forged"));

        await mallory.DeliverAsync(Hub, Flag(mallory, Objects([bo.Uri, "https://third.example.org/users/x"]), "not here"));

        Assert.Equal("nobody-accused", await world.RefusalAsync(mallory));
        Assert.Equal(0, await world.CountAsync("report where accused_id = @Id", new { ada.Id }));
    }

    [Fact]
    public async Task Objects_are_read_up_to_the_limit_and_words_are_cut_at_theirs()
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        var post = await world.WriteAsync(ada, "reported");
        var strangers = Enumerable.Range(1, Limits.ReportObjects - 1).Select(n => $"https://third.example.org/{n}").ToList();

        await bo.DeliverAsync(Hub, Flag(bo, Objects([.. strangers, "https://third.example.org/last", post.Uri]), "x"));
        Assert.Equal("nobody-accused", await world.RefusalAsync(bo));

        foreach (var length in new[] { Limits.ReportText, Limits.ReportText + 1 })
            await bo.DeliverAsync(Hub, Flag(bo, Objects([.. strangers, post.Uri]), new string('x', length)));
        await Hub.UntilAsync("select count(*) = 2 from report where accused_id = @Id", new { ada.Id });
        Assert.Equal(1, await world.CountAsync("report where accused_id = @Id and content = repeat('x', @length)", new { ada.Id, length = Limits.ReportText }));
        Assert.Equal(2, await world.CountAsync("report where accused_id = @Id and length(content) <= @length", new { ada.Id, length = Limits.ReportText }));
    }

    [Fact]
    public async Task One_server_reports_so_often_a_day_and_no_more()
    {
        await using var elsewhere = await FakePeer.StartAsync();
        var (ada, instance) = (await world.PersonAsync(), elsewhere.Actor("actor", "Application"));
        await FillAsync(await world.KnownAsync(instance), ada, Limits.ReportsPerDay - 1);

        await instance.DeliverAsync(Hub, Flag(instance, Objects([ada.Uri]), "the last"));
        await Hub.UntilAsync("select count(*) = @most from report where accused_id = @Id", new { ada.Id, most = Limits.ReportsPerDay });
        await instance.DeliverAsync(Hub, Flag(instance, Objects([ada.Uri]), "one more"));

        Assert.Equal("reports-full", await world.RefusalAsync(instance));
    }

    [Fact]
    public async Task A_report_that_is_passed_on_says_nothing_of_who_reports()
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        var known = await world.FollowAsync(ada, bo);
        await bo.DeliverAsync(Hub, bo.Activity("Create", bo.Note($"notes/bad{known.Id}", "bad")));
        await Hub.UntilAsync("select exists (select 1 from post where author_id = @Id)", new { known.Id });
        var post = await Hub.AskAsync<long>("select id from post where author_id = @Id", new { known.Id });

        var filed = await Hub.DoAsync(tx => Hub.Get<Reporting>().FileAsync(tx, ada, new ReportDraft { Accused = known, Posts = [post], Text = "please look", Forward = true }, default));

        Assert.True(filed.Ok, filed.Code);
        var flag = await world.Peer.UntilReceivedAsync("Flag", like: f => f.GetProperty("to")[0].GetString() == bo.Uri);
        Assert.Equal($"{Hub.Address.Base}/actor", flag.GetProperty("actor").GetString());
        Assert.Equal([bo.Uri, $"{world.Peer.Base}/notes/bad{known.Id}"], flag.GetProperty("object").EnumerateArray().Select(o => o.GetString()!));
        Assert.Equal("please look", flag.GetProperty("content").GetString());
        Assert.DoesNotContain(ada.Name, flag.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(ada.Id.ToString(CultureInfo.InvariantCulture), flag.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await world.GetAsync(world.Stranger(), flag.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task A_report_stays_here_unless_its_writer_wants_it_passed_on()
    {
        var (ada, bo) = (await world.PersonAsync(), await world.KnownAsync(world.Stranger()));

        await Hub.DoAsync(tx => Hub.Get<Reporting>().FileAsync(tx, ada, new ReportDraft { Accused = bo, Text = "only here" }, default));

        Assert.Equal(0, await world.CountAsync("activity where type = 'Flag' and object_uri = @Uri", new { bo.Uri }));
        Assert.Equal(1, await world.CountAsync("report where accused_id = @Id and not forwarded", new { bo.Id }));
    }

    [Fact]
    public async Task A_report_holds_only_posts_of_the_accused_that_its_writer_may_see()
    {
        var (ada, bo, cy) = (await world.PersonAsync(), await world.PersonAsync(), await world.PersonAsync());
        var (open, hidden, other) = (await world.WriteAsync(bo, "open"), await world.WriteAsync(bo, "hidden", Visibility.Followers), await world.WriteAsync(cy, "of cy"));

        var filed = await Hub.DoAsync(tx => Hub.Get<Reporting>().FileAsync(tx, ada, new ReportDraft { Accused = bo, Posts = [open.Id, hidden.Id, other.Id] }, default));

        Assert.Equal(open.Id, await Hub.AskAsync<long>("select sum(post_id)::bigint from report_post where report_id = @Id", new { filed.Value!.Id }));
    }

    [Fact]
    public async Task A_report_has_so_many_words_and_one_person_so_many_reports_a_day()
    {
        var (ada, bo) = (await world.PersonAsync(), await world.PersonAsync());
        Task<Federated.Instance.Result<Report>> FileAsync(Actor accused, int length) => Hub.DoAsync(tx => Hub.Get<Reporting>().FileAsync(
            tx, ada, new ReportDraft { Accused = accused, Text = new string('x', length) }, default));

        Assert.Equal("text-too-long", (await FileAsync(bo, Limits.ReportText + 1)).Code);
        Assert.Equal("report-self", (await FileAsync(ada, 1)).Code);
        await FillAsync(ada, bo, Limits.ReportsPerDay - 1);
        Assert.True((await FileAsync(bo, Limits.ReportText)).Ok);
        Assert.Equal("reports-full", (await FileAsync(bo, 1)).Code);
    }

    [Fact]
    public async Task A_moderator_closes_a_report_once_and_it_is_written_down()
    {
        var (ada, bo, moderator) = (await world.PersonAsync(), await world.PersonAsync(), await world.PersonAsync());
        var filed = await Hub.DoAsync(tx => Hub.Get<Reporting>().FileAsync(tx, ada, new ReportDraft { Accused = bo }, default));

        foreach (var _ in Enumerable.Range(0, 2))
            await Hub.DoAsync(tx => Hub.Get<Reporting>().CloseAsync(tx, moderator, filed.Value!.Id, default));

        Assert.Contains(await Hub.DoAsync(tx => ReportStore.ListAsync(tx, closed: true, long.MaxValue, 100, default)), c => c.Report.Id == filed.Value!.Id && c.ClosedBy?.Id == moderator.Id);
        Assert.Equal(1, await world.CountAsync("audit where action = 'report.close' and by_id = @Id", new { moderator.Id }));
    }
}
