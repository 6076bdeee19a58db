using Federated.Instance.Events;
using Federated.Tests.Instance.Events;

namespace Federated.Tests.Web.ClientApi;

/// <summary>Events as clients see them that know nothing of events (client-api.md 1.8).</summary>
public sealed class EventStatusTests(EventHub hub) : IClassFixture<EventHub>
{
    [Fact]
    public async Task An_event_says_when_and_where_and_leads_to_its_page()
    {
        var post = await hub.PublishAsync();
        await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes);
        var bo = await ApiClient.OfAsync(hub.Hub, hub.Bo);

        var status = await bo.GetAsync($"/api/v1/statuses/{post.Id}");

        Assert.Contains("<strong>Editing workshop</strong>", status.Text("content"), StringComparison.Ordinal);
        Assert.Contains("Sat 15 Nov 2036, 14:00-17:00 (Europe/Paris), City library, Lyon", status.Text("content"), StringComparison.Ordinal);
        Assert.Contains($"/events/{post.Id}", status.GetProperty("card").Text("url"), StringComparison.Ordinal);
        var part = status.GetProperty("federated_event");
        Assert.Equal(("2036-11-15T13:00:00.000Z", "2036-11-15T16:00:00.000Z", "Europe/Paris", "scheduled", "yes", 1),
            (part.Text("start"), part.Text("end"), part.Text("time_zone"), part.Text("status"), part.Text("my_rsvp"), part.GetProperty("attendee_count").GetInt32()));
        Assert.True(status.GetProperty("account").Is("group"));
    }

    [Fact]
    public async Task A_change_of_an_event_is_told_as_an_update()
    {
        var post = await hub.PublishAsync();
        await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes);
        await hub.Hub.DoAsync(tx => hub.Organizing.ChangeAsync(tx, hub.Ada, post.Id, EventHub.Plan with { Start = new(2036, 11, 15, 15, 0) }, default));
        var bo = await ApiClient.OfAsync(hub.Hub, hub.Bo);

        var told = (await bo.GetAsync("/api/v1/notifications"))[0];

        Assert.Equal(("update", post.Id.Word()), (told.Text("type"), told.GetProperty("status").Id()));
    }
}
