using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Groups;
using Federated.Instance.Policies;
using Federated.Tests.Support;

namespace Federated.Tests.Instance.Groups;

/// <summary>How groups begin, and how they are found.</summary>
public sealed class FoundingTests(GroupHub world) : IClassFixture<GroupHub>
{
    TestHub Hub => world.Hub;

    Task<Result<Actor>> FoundAsync(string name, string title = "A title", string description = "") =>
        Hub.DoAsync(tx => Hub.Get<Founding>().FoundAsync(tx, world.Ada, new GroupDraft { Name = name, Title = title, Description = description, Language = "fr" }, default));

    async Task<T> ReadAsync<T>(Func<Federated.Instance.Storage.Db, Task<T>> read)
    {
        await using var db = await Hub.Database.OpenAsync(default);
        return await read(db);
    }

    [Fact]
    public async Task The_founder_moderates_and_is_no_member_yet()
    {
        var group = (await FoundAsync("Photo_Walks", "Photo walks", "We *walk* and take pictures. <b>x</b>")).Value!;

        var facts = (await ReadAsync(db => GroupStore.FactsAsync(db, "PHOTO_walks", null, Viewer.Of(world.Ada), default)))!;
        Assert.Equal(("photo_walks", "Photo walks", "fr", ActorKind.Group), (group.Name, group.Title, group.Language, group.Kind));
        Assert.Contains("<em>walk</em>", group.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", group.Summary, StringComparison.Ordinal);
        Assert.Equal(world.Ada.Id, Assert.Single(facts.Moderators).Id);
        Assert.Equal((true, false), (facts.Viewer.Moderator, facts.Viewer.Member));
    }

    [Theory]
    [InlineData("admin", "name-reserved")]
    [InlineData("with-dash", "name-invalid")]
    [InlineData("", "name-invalid")]
    [InlineData("ada", "name-taken")]
    [InlineData("TRANSLATION", "name-taken")]
    public async Task Names_follow_the_rules_of_all_actors(string name, string code)
    {
        var refused = await FoundAsync(name);

        Assert.Equal((code, "Name"), (refused.Code, refused.Field));
    }

    [Fact]
    public async Task A_title_is_needed_and_a_description_has_an_end()
    {
        Assert.Equal("title-missing", (await FoundAsync("untitled", " ")).Code);
        Assert.Equal("description-too-long", (await FoundAsync("wordy", "Wordy", new string('x', Limits.Summary + 1))).Code);
        Assert.True((await FoundAsync("wordy", "Wordy", new string('x', Limits.Summary))).Ok);
    }

    [Fact]
    public async Task The_hubs_own_moderators_moderate_every_group()
    {
        await Hub.RoleAsync(world.Eve.Id, "moderator");

        Assert.True((await ReadAsync(db => GroupPolicy.RoleAsync(db, world.Group.Id, world.Eve.Id, default))).Moderator);
        Assert.False((await ReadAsync(db => GroupPolicy.RoleAsync(db, world.Group.Id, world.Bo.Id, default))).Moderator);
        await Hub.RoleAsync(world.Eve.Id, "member");
    }

    [Fact]
    public async Task The_list_goes_by_title_page_by_page_and_finds_words()
    {
        foreach (var (name, title) in new[] { ("list_c", "Zebra list"), ("list_a", "ant list"), ("list_b", "Bear list") })
            Assert.True((await FoundAsync(name, title)).Ok);

        var first = await ReadAsync(db => GroupStore.ListAsync(db, GroupScope.Here, Viewer.Anonymous, " LIST ", GroupCursor.Start, 2, default));
        var second = await ReadAsync(db => GroupStore.ListAsync(db, GroupScope.Here, Viewer.Anonymous, "list", GroupCursor.After(first[^1]), 2, default));
        Assert.Equal(["ant list", "Bear list"], first.Select(g => g.Title));
        Assert.Equal(["Zebra list"], second.Select(g => g.Title));
    }

    [Fact]
    public async Task Groups_elsewhere_are_listed_once_somebody_here_follows_them()
    {
        var elsewhere = await world.RemoteAsync("far.example.org", "gardens", ActorKind.Group);
        Assert.Empty(await ReadAsync(db => GroupStore.ListAsync(db, GroupScope.Elsewhere, Viewer.Anonymous, "gardens", GroupCursor.Start, 20, default)));

        await world.JoinAsync(world.Bo, elsewhere);
        await Hub.DoAsync(tx => Hub.Get<Federated.Instance.Follows.Following>().AcceptedElsewhereAsync(tx, world.Bo, elsewhere, default));

        Assert.Equal(elsewhere.Id, Assert.Single(await ReadAsync(db => GroupStore.ListAsync(db, GroupScope.Elsewhere, Viewer.Anonymous, "gardens", GroupCursor.Start, 20, default))).Id);
        Assert.Empty(await ReadAsync(db => GroupStore.ListAsync(db, GroupScope.Here, Viewer.Anonymous, "gardens", GroupCursor.Start, 20, default)));
    }

    [Fact]
    public async Task Everybody_finds_their_own_groups_here_and_elsewhere()
    {
        var zoe = await Hub.PersonAsync("zoe");
        await world.JoinAsync(zoe, world.Group);
        await world.JoinAsync(zoe, await world.RemoteAsync("mine.example.org", "lists", ActorKind.Group));

        Assert.Equal(["lists", "translation"], (await ReadAsync(db => GroupStore.ListAsync(db, GroupScope.Mine, Viewer.Of(zoe), "", GroupCursor.Start, 20, default))).Select(g => g.Name));
    }

    [Fact]
    public async Task A_change_of_the_description_is_told_to_all_followers()
    {
        var group = await world.FoundAsync("changing", "Before");
        var (aware, other) = (await world.FollowerAsync("lemmy", group: group), await world.FollowerAsync("mastodon", group: group));
        Task<Result<Actor>> ChangeAsync(Actor by) => Hub.DoAsync(tx => Hub.Get<Founding>().ChangeAsync(
            tx, by, group, new GroupDraft { Name = group.Name, Title = "After", Description = "New" }, default));

        Assert.Equal("not-moderator", (await ChangeAsync(world.Bo)).Code);
        Assert.Equal(("After", "<p>New</p>"), ((await ChangeAsync(world.Ada)).Value!.Title, (await ChangeAsync(world.Ada)).Value!.Summary));
        Assert.Contains("Update Group", await world.SentToAsync(aware, group));
        Assert.Contains("Update Group", await world.SentToAsync(other, group));
    }
}
