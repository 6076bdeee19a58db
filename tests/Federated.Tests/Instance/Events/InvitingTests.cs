using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Events;
using Federated.Instance.Policies;
using Federated.Instance.Posts;

namespace Federated.Tests.Instance.Events;

/// <summary>Invitations, sent and received (rule R7).</summary>
public sealed class InvitingTests(EventHub hub) : IClassFixture<EventHub>
{
    Task<Result<Post>> InviteAsync(Actor by, Post post, Actor invitee) =>
        hub.Hub.DoAsync(tx => hub.Hub.Get<Inviting>().InviteAsync(tx, by, post.Id, invitee, default));

    Task<bool> SeesAsync(Actor who, Post post) =>
        hub.Hub.DoAsync(async tx => await PostStore.VisibleAsync(tx, post.Id, Viewer.Of(who), default) is not null);

    [Fact]
    public async Task R7_an_invitation_goes_to_the_invitee_only_and_lets_them_in()
    {
        var mira = await hub.RemoteAsync("https://friend1.example.de/profile/mira", software: "friendica");
        var follower = await hub.RemoteAsync("https://gancio-inv.example.net/relay", ActorKind.Application);
        await hub.FollowAsync(follower, hub.Calendar);
        var post = await hub.PublishAsync(EventHub.Plan with { Visibility = Visibility.Direct });
        Assert.False(await SeesAsync(mira, post));

        Assert.True((await InviteAsync(hub.Ada, post, mira)).Ok);
        Assert.True((await InviteAsync(hub.Ada, post, mira)).Ok);
        var invite = Assert.Single(await hub.SentAsync(mira.SharedInbox!));
        Assert.Equal(("Invite", hub.Calendar.Uri, mira.Uri), (invite.GetProperty("type").GetString(), invite.GetProperty("actor").GetString(), invite.GetProperty("target").GetString()));
        Assert.Equal(("Event", post.Uri), (invite.GetProperty("object").GetProperty("type").GetString(), invite.GetProperty("object").GetProperty("id").GetString()));
        Assert.DoesNotContain("#Public", invite.GetRawText(), StringComparison.Ordinal);
        Assert.True(await SeesAsync(mira, post));
        Assert.DoesNotContain(await hub.SentAsync(follower.Inbox), a => a.GetRawText().Contains(post.Uri, StringComparison.Ordinal));

        await hub.ReceiveAsync(mira, EventSamples.Text("friendica/accept-event", ("answer", "Accept"), ("event", post.Uri), ("calendar", hub.Calendar.Uri))
            .Replace("https://friendica.example.de/profile/mira", mira.Uri, StringComparison.Ordinal));
        Assert.True((await hub.RsvpAsync(post, mira))!.Seated);
        await hub.Hub.DoAsync(tx => hub.Organizing.CancelAsync(tx, hub.Ada, post.Id, "", default));
        Assert.Equal("Update", (await hub.SentAsync(mira.SharedInbox!))[^1].GetProperty("type").GetString());
    }

    [Fact]
    public async Task Somebody_here_is_told_and_may_come()
    {
        var post = await hub.PublishAsync(EventHub.Plan with { Visibility = Visibility.Direct });
        Assert.Equal("event-gone", (await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes)).Code);
        await InviteAsync(hub.Ada, post, hub.Bo);

        Assert.True((await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes)).Ok);
        Assert.True(await hub.Hub.AskAsync<bool>("select exists (select 1 from notification where account_id = @a and kind = 'invite' and post_id = @p)", new { a = hub.Bo.Id, p = post.Id }));
    }

    [Fact]
    public async Task Only_organisers_invite_and_only_people_who_are_there()
    {
        var open = await hub.PublishAsync();
        var hidden = await hub.PublishAsync(EventHub.Plan with { Visibility = Visibility.HubOnly });
        var mia = await hub.RemoteAsync("https://mastodon-inv.example.net/users/mia");

        Assert.Equal("not-yours", (await InviteAsync(hub.Bo, open, mia)).Code);
        Assert.Equal("invitee-elsewhere", (await InviteAsync(hub.Ada, hidden, mia)).Code);
        Assert.Equal("invitee-gone", (await InviteAsync(hub.Ada, open, hub.HubActor)).Code);
        Assert.Equal("event-gone", (await InviteAsync(hub.Ada, open with { Id = 4 }, mia)).Code);
        Assert.Empty(await hub.SentAsync(mia.SharedInbox!));
    }

    [Fact]
    public async Task Who_is_invited_to_an_open_event_is_not_named_in_it()
    {
        var post = await hub.PublishAsync();
        await InviteAsync(hub.Ada, post, hub.Bo);
        Assert.DoesNotContain(hub.Bo.Uri, (await hub.DocumentAsync(post)).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_invitation_from_elsewhere_is_for_the_invitee_and_in_no_list()
    {
        var mira = await hub.RemoteAsync("https://friendica.example.de/profile/mira", software: "friendica");
        Assert.Null(await hub.ReceiveAsync(mira, EventSamples.Text("friendica/event-invite", ("invitee", hub.Bo.Uri)), hub.Bo));
        var post = (await hub.Hub.DoAsync(tx => PostStore.ByUriAsync(tx, "https://friendica.example.de/objects/e2", default)))!;

        Assert.Equal((Visibility.Direct, true, false), (post.Visibility, await SeesAsync(hub.Bo, post), await SeesAsync(hub.Ada, post)));
        Assert.Equal(RsvpState.Accepted, (await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes)).Value!.State);
        Assert.Equal("event-gone", (await hub.AnswerAsync(hub.Ada, post, RsvpAnswer.Yes)).Code);
    }

    [Fact]
    public async Task An_open_event_that_comes_as_an_invitation_is_open()
    {
        var mira = await hub.RemoteAsync("https://friendica.example.de/profile/mira", software: "friendica");
        await hub.FollowAsync(hub.Bo, mira);
        Assert.Null(await hub.ReceiveAsync(mira, EventSamples.Text("friendica/event-create").Replace("\"type\": \"Create\"", "\"type\": \"Invite\"", StringComparison.Ordinal), hub.Bo));
        Assert.Equal(Visibility.Public, await hub.Hub.AskAsync<string>("select visibility from post where uri = 'https://friendica.example.de/objects/e1'"));
        Assert.False(await hub.Hub.AskAsync<bool>("select exists (select 1 from notification n join post p on p.id = n.post_id where n.kind = 'invite' and p.uri = 'https://friendica.example.de/objects/e1')"));
    }

    [Fact]
    public async Task An_invitation_to_somebody_else_s_event_is_refused()
    {
        var eve = await hub.RemoteAsync("https://evil.example.com/eve");
        var forged = EventSamples.Text("friendica/event-invite", ("invitee", hub.Bo.Uri)).Replace("\"actor\": \"https://friendica.example.de/profile/mira\"", $"\"actor\": \"{eve.Uri}\"", StringComparison.Ordinal)
            .Replace("objects/e2", "objects/e3", StringComparison.Ordinal);
        Assert.Equal("refused origin-mismatch", await hub.ReceiveAsync(eve, forged, hub.Bo));
    }
}
