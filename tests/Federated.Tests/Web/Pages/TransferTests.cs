using System.Globalization;
using System.Net;
using System.Text;
using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Bookmarks;
using Federated.Instance.Follows;
using Federated.Instance.Ids;
using Federated.Instance.Lists;
using Federated.Instance.Policies;
using Federated.Instance.Transfers;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Pages;

/// <summary>Files that people take along and bring, by plain links and forms.</summary>
public sealed class TransferTests(PagesHub pages) : IClassFixture<PagesHub>
{
    const string Page = "/settings/transfer";

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    static Task<PageAnswer> BringAsync(PageBrowser browser, string kind, string file) => BringAsync(browser, kind, Encoding.UTF8.GetBytes(file));

    static Task<PageAnswer> BringAsync(PageBrowser browser, string kind, byte[] file) => browser.SendFilesAsync(Page, Page, [("Kind", kind)], ("Sent", file, "file.csv"));

    static Task<string> TakeAsync(PageBrowser browser, string kind) => browser.ReadAsync($"{Page}?handler=file&kind={kind}");

    Task DoneAsync(Actor person) => pages.Hub.UntilAsync(
        "select not exists (select 1 from import i join import_row r on r.import_id = i.id where i.account_id = @Id and r.next_at is not null)", new { person.Id });

    /// <summary>No test waits for the pace.</summary>
    Task HurryAsync() => pages.Hub.DoAsync(async tx =>
    {
        await tx.ExecAsync("update import_row set next_at = @Now where next_at > @Now and tries = 0", new { tx.Now }, default);
        tx.Notify(Importing.Channel);
    });

    async Task<string> ProblemsAsync(PageBrowser browser, Actor person) =>
        await browser.ReadAsync($"{Page}?handler=file&import={Text(await pages.Hub.AskAsync<long>("select max(id) from import where account_id = @Id", new { person.Id }))}");

    [Fact]
    public async Task What_one_takes_along_is_brought_elsewhere_as_it_is()
    {
        await using var peer = await FakePeer.StartAsync();
        peer.Actor("far");
        var (nia, oto) = (await pages.Hub.PersonAsync("nia"), await pages.Hub.PersonAsync("oto"));
        var (asNia, asOto) = (await pages.SignInAsync(nia), await pages.SignInAsync(oto));
        var post = await pages.WriteAsync(pages.Ada, "worth keeping");
        await asNia.ReadAsync($"/@far@{peer.Host}");
        await asNia.SubmitAsync($"/@far@{peer.Host}", $"/@far@{peer.Host}?handler=follow");
        await pages.Hub.DoAsync(async tx =>
        {
            var hub = pages.Hub;
            await hub.Get<Following>().FollowAsync(tx, nia, pages.Bo, default, new FollowWishes(false, true, ["fr", "ar"]));
            await hub.Get<Blocking>().BlockAsync(tx, nia, pages.Cy, default);
            await Blocking.MuteAsync(tx, nia, pages.Ada, default, notifications: false);
            await Blocking.HideAsync(tx, nia, "loud.example.org", default);
            var list = new PersonList { Id = hub.Get<IdMaker>().Next(), AccountId = nia.Id, Title = "=Near, \"and\" dear" };
            await ListStore.SaveAsync(tx, list, default);
            await ListStore.AddAsync(tx, list, [pages.Bo.Id], default);
            await hub.Get<Bookmarking>().AddAsync(tx, nia.Id, post.Id, default);
        });

        foreach (var kind in (string[])["following", "blocks", "mutes", "servers", "lists", "bookmarks"])
        {
            var taken = await TakeAsync(asNia, kind);
            var answer = await BringAsync(asOto, kind, taken);
            Assert.Equal((303, Page), (answer.Code, answer.Location));
            await HurryAsync();
            await DoneAsync(oto);
            Assert.Equal(taken, await TakeAsync(asOto, kind));
        }

        Assert.Contains($"far@{peer.Host},true,false,\n", await TakeAsync(asOto, "following"), StringComparison.Ordinal);
        Assert.Contains($"bo@{pages.Hub.Address.HandleDomain},false,true,\"", await TakeAsync(asOto, "following"), StringComparison.Ordinal);
        Assert.Contains($"ada@{pages.Hub.Address.HandleDomain},false\n", await TakeAsync(asOto, "mutes"), StringComparison.Ordinal);
        Assert.Equal($"\"'=Near, \"\"and\"\" dear\",bo@{pages.Hub.Address.HandleDomain}\n", await TakeAsync(asNia, "lists"));
        Assert.Contains($"\nnia@{pages.Hub.Address.HandleDomain}\n", await TakeAsync(pages.AsBo, "followers"), StringComparison.Ordinal);
        Assert.Contains("2 of 2 done", await asOto.ReadAsync(Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_cannot_be_come_back_with_the_reason()
    {
        var pia = await pages.Hub.PersonAsync("pia");
        var asPia = await pages.SignInAsync(pia);
        await BringAsync(asPia, "following", "\ufeffLanguages,Account address\nen,nobody-here@" + pages.Hub.Address.HandleDomain + "\n,@pia\n,bo\n\n");
        await HurryAsync();
        await DoneAsync(pia);

        Assert.Equal(
            $"Account address,Show boosts,Notify on new posts,Languages,Problem\nnobody-here@{pages.Hub.Address.HandleDomain},,,en,account-unknown\n\"'@pia\",,,,follow-self\n",
            await ProblemsAsync(asPia, pia));
        var page = await asPia.ReadAsync(Page);
        Assert.Contains("1 of 3 done", page, StringComparison.Ordinal);
        Assert.Contains("2 rows could not be imported", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("servers", "*\norg\norg.uk\nlocalhost\nSELF\nhttps://Loud.example.org/\n", "loud.example.org")]
    [InlineData("servers", "#domain,#severity\nquiet.example.org,suspend\n", "quiet.example.org")]
    public async Task Only_servers_that_can_be_are_hidden(string kind, string file, string hidden)
    {
        var name = $"r{hidden[0]}";
        var rue = await pages.Hub.PersonAsync(name);
        var asRue = await pages.SignInAsync(rue);
        await BringAsync(asRue, kind, file.Replace("SELF", pages.Hub.Address.Host, StringComparison.Ordinal));
        await HurryAsync();
        await DoneAsync(rue);

        Assert.Equal($"{hidden}\n", await TakeAsync(asRue, kind));
    }

    [Theory]
    [InlineData("following", "", "There is nothing in this file.")]
    [InlineData("servers", "\n\n# a remark\n\u200b\n", "There is nothing in this file.")]
    [InlineData("followers", "bo", "choose what is in the file")]
    [InlineData("nonsense", "bo", "choose what is in the file")]
    [InlineData("blocks", "\u0001LATIN", "cannot be read")]
    [InlineData("servers", "\u0001LONG", "cannot be read")]
    public async Task What_is_no_such_file_is_refused_and_nothing_stays(string kind, string file, string said)
    {
        var bytes = file switch
        {
            "\u0001LATIN" => [0x62, 0xE9, 0x0A],
            "\u0001LONG" => [.. Enumerable.Repeat((byte)'x', Limits.UriLength + 1)],
            _ => Encoding.UTF8.GetBytes(file),
        };

        var answer = await BringAsync(pages.AsAda, kind, bytes);

        Assert.Contains(said, answer.Body, StringComparison.Ordinal);
        Assert.Equal(0, await pages.Hub.AskAsync<int>("select count(*)::int from import where account_id = @Id", new { pages.Ada.Id }));
    }

    [Fact]
    public async Task A_file_has_so_many_bytes_and_rows_at_most()
    {
        var sam = await pages.Hub.PersonAsync("sam");
        var asSam = await pages.SignInAsync(sam);
        byte[] Padded(int bytes) => [.. "no-host"u8, .. Enumerable.Repeat((byte)'\n', bytes - 7)];
        static string Rows(int rows) => string.Concat(Enumerable.Repeat("no-host\n", rows));

        Assert.Contains("This file is too large", (await BringAsync(asSam, "servers", Padded(Limits.ImportBytes + 1))).Body, StringComparison.Ordinal);
        Assert.Equal(303, (await BringAsync(asSam, "servers", Padded(Limits.ImportBytes))).Code);
        await DoneAsync(sam);
        await asSam.SubmitAsync(Page, $"{Page}?handler=drop", ("import", Text(await pages.Hub.AskAsync<long>("select id from import where account_id = @Id", new { sam.Id }))));
        Assert.Contains("too many rows", (await BringAsync(asSam, "servers", Rows(Limits.ImportRows + 1))).Body, StringComparison.Ordinal);
        Assert.Equal(303, (await BringAsync(asSam, "servers", Rows(Limits.ImportRows))).Code);
        Assert.Contains("still waiting", (await BringAsync(asSam, "servers", Rows(Limits.ImportRows / 2))).Body, StringComparison.Ordinal);

        var id = await pages.Hub.AskAsync<long>("select max(id) from import where account_id = @Id", new { sam.Id });
        Assert.Equal(
            (Limits.ImportRows - 1) * Limits.ImportPace, await pages.Hub.AskAsync<TimeSpan>("select max(next_at) - (select created_at from import where id = @id) from import_row where import_id = @id and tries = 0", new { id }));
        await asSam.SubmitAsync(Page, $"{Page}?handler=drop", ("import", Text(id)));
        Assert.Equal(0, await pages.Hub.AskAsync<int>("select count(*)::int from import_row where import_id = @id", new { id }));
    }

    [Fact]
    public async Task All_that_one_brings_has_one_pace_and_so_many_files_are_kept()
    {
        var vic = await pages.Hub.PersonAsync("vic");
        await pages.Hub.DoAsync(tx => tx.ExecAsync("update actor set paused_at = @Now where id = @Id", new { tx.Now, vic.Id }, default));
        Task<Result<long>> BringAsync() => pages.Hub.Get<Importing>().BeginAsync(vic.Id, TransferKind.Servers, new MemoryStream([.. "no-host\nnor-this\n"u8]), default);

        for (var i = 0; i < Limits.Imports; i++)
            Assert.True((await BringAsync()).Ok);
        Assert.Equal("import-waiting", (await BringAsync()).Code);

        Assert.True(await pages.Hub.AskAsync<bool>(
            "select max(next_at) - min(next_at) >= @pace and count(distinct next_at) = count(*) and bool_and(tries = 0) from import i join import_row r on r.import_id = i.id where i.account_id = @Id",
            new { vic.Id, pace = ((2 * Limits.Imports) - 1) * Limits.ImportPace }));
    }

    [Fact]
    public async Task Whose_account_is_closed_follows_nobody_any_more()
    {
        var wim = await pages.Hub.PersonAsync("wim");
        await pages.Hub.DoAsync(tx => tx.ExecAsync("update account set disabled_at = @Now where actor_id = @Id", new { tx.Now, wim.Id }, default));
        await pages.Hub.Get<Importing>().BeginAsync(wim.Id, TransferKind.Following, new MemoryStream([.. "bo\n"u8]), default);
        await DoneAsync(wim);

        Assert.Equal("actor-gone", await pages.Hub.AskAsync<string>("select r.problem from import i join import_row r on r.import_id = i.id where i.account_id = @Id", new { wim.Id }));
        Assert.False(await pages.Hub.AskAsync<bool>("select exists (select 1 from follow where follower_id = @Id)", new { wim.Id }));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_asked_so_often()
    {
        await using var peer = await FakePeer.StartAsync();
        peer.Actor("away");
        var asked = $"/.well-known/webfinger?resource={Uri.EscapeDataString($"acct:away@{peer.Host}")}";
        peer.Documents[asked] = "503";
        var tom = await pages.Hub.PersonAsync("tom");
        var asTom = await pages.SignInAsync(tom);
        await BringAsync(asTom, "following", $"away@{peer.Host}");

        for (var tries = 1; tries <= Limits.ImportTries; tries++)
        {
            await pages.Hub.UntilAsync(
                "select exists (select 1 from import i join import_row r on r.import_id = i.id where i.account_id = @Id and r.tries = @tries and r.problem is not null and (r.next_at is null) = @last)",
                new { tom.Id, tries, last = tries == Limits.ImportTries });
            await pages.Hub.DoAsync(async tx =>
            {
                await tx.ExecAsync("update import_row set next_at = @Now where next_at is not null and problem is not null", new { tx.Now }, default);
                tx.Notify(Importing.Channel);
            });
        }

        Assert.EndsWith(",away\n", await ProblemsAsync(asTom, tom), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_sees_or_stops_what_another_brought()
    {
        var una = await pages.Hub.PersonAsync("una");
        var asUna = await pages.SignInAsync(una);
        await BringAsync(asUna, "servers", "no-host\n");
        await DoneAsync(una);
        var id = Text(await pages.Hub.AskAsync<long>("select id from import where account_id = @Id", new { una.Id }));

        Assert.Equal(HttpStatusCode.NotFound, (await pages.AsCy.GetAsync($"{Page}?handler=file&import={id}")).Status);
        await pages.AsCy.SubmitAsync(Page, $"{Page}?handler=drop", ("import", id));
        Assert.DoesNotContain($"value=\"{id}\"", await pages.AsCy.ReadAsync(Page), StringComparison.Ordinal);
        Assert.Contains($"value=\"{id}\"", await asUna.ReadAsync(Page), StringComparison.Ordinal);
        Assert.Contains(",host-invalid\n", await asUna.ReadAsync($"{Page}?handler=file&import={id}"), StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, (await pages.Visitor.GetAsync($"{Page}?handler=file&kind=following")).Status);
    }

    [Fact]
    public async Task A_bookmark_of_a_post_that_one_may_not_see_is_no_post()
    {
        var hidden = await pages.WriteAsync(pages.Ada, "for followers", Visibility.Followers);
        await BringAsync(pages.AsCy, "bookmarks", $"{hidden.Uri}\n{pages.Hub.Address.Base}/objects/1\n");
        await HurryAsync();
        await DoneAsync(pages.Cy);

        Assert.Equal($"#uri,Problem\n{hidden.Uri},post-gone\n{pages.Hub.Address.Base}/objects/1,post-gone\n", await ProblemsAsync(pages.AsCy, pages.Cy));
    }
}
