using System.Net;
using Federated.Instance.Policies;
using Federated.Tests.Instance.Storage;

namespace Federated.Tests.Web.Pages;

/// <summary>The pages from which the hub is run.</summary>
public sealed class AdminPagesTests(PagesHub pages) : IClassFixture<PagesHub>
{
    static readonly string[] Admins =
        ["/admin", "/admin/roles", "/admin/first-posts", "/admin/roles?over=true", "/admin/peers", "/admin/peers?state=held", "/admin/peers?q=ex", "/admin/peers/hub.example.org", "/admin/deliveries", "/admin/deliveries?host=hub.example.org"];

    public static TheoryData<string> Languages => EveryPageTests.Languages;

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Those_who_run_the_hub_can_read_them_and_nobody_else_can(string language)
    {
        var asBoss = await BossAsync($"boss_{language}");
        await TroubleAsync();

        foreach (var path in Admins)
        {
            EveryPageTests.Check(path, language, await asBoss.GetAsync(EveryPageTests.In(path, language)));
            Assert.Equal(HttpStatusCode.Forbidden, (await pages.AsAda.GetAsync(path)).Status);
            Assert.Equal(HttpStatusCode.Redirect, (await pages.Visitor.GetAsync(path)).Status);
        }
    }

    [Fact]
    public async Task A_rule_is_made_on_a_servers_page_and_written_down_with_its_reason()
    {
        var asBoss = await BossAsync("decider");
        await asBoss.SubmitAsync("/admin/peers", ("host", "https://Evil.example/"));

        await asBoss.SubmitAsync("/admin/peers/evil.example", ("Input.State", "Blocked"), ("Input.Reason", "spam every day"));

        await Wait.UntilAsync(() => pages.Hub.Get<PeerPolicy>().Blocks("sub.evil.example"), seconds: 2);
        var page = await asBoss.ReadAsync("/admin/peers/evil.example");
        Assert.Contains("spam every day", page, StringComparison.Ordinal);
        Assert.Contains("/@decider", page, StringComparison.Ordinal);
        Assert.Contains("evil.example", await asBoss.ReadAsync("/admin/peers?state=blocked"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_did_not_arrive_is_shown_with_its_code_and_can_be_tried_again_or_discarded()
    {
        var asBoss = await BossAsync("sender");
        await TroubleAsync();
        var page = await asBoss.ReadAsync("/admin/deliveries");
        Assert.Contains("peer-gone-code", page, StringComparison.Ordinal);
        Assert.Contains("origin-mismatch", page, StringComparison.Ordinal);

        await asBoss.SubmitAsync("/admin/deliveries", "/admin/deliveries?handler=discard", ("host", "trouble.example"));
        Assert.Equal(1, await pages.Hub.AskAsync<long>("select count(*) from delivery where host = 'trouble.example'"));

        await asBoss.SubmitAsync("/admin/deliveries", "/admin/deliveries?handler=again", ("host", "trouble.example"));
        Assert.False(await pages.Hub.AskAsync<bool>("select closed_until is not null from peer where host = 'trouble.example'"));
        Assert.Contains("Try again now", await asBoss.ReadAsync("/admin/deliveries"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_no_server_has_no_page()
    {
        var asBoss = await BossAsync("lost");

        Assert.Equal(HttpStatusCode.NotFound, (await asBoss.GetAsync("/admin/peers/NOT.a..host")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await asBoss.GetAsync($"/admin/peers/{pages.Hub.Address.Host}")).Status);
    }

    async Task<PageBrowser> BossAsync(string name)
    {
        var boss = await pages.Hub.PersonAsync(name);
        await pages.Hub.RoleAsync(boss.Id, "admin");
        return await pages.SignInAsync(boss);
    }

    /// <summary>One delivery that waits, one that was given up, and one activity that was refused.</summary>
    Task TroubleAsync() => pages.Hub.DoAsync(async tx =>
    {
        await tx.ExecAsync("delete from delivery where host = 'trouble.example'", null, default);
        await tx.ExecAsync("""
            insert into peer (host, first_seen_at, closed_until, failed_days) values ('trouble.example', now(), now() + interval '1 hour', 3)
            on conflict (host) do update set closed_until = excluded.closed_until
            """, null, default);
        foreach (var (id, given) in new[] { (1, false), (2, true) })
        {
            await tx.ExecAsync("""
                insert into activity (id, uri, actor_id, type, public, body, digest, created_at) values (@id, @uri, @ada, 'Like', true, '', '', now()) on conflict do nothing
                """, new { id, uri = $"{id}", ada = pages.Ada.Id }, default);
            await tx.ExecAsync("""
                insert into delivery (activity_id, inbox, host, lane, next_at, given_up_at, code)
                values (@id, 'https://trouble.example/inbox', 'trouble.example', 0, now() + interval '1 hour', case when @given then now() end, 'peer-gone-code')
                """, new { id, given }, default);
        }
        await tx.ExecAsync("""
            insert into inbox_item (key, host, actor_uri, activity_uri, type, body, state, reason, next_at, received_at)
            values ('', 'trouble.example', '', '', 'Create', '', 'refused', 'origin-mismatch', now(), now())
            """, null, default);
    });
}
