using Federated.Federation;
using Federated.Instance.Mail;
using Federated.Instance.Storage;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Mail;

public sealed class MailTests : IAsyncLifetime
{
    readonly MovableClock _clock = new();
    FakeSmtp _smtp = null!;
    TestHub _hub = null!;

    public async Task InitializeAsync()
    {
        _smtp = FakeSmtp.Start();
        _hub = await TestHub.StartAsync(_clock, null, _ => { }, _ => { }, _smtp.Settings);
    }

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _smtp.DisposeAsync();
    }

    static Letter To(string address, string? language = null) =>
        new(address, MailKind.Reset, language, TimeSpan.FromDays(2), "ada", "https://hub.example.org/reset/secret-token");

    Task QueueAsync(Letter letter) => _hub.DoAsync(tx => _hub.Get<Mailing>().SendAsync(tx, letter, default));

    Task SentAsync() => _hub.UntilAsync("select not exists (select 1 from mail where given_up_at is null)");

    /// <summary>Time passes, and the worker looks, whether it waits already or not.</summary>
    async Task PassAsync(TimeSpan time)
    {
        _clock.Pass(time);
        await _hub.DoAsync(tx =>
        {
            tx.Notify(Mailing.Channel);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_server_that_does_not_answer_has_the_time_of_the_limit()
    {
        var asked = new TaskCompletionSource();
        _smtp.Recipient = _ =>
        {
            asked.TrySetResult();
            return "";
        };
        var sending = _hub.Get<MailTransport>().SendAsync(1, "ada@example.org", new LetterText("en", "Subject", "Text"), default);
        await asked.Task;
        _clock.Pass(Limits.MailTime - TimeSpan.FromSeconds(10));
        Assert.False(sending.IsCompleted);
        _clock.Pass(TimeSpan.FromSeconds(10));

        Assert.IsType<MailOutcome.Failed>(await sending);
    }

    [Fact]
    public async Task A_mail_goes_out_in_the_language_of_who_gets_it()
    {
        await QueueAsync(To("ada@example.org", "fr"));
        await SentAsync();

        var mail = Assert.Single(_smtp.Mails);
        Assert.Equal("ada@example.org", mail.To);
        Assert.Contains("hub@mail.example", mail.Header("From"), StringComparison.Ordinal);
        Assert.Equal("fr", mail.Header("Content-Language"));
        Assert.Equal("auto-generated", mail.Header("Auto-Submitted"));
        Assert.Contains("Ce lien permet", mail.Text, StringComparison.Ordinal);
        Assert.Contains("\nhttps://hub.example.org/reset/secret-token", mail.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_taken_back_is_not_sent()
    {
        await _hub.DoAsync(async tx =>
        {
            await _hub.Get<Mailing>().SendAsync(tx, To("bo@example.org"), default);
            tx.RollBack();
        });
        await QueueAsync(To("ada@example.org"));
        await SentAsync();

        Assert.Equal("ada@example.org", Assert.Single(_smtp.Mails).To);
    }

    [Fact]
    public async Task Links_that_wait_are_sealed()
    {
        _smtp.Recipient = _ => "451 Later";
        await QueueAsync(To("ada@example.org"));
        await _hub.UntilAsync("select exists (select 1 from mail where problem is not null)");

        var stored = (await _hub.AskAsync<string>("select encode(arguments, 'escape') from mail"))!;
        Assert.DoesNotContain("secret-token", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_is_tried_again_later_and_sent_once()
    {
        _smtp.Recipient = _ => "451 Later";
        await QueueAsync(To("ada@example.org"));
        await _hub.UntilAsync("select exists (select 1 from mail where problem is not null)");
        Assert.Empty(_smtp.Mails);

        _smtp.Recipient = _ => "250 OK";
        await PassAsync(TimeSpan.FromMinutes(2));
        await SentAsync();

        Assert.Single(_smtp.Mails);
    }

    [Fact]
    public async Task A_mail_has_so_many_tries_and_then_it_is_given_up_with_what_it_said()
    {
        _smtp.Recipient = _ => "451 Later";
        await QueueAsync(To("ada@example.org"));
        for (var tries = 1; tries <= Limits.MailTries; tries++)
        {
            await _hub.UntilAsync("select exists (select 1 from mail where tries = @tries and problem is not null and next_at > @now)", new { tries, now = _clock.Now() });
            Assert.Equal(tries == Limits.MailTries, await _hub.AskAsync<bool>("select given_up_at is not null from mail"));
            await PassAsync(TimeSpan.FromHours(5));
        }

        Assert.Equal(0, await _hub.AskAsync<int>("select length(arguments) from mail"));
        Assert.Equal(1, (await FactsAsync()).GivenUp);
    }

    [Fact]
    public async Task A_mailbox_that_does_not_exist_is_not_tried_again()
    {
        _smtp.Recipient = _ => "550 No such user";
        await QueueAsync(To("ada@example.org"));
        await SentAsync();

        Assert.Equal(1, await _hub.AskAsync<int>("select tries from mail where given_up_at is not null"));
        Assert.StartsWith("recipient-refused", (await FactsAsync()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_nobody_can_open_or_that_ends_every_worker_comes_to_an_end()
    {
        await _hub.DoAsync(async tx =>
        {
            await _hub.Get<Mailing>().SendAsync(tx, To("ada@example.org"), default);
            await _hub.Get<Mailing>().SendAsync(tx, To("bo@example.org"), default);
            await tx.ExecAsync("update mail set arguments = 'broken' where recipient = 'ada@example.org'", null, default);
            await tx.ExecAsync("update mail set tries = @tries where recipient = 'bo@example.org'", new { tries = Limits.MailTries }, default);
        });
        await SentAsync();

        Assert.Empty(_smtp.Mails);
        Assert.Equal("too-many-tries unreadable", await _hub.AskAsync<string>("select string_agg(problem, ' ' order by problem) from mail where given_up_at is not null"));
    }

    [Fact]
    public async Task What_nobody_needs_any_more_is_not_sent()
    {
        _smtp.Recipient = _ => "451 Later";
        await QueueAsync(To("ada@example.org") with { Life = TimeSpan.FromMinutes(1) });
        await _hub.UntilAsync("select exists (select 1 from mail where problem is not null)");
        _smtp.Recipient = _ => "250 OK";
        await PassAsync(TimeSpan.FromMinutes(2));
        await SentAsync();

        Assert.Empty(_smtp.Mails);
        Assert.Equal("too-late", (await FactsAsync()).Problem);
    }

    [Fact]
    public async Task Two_workers_send_each_mail_once()
    {
        await using var node = await _hub.JoinAsync(_ => { });
        await _hub.DoAsync(async tx =>
        {
            for (var i = 0; i < 40; i++)
                await _hub.Get<Mailing>().SendAsync(tx, To($"ada{i}@example.org"), default);
        });
        await SentAsync();

        // The other node has no mail server, so it writes files.
        var folder = node.Get<DataDirectory>().PathOf("mail");
        var written = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.eml") : [];
        var to = _smtp.Mails.Select(m => m.To).Concat(written.Select(f => File.ReadLines(f).ElementAt(1)["To: ".Length..])).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"ada{i}@example.org").Order(StringComparer.Ordinal), to);
    }

    [Theory]
    [InlineData("ada@example.org\r\nBcc: bo@example.org", "Subject", "en")]
    [InlineData("ada@example.org,bo@example.org", "Subject", "en")]
    [InlineData("ada@example.org", "Subject\r\nBcc: bo@example.org", "en")]
    [InlineData("ada@example.org", "Subject\nX: y", "en")]
    [InlineData("ada@example.org", "Sub\0ject", "en")]
    [InlineData("ada@example.org", "Subject", "en\r\nX: y")]
    public async Task A_header_that_would_begin_another_one_is_refused(string to, string subject, string language)
    {
        var outcome = await _hub.Get<MailTransport>().SendAsync(1, to, new LetterText(language, subject, "Text"), default);

        Assert.IsType<MailOutcome.Refused>(outcome);
        Assert.Empty(_smtp.Mails);
    }

    [Fact]
    public async Task A_line_of_the_text_with_a_single_dot_does_not_end_the_mail()
    {
        await _hub.Get<MailTransport>().SendAsync(1, "ada@example.org", new LetterText("en", "Subject", "One\n.\nTwo\n"), default);

        Assert.Contains("Two", Assert.Single(_smtp.Mails).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_mailbox_gets_so_many_mails_that_others_ask_for_and_no_more()
    {
        for (var i = 0; i <= Limits.MailsPerMailbox; i++)
            await QueueAsync(To($"Ada+{i}@example.org") with { Asked = true });
        await QueueAsync(To("bo@example.org") with { Asked = true });
        await SentAsync();
        Assert.Equal(Limits.MailsPerMailbox + 1, _smtp.Mails.Count);

        _clock.Pass(TimeSpan.FromMinutes(30));
        await QueueAsync(To("ada@example.org") with { Asked = true });
        await SentAsync();
        Assert.Equal(Limits.MailsPerMailbox + 2, _smtp.Mails.Count);
    }

    [Fact]
    public void Every_kind_of_mail_has_words()
    {
        var kinds = typeof(MailKind).GetFields().Select(f => (string)f.GetRawConstantValue()!).Except([MailKind.Nothing]);
        foreach (var kind in kinds)
        {
            var text = _hub.Get<ILetterWords>().Write(kind, "ar", ["a", "b", "c"]);
            Assert.DoesNotContain("⧼", text.Subject + text.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("$", text.Subject + text.Body, StringComparison.Ordinal);
            Assert.Null(MailTransport.Problem("ada@example.org", text));
        }
    }

    async Task<MailFacts> FactsAsync()
    {
        await using var db = await _hub.Database.OpenAsync(default);
        return await MailQueue.FactsAsync(db, _clock.Now(), default);
    }
}
