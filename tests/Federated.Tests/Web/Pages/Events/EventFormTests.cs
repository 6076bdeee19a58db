using System.Globalization;
using System.Net;
using Federated.Tests.Web.Auth;

namespace Federated.Tests.Web.Pages.Events;

/// <summary>What the forms and the page of an event say, and in which order.</summary>
public sealed class EventFormTests(EventPagesHub pages) : IClassFixture<EventPagesHub>
{
    static string Text(Answer answer) => WebUtility.HtmlDecode(answer.Body);

    static int Count(string text, Answer answer) => Text(answer).Split(text).Length - 1;

    async Task<Answer> SayAsync(Browser who, string path, string answer) =>
        await who.PostAsync($"{path}?handler=rsvp", [("answer", answer), ("__RequestVerificationToken", Browser.TokenIn((await who.GetAsync(path)).Body))]);

    [Fact]
    public async Task The_field_to_invite_somebody_is_empty()
    {
        var page = await pages.Ada.GetAsync($"{await pages.PlanAsync()}/attendees");

        Assert.Matches("<input[^>]* name=\"Invitee\"[^>]*>", page.Body);
        Assert.DoesNotMatch("<input[^>]* name=\"Invitee\"[^>]*(value|placeholder)=\"[^\"]", page.Body);
        Assert.DoesNotContain("@name", Text(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_summary_of_errors_names_the_fields_in_their_order()
    {
        var answer = await pages.Ada.SubmitAsync("/events/new", EventPagesHub.Fields(("Input.Title", ""), ("Input.Capacity", "0"), ("Input.Start", "")));
        var text = Text(answer);

        string[] order = [$"{Label("Title", text)}: Please fill this in.", $"{Label("Start", text)}: Please fill this in.", $"{Label("Capacity", text)}: Please choose a number from"];
        Assert.Equal(order.Order(Comparer<string>.Create((a, b) => Place(a, text).CompareTo(Place(b, text)))), order);
        Assert.DoesNotContain(-1, order.Select(line => Place(line, text)));
    }

    static string Label(string field, string text) =>
        System.Text.RegularExpressions.Regex.Match(text, $"for=\"Input_{field}\"><span class=\"cdx-label__label__text\">([^<]*)<").Groups[1].Value;

    static int Place(string line, string text) => text.IndexOf($">{line}", StringComparison.Ordinal);

    [Fact]
    public async Task An_organiser_is_in_at_once_where_others_wait()
    {
        var path = await pages.PlanAsync(("Input.JoinMode", "Restricted"));

        await SayAsync(pages.Ada, path, "yes");
        await SayAsync(pages.Bo, path, "yes");

        Assert.Contains("You are coming.", Text(await pages.Ada.GetAsync(path)), StringComparison.Ordinal);
        Assert.Contains("have not answered you yet", Text(await pages.Bo.GetAsync(path)), StringComparison.Ordinal);
        Assert.Contains("1 person is coming", Text(await pages.Visitor.GetAsync(path)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_an_event_is_full_is_said_once()
    {
        var path = await pages.PlanAsync(("Input.Capacity", "1"));
        await SayAsync(pages.Bo, path, "yes");

        var refused = await SayAsync(pages.Ada, path, "yes");

        Assert.Equal(1, Count("All places are taken.", refused) + Count("No places left", refused));
        var seen = await pages.Visitor.GetAsync(path);
        Assert.Equal(1, Count("All places are taken.", seen) + Count("No places left", seen));
    }

    [Theory]
    [InlineData("from", "garbage")]
    [InlineData("from", "2036-02-30")]
    [InlineData("to", "9999-12-31")]
    public async Task A_day_that_does_not_exist_is_told_beside_its_field(string field, string day)
    {
        var page = await pages.Visitor.GetAsync($"/events?{field}={day}");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains($"id=\"filter-{field}-error\"", page.Body, StringComparison.Ordinal);
        Assert.Matches("<details class=\"event-filter\" open", page.Body);
        Assert.DoesNotContain("-error\"", (await pages.Visitor.GetAsync($"/events?{field}=2036-02-28")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Start")]
    [InlineData("End")]
    public async Task A_time_that_the_clock_leaves_out_is_refused(string field)
    {
        var answer = await pages.Ada.SubmitAsync("/events/new", EventPagesHub.Fields(
            [.. new[] { ("Input.Start", "2027-03-28T01:00"), ("Input.End", "2027-03-28T04:00") }.Where(f => f.Item1 != $"Input.{field}"), ($"Input.{field}", "2027-03-28T02:30")]));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Matches($"id=\"Input_{field}-error\".*This time does not exist", answer.Body.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task What_is_to_come_is_not_moved_to_the_past()
    {
        var path = await pages.PlanAsync();

        var answer = await pages.Ada.SubmitAsync($"{path}/edit", EventPagesHub.Fields(("Input.Start", "2020-11-15T14:00")));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("This event is over.", Text(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_is_over_can_still_be_corrected()
    {
        var path = await pages.PlanAsync();
        await pages.Hub.Database.TransactAsync(tx => tx.ExecAsync(
            "update event set starts_at = @at, ends_at = @at, starts_local = @at::timestamptz at time zone 'UTC' where post_id = @id",
            new { at = pages.Hub.Clock.GetUtcNow().AddDays(-3), id = long.Parse(path.Split('/')[^1], CultureInfo.InvariantCulture) }, default), default);

        var answer = await pages.Ada.SubmitAsync($"{path}/edit", EventPagesHub.Fields(("Input.Start", "2020-11-15T14:00"), ("Input.Title", "Corrected title")));

        Assert.Equal(path, answer.Location);
    }

    [Fact]
    public async Task Beside_deleting_stands_calling_off_and_not_cancelling()
    {
        var path = await pages.PlanAsync();

        foreach (var page in new[] { path, $"{path}/cancel", $"{path}/delete" })
        {
            var text = Text(await pages.Ada.GetAsync(page));
            Assert.Contains("Call the event off", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Cancel event", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task One_reads_what_an_event_is_before_one_answers()
    {
        var page = await pages.Bo.GetAsync(await pages.PlanAsync(("Input.Street", "Main street 3"), ("Input.Locality", "Lyon")));

        Assert.InRange(page.Body.IndexOf("<strong>edit</strong>", StringComparison.Ordinal), 1, page.Body.IndexOf("handler=rsvp", StringComparison.Ordinal));
        Assert.Contains("<bdi>Main street 3, Lyon</bdi>", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_form_says_what_it_needs_before_one_errs()
    {
        var text = Text(await pages.Ada.GetAsync("/events/new"));

        Assert.Contains("A place, a link, or both.", text, StringComparison.Ordinal);
        Assert.Matches("for=\"Input_Description\"><span[^>]*>[^<]*</span><span class=\"cdx-label__label__optional-flag\">", text);
    }

    [Theory]
    [InlineData("fr", "samedi 15 novembre 2036")]
    [InlineData("en", "Saturday, November 15, 2036")]
    public async Task In_a_list_of_posts_an_event_has_its_date_in_the_language_of_the_page(string language, string day)
    {
        await pages.PlanAsync(("Input.Title", "Dated event"));

        var page = Text(await pages.Visitor.Copy().GetAsync($"/?uselang={language}"));

        Assert.Contains(day, page, StringComparison.Ordinal);
        Assert.DoesNotContain("15 Nov", page, StringComparison.Ordinal);
    }
}
