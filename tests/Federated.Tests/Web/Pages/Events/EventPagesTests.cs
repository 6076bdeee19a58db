using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Tests.Web.Auth;

namespace Federated.Tests.Web.Pages.Events;

/// <summary>A hub with ada who plans, bo who comes, and nobody else; browsers without scripts.</summary>
public sealed class EventPagesHub : IAsyncLifetime
{
    internal SignInHub Hub { get; private set; } = null!;
    internal Browser Ada { get; private set; } = null!;
    internal Browser Bo { get; private set; } = null!;
    internal Browser Visitor { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Hub = await SignInHub.StartAsync();
        await Hub.Database.TransactAsync(tx => Hub.Get<LocalActors>().EnsureAsync(tx, default), default);
        (Ada, Bo, Visitor) = (await PersonAsync("ada"), await PersonAsync("bo"), new Browser(Hub));
    }

    public async Task DisposeAsync() => await Hub.DisposeAsync();

    internal async Task<Browser> PersonAsync(string name, Role role = Role.Member)
    {
        await Hub.PersonAsync(name, role);
        var browser = new Browser(Hub);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync(name)).Status);
        return browser;
    }

    /// <summary>The five fields, and what a test changes.</summary>
    internal static (string, string)[] Fields(params (string Name, string Value)[] other) =>
    [
        .. new (string Name, string Value)[]
        {
            ("Input.Title", "Editing workshop"), ("Input.Start", "2036-11-15T14:00"), ("Input.Zone", "Europe/Paris"), ("Input.Place", "City library"),
            ("Input.Description", "Learn to **edit**."), ("Input.Language", "en"), ("Input.JoinMode", "Free"), ("Input.Visibility", "public"),
        }.Where(f => other.All(o => o.Name != f.Name)),
        .. other,
    ];

    /// <summary>The path of a new event by ada.</summary>
    internal async Task<string> PlanAsync(params (string Name, string Value)[] other)
    {
        var answer = await Ada.SubmitAsync("/events/new", Fields(other));
        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        return answer.Location!;
    }
}

public sealed partial class EventPagesTests(EventPagesHub pages) : IClassFixture<EventPagesHub>
{
    static void Contains(string text, Answer answer) => Assert.Contains(text, WebUtility.HtmlDecode(answer.Body), StringComparison.Ordinal);

    static void Lacks(string text, Answer answer) => Assert.DoesNotContain(text, WebUtility.HtmlDecode(answer.Body), StringComparison.Ordinal);

    [Fact]
    public async Task Five_fields_and_one_button_publish_an_event()
    {
        var form = await pages.Ada.GetAsync("/events/new");
        var front = form.Body[..form.Body.IndexOf("cdx-accordion", StringComparison.Ordinal)];
        Assert.Equal(["Title", "Start", "Zone", "Place", "OnlineUrl", "Description"], InputName().Matches(front).Select(m => m.Groups["name"].Value));

        var page = await pages.Visitor.GetAsync(await pages.PlanAsync());
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Contains("<strong>edit</strong>", page);
        Contains("Saturday, November 15, 2036, 2:00", page);
        Contains("For you: ", page);
        Contains("City library", page);
        Lacks("Call the event off", page);
    }

    [Fact]
    public async Task What_is_wrong_stands_beside_its_field_and_nothing_is_lost()
    {
        var answer = await pages.Ada.SubmitAsync("/events/new", EventPagesHub.Fields(("Input.Start", "2036-11-15T14:00"), ("Input.End", "2036-11-15T13:00"), ("Input.Title", "Evening <talk>")));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Contains("The end must be after the start.", answer);
        Contains("href=\"#Input_End\"", answer);
        Assert.Contains("value=\"Evening &lt;talk&gt;\"", answer.Body, StringComparison.Ordinal);
        Assert.Matches("<details[^>]* open", answer.Body);

        Contains("Please say where it happens", await pages.Ada.SubmitAsync("/events/new", EventPagesHub.Fields(("Input.Place", ""))));
        Contains("This event is over.", await pages.Ada.SubmitAsync("/events/new", EventPagesHub.Fields(("Input.Start", "2020-01-01T10:00"))));
    }

    [Fact]
    public async Task Nobody_plans_without_signing_in()
    {
        var answer = await pages.Visitor.GetAsync("/events/new");
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Contains("/login?returnUrl=%2Fevents%2Fnew", answer.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coming_is_one_button_and_can_be_taken_back()
    {
        var path = await pages.PlanAsync(("Input.Capacity", "1"));
        async Task<Answer> SayAsync(Browser who, string answer) =>
            await who.PostAsync($"{path}?handler=rsvp", [("answer", answer), ("__RequestVerificationToken", Browser.TokenIn((await who.GetAsync(path)).Body))]);

        var yes = await SayAsync(pages.Bo, "yes");
        Assert.Equal((HttpStatusCode.SeeOther, path), (yes.Status, yes.Location));
        var mine = await pages.Bo.GetAsync(path);
        Contains("See you there!", mine);
        Contains("You are coming.", mine);
        Contains("1 person is coming", mine);
        Contains("All places are taken.", mine);
        Contains("You are coming.", await pages.Bo.GetAsync("/events?list=mine"));

        var full = await SayAsync(pages.Ada, "yes");
        Assert.Equal(HttpStatusCode.OK, full.Status);
        Contains("All places are taken.", full);

        await SayAsync(pages.Bo, "withdraw");
        Contains("Nobody has signed up yet", await pages.Visitor.GetAsync(path));
        Assert.Equal(HttpStatusCode.BadRequest, (await SayAsync(pages.Bo, "7")).Status);
    }

    [Fact]
    public async Task A_visitor_is_shown_where_to_sign_in_and_cannot_answer()
    {
        var path = await pages.PlanAsync();
        Contains($"/login?returnUrl={Uri.EscapeDataString(path)}", await pages.Visitor.GetAsync(path));
        Lacks("handler=rsvp", await pages.Visitor.GetAsync(path));
    }

    [Fact]
    public async Task The_organiser_changes_cancels_takes_up_again_and_deletes()
    {
        var path = await pages.PlanAsync(("Input.Tags", "#Wiki, maps"));
        var form = await pages.Ada.GetAsync($"{path}/edit");
        Contains("value=\"2036-11-15T14:00\"", form);
        Contains("value=\"maps Wiki\"", form);
        Assert.Equal(path, (await pages.Ada.SubmitAsync($"{path}/edit", EventPagesHub.Fields(("Input.Title", "Another name"), ("Input.Tags", "maps")))).Location);
        Contains("Another name", await pages.Visitor.GetAsync(path));

        Assert.Equal(path, (await pages.Ada.SubmitAsync($"{path}/cancel", ("Reason", "Storm"))).Location);
        var cancelled = await pages.Visitor.GetAsync(path);
        Contains("Cancelled", cancelled);
        Contains("Storm", cancelled);
        var resume = await pages.Ada.PostAsync($"{path}?handler=resume", [("__RequestVerificationToken", Browser.TokenIn((await pages.Ada.GetAsync(path)).Body))]);
        Assert.Equal(path, resume.Location);
        Lacks("Storm", await pages.Visitor.GetAsync(path));
        var postpone = await pages.Ada.PostAsync($"{path}/cancel?handler=postpone", [("Reason", ""), ("__RequestVerificationToken", Browser.TokenIn((await pages.Ada.GetAsync($"{path}/cancel")).Body))]);
        Assert.Equal(path, postpone.Location);
        Contains("Postponed", await pages.Visitor.GetAsync(path));

        Assert.Equal("/events", (await pages.Ada.SubmitAsync($"{path}/delete")).Location);
        Assert.Equal(HttpStatusCode.Gone, (await pages.Visitor.GetAsync(path)).Status);
    }

    [Fact]
    public async Task Others_get_403_where_they_have_no_say_and_404_where_they_see_nothing()
    {
        var path = await pages.PlanAsync();
        foreach (var page in (string[])["edit", "cancel", "delete", "attendees"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await pages.Bo.GetAsync($"{path}/{page}")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await pages.Bo.GetAsync($"/events/4/{page}")).Status);
            Assert.Equal(HttpStatusCode.Redirect, (await pages.Visitor.GetAsync($"{path}/{page}")).Status);
        }
        var token = ("__RequestVerificationToken", Browser.TokenIn((await pages.Bo.GetAsync("/events/new")).Body));
        Assert.Equal(HttpStatusCode.Forbidden, (await pages.Bo.PostAsync($"{path}/edit", [.. EventPagesHub.Fields(), token])).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await pages.Bo.PostAsync($"{path}/delete", [token])).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await pages.Ada.PostAsync($"{path}/delete", [])).Status);

        var hidden = await pages.PlanAsync(("Input.Visibility", "hub_only"));
        Assert.Equal(HttpStatusCode.NotFound, (await pages.Visitor.GetAsync(hidden)).Status);
        Assert.Equal(HttpStatusCode.OK, (await pages.Bo.GetAsync(hidden)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await pages.Visitor.GetAsync($"{hidden}.ics")).Status);
        Contains("BEGIN:VEVENT", await pages.Bo.GetAsync($"{hidden}.ics"));
    }

    [Fact]
    public async Task An_organiser_lets_people_in_one_by_one()
    {
        var path = await pages.PlanAsync(("Input.JoinMode", "Restricted"));
        await pages.Bo.PostAsync($"{path}?handler=rsvp", [("answer", "yes"), ("note", "I bring tea"), ("__RequestVerificationToken", Browser.TokenIn((await pages.Bo.GetAsync(path)).Body))]);
        Contains("have not answered you yet", await pages.Bo.GetAsync(path));
        var list = await pages.Ada.GetAsync($"{path}/attendees");
        Contains("I bring tea", list);
        Contains("waits for your answer", list);

        var id = AttendeeId().Match(list.Body).Groups["id"].Value;
        Assert.Equal($"{path}/attendees", (await pages.Ada.SubmitAsync($"{path}/attendees", ("attendee", id), ("accept", "true"))).Location);
        Contains("You are coming.", await pages.Bo.GetAsync(path));
        await pages.Ada.SubmitAsync($"{path}/attendees", ("attendee", id), ("accept", "false"));
        Contains("The organisers have said no.", await pages.Bo.GetAsync(path));
    }

    [Fact]
    public async Task The_agenda_goes_day_by_day_and_filters_by_address()
    {
        await pages.PlanAsync(("Input.Title", "Early bird"), ("Input.Start", "2035-02-01T08:00"), ("Input.Tags", "agenda"));
        await pages.PlanAsync(("Input.Title", "Same day later"), ("Input.Start", "2035-02-01T18:00"), ("Input.Tags", "agenda"));
        await pages.PlanAsync(("Input.Title", "Only online"), ("Input.Start", "2035-02-02T08:00"), ("Input.Tags", "agenda"), ("Input.Place", ""), ("Input.OnlineUrl", "https://meet.example.org/x"));

        var all = await pages.Visitor.GetAsync("/events?tag=agenda");
        var text = WebUtility.HtmlDecode(all.Body);
        string[] order = ["Thursday, February 1, 2035</h2>", "Early bird", "Same day later", "Friday, February 2, 2035</h2>", "Only online"];
        Assert.Equal(order.OrderBy(word => text.LastIndexOf(word, StringComparison.Ordinal)), order);
        Contains("webcal://", all);
        Contains("/events.ics?tag=agenda", all);
        Contains("@events@localhost:8080", all);

        var online = await pages.Visitor.GetAsync("/events?tag=agenda&online=true");
        Contains("Only online", online);
        Lacks("Early bird", online);
        Lacks("Only online", await pages.Visitor.GetAsync("/events?tag=agenda&to=2035-02-01"));
        Contains("No event fits", await pages.Visitor.GetAsync("/events?tag=nothing"));
        Assert.Equal(HttpStatusCode.OK, (await pages.Visitor.GetAsync("/events?from=x&online=y&place=&language=x&hub=%20&after=z")).Status);
    }

    [Fact]
    public async Task Pages_lead_to_each_other_and_hold_each_event_once()
    {
        for (var i = 0; i < 25; i++)
            await pages.PlanAsync(("Input.Title", $"Number {i:00}"), ("Input.Start", $"2038-03-{i + 1:00}T08:00"), ("Input.Tags", "pager"));
        var first = await pages.Visitor.GetAsync("/events?tag=pager");
        var next = Rel("next").Match(first.Body).Groups["href"].Value;
        var second = await pages.Visitor.GetAsync(WebUtility.HtmlDecode(next));
        var back = await pages.Visitor.GetAsync(WebUtility.HtmlDecode(Rel("prev").Match(second.Body).Groups["href"].Value));

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"Number {i:00}"), Numbers().Matches(first.Body).Select(m => m.Value));
        Assert.Equal(Enumerable.Range(20, 5).Select(i => $"Number {i:00}"), Numbers().Matches(second.Body).Select(m => m.Value));
        Assert.Equal(Numbers().Matches(first.Body).Select(m => m.Value), Numbers().Matches(back.Body).Select(m => m.Value));
        Assert.DoesNotMatch(Rel("prev"), first.Body);
        Assert.DoesNotMatch(Rel("next"), second.Body);
    }

    [Fact]
    public async Task The_past_is_a_list_of_its_own_newest_first()
    {
        foreach (var (title, days) in new[] { ("Long ago", 9), ("A while ago", 3) })
        {
            var path = await pages.PlanAsync(("Input.Title", title), ("Input.Tags", "past"));
            await pages.Hub.Database.TransactAsync(tx => tx.ExecAsync(
                "update event set starts_at = @at, ends_at = @at, starts_local = @at::timestamptz at time zone 'UTC' where post_id = @id",
                new { at = pages.Hub.Clock.GetUtcNow().AddDays(-days), id = long.Parse(path.Split('/')[^1], CultureInfo.InvariantCulture) }, default), default);
        }
        var past = await pages.Visitor.GetAsync("/events?list=past&tag=past");
        Assert.True(past.Body.IndexOf("A while ago", StringComparison.Ordinal) is > 0 and var later && later < past.Body.IndexOf("Long ago", StringComparison.Ordinal));
        Contains("No event fits", await pages.Visitor.GetAsync("/events?tag=past"));
    }

    [Fact]
    public async Task Machines_find_the_document_the_calendar_and_schema_org_data_that_cannot_break_out()
    {
        var path = await pages.PlanAsync(("Input.Title", "</script><script>alert(1)"), ("Input.OnlineUrl", "https://meet.example.org/x"));
        var page = await pages.Visitor.GetAsync(path);
        var data = Ld().Match(page.Body).Groups["json"].Value;
        var json = JsonElement.Parse(data);

        Assert.Equal(("Event", "</script><script>alert(1)", "2036-11-15T14:00:00+01:00"), (json.GetProperty("@type").GetString(), json.GetProperty("name").GetString(), json.GetProperty("startDate").GetString()));
        Assert.Equal("https://schema.org/MixedEventAttendanceMode", json.GetProperty("eventAttendanceMode").GetString());
        Assert.DoesNotContain("<script>alert", page.Body, StringComparison.Ordinal);
        Assert.Contains("type=\"application/activity+json\"", page.Body, StringComparison.Ordinal);
        Assert.Contains($"{path}.ics", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_server_is_led_to_the_id()
    {
        var path = await pages.PlanAsync();
        async Task<string?> LocationAsync(string at)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at) { Headers = { { "Accept", "application/activity+json" }, { "Host", pages.Hub.Domain } } };
            using var answer = await pages.Hub.Http.SendAsync(request);
            return answer.Headers.Location?.ToString();
        }
        Assert.EndsWith($"/objects/{path.Split('/')[^1]}", await LocationAsync(path), StringComparison.Ordinal);
        Assert.EndsWith("/actors/events", await LocationAsync("/events"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_read_from_right_to_left_and_speak_keys()
    {
        var path = await pages.PlanAsync();
        foreach (var at in new[] { "/events", path })
        {
            Contains("dir=\"rtl\"", await pages.Visitor.Copy().GetAsync($"{at}?uselang=ar"));
            Assert.DoesNotContain("⧼", (await pages.Ada.GetAsync(at)).Body, StringComparison.Ordinal);
        }
        foreach (var page in (string[])["/events/new", $"{path}/edit", $"{path}/cancel", $"{path}/delete", $"{path}/attendees", "/events?list=mine", "/events?list=past"])
        {
            var answer = await pages.Ada.GetAsync(page);
            Assert.Equal((page, HttpStatusCode.OK), (page, answer.Status));
            Assert.DoesNotContain("⧼", answer.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_comment_is_read_below_the_event()
    {
        var path = await pages.PlanAsync();
        var id = path.Split('/')[^1];
        await pages.Hub.Database.TransactAsync(async tx =>
        {
            var bo = (await ActorStore.LocalByNameAsync(tx, "bo", default))!;
            await pages.Hub.Get<Federated.Instance.Posts.Posting>().WriteAsync(tx, new()
            {
                Author = bo, Writer = bo, Source = "Is there a lift?", Visibility = "public", ReplyToId = long.Parse(id, CultureInfo.InvariantCulture),
            }, default);
        }, default);
        Contains("Is there a lift?", await pages.Visitor.GetAsync(path));
    }

    [GeneratedRegex("<(input|select|textarea)[^>]* name=\"Input\\.(?<name>\\w+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex InputName();

    [GeneratedRegex("name=\"attendee\" value=\"(?<id>\\d+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex AttendeeId();

    [GeneratedRegex("Number \\d\\d", RegexOptions.NonBacktracking)]
    private static partial Regex Numbers();

    [GeneratedRegex("<script type=\"application/ld\\+json\">(?<json>[^<]*)</script>", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Ld();

    static Regex Rel(string relation) => relation == "next" ? Next() : Previous();

    [GeneratedRegex("<a[^>]*rel=\"next\"[^>]*href=\"(?<href>[^\"]+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Next();

    [GeneratedRegex("<a[^>]*rel=\"prev\"[^>]*href=\"(?<href>[^\"]+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Previous();
}
