using System.Net;
using System.Text.Json;
using static Federated.Tests.Interop.FedifyServer;

namespace Federated.Tests.Interop;

/// <summary>
/// Everything between a hub and a server of another implementation, looked at on both sides: here by the pages and the ids,
/// there by what it verified and understood.
/// </summary>
public abstract class FedifyTests(FedifyWorld world)
{
    const string Public = "as:Public";

    FedifyServer Fedify => world.Fedify;

    static JsonElement Object(JsonElement activity) => activity.GetProperty("object");

    Task<JsonElement> UntilSeenAsync(string type, string objectId) => Fedify.UntilSeenAsync(type, a => Text(a, "objectId") == objectId);

    Task<JsonElement> UntilUndoneAsync(string type, string objectId) => Fedify.UntilSeenAsync("Undo", a => Text(Object(a), "type") == type && Text(Object(a), "object") == objectId);

    [Fact]
    public async Task What_is_written_there_is_read_here()
    {
        var note = await world.SayAsync($"From {world.Dialect}, <strong>hello</strong>");

        await FedifyWorld.UntilAsync(world.AsAda, "/", $"From {world.Dialect}, <strong>hello</strong>");
        Assert.Contains("Amina", await world.Visitor.ReadAsync(note.Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_here_is_verified_and_understood_there()
    {
        var (id, _) = await world.WriteAsync("Hello **there**, #meetup");

        var create = await UntilSeenAsync("Create", id);
        var note = Object(create);
        Assert.Equal((world.Ada.Uri, "cavage"), (Text(create, "actor"), Text(create, "dialect")));
        Assert.Equal(("Note", world.Ada.Uri, Public, world.Ada.Followers), (Text(note, "type"), Text(note, "attributedTo"), Text(note, "to"), Text(note, "cc")));
        Assert.Contains("<strong>there</strong>", Text(note, "content"), StringComparison.Ordinal);
        Assert.Equal(Text(note, "content"), Text(note.GetProperty("contentMap"), "en"));
        Assert.Equal(("Hashtag", "#meetup"), (Text(note.GetProperty("tag"), "type"), Text(note.GetProperty("tag"), "name")));
    }

    [Fact]
    public async Task A_thread_is_the_same_on_both_sides()
    {
        var root = await world.WriteAsync("Who brings the cake?");
        await UntilSeenAsync("Create", root.Id);
        var answer = await world.SayAsync("I do", replyTo: root.Id);
        var thanks = await world.WriteAsync("Thank you!", replyTo: answer.Page);

        var seen = Object(await UntilSeenAsync("Create", thanks.Id));
        Assert.Equal(answer.Id, Text(seen, "inReplyTo"));
        Assert.Contains(world.Amina, seen.GetProperty("cc").EnumerateArray().Select(c => c.GetString()));
        var page = await world.Visitor.ReadAsync(root.Page);
        Assert.True(page.IndexOf("Who brings", StringComparison.Ordinal) < page.IndexOf("I do", StringComparison.Ordinal) && page.IndexOf("I do", StringComparison.Ordinal) < page.IndexOf("Thank you!", StringComparison.Ordinal), page);
        Assert.Equal([answer.Id], await ListAsync($"{root.Id}/replies"));
        Assert.Equal([root.Id, answer.Id, thanks.Id], await ListAsync($"{root.Id}/context"));
    }

    /// <summary>A collection of the hub, walked by Fedify.</summary>
    async Task<string[]> ListAsync(string uri) =>
        [.. (await Fedify.TellAsync("list", new { by = "amina", uri })).EnumerateArray().Select(i => i.GetString()!)];

    [Fact]
    public async Task A_like_arrives_there_and_is_taken_back()
    {
        var note = await world.SayAsync("Like me");

        await world.PressAsync(note.Page, "like");
        Assert.Equal(world.Ada.Uri, Text(await UntilSeenAsync("Like", note.Id), "actor"));
        await world.PressAsync(note.Page, "unlike");
        Assert.Equal(world.Ada.Uri, Text(await UntilUndoneAsync("Like", note.Id), "actor"));
    }

    [Fact]
    public async Task A_like_arrives_here_and_is_taken_back()
    {
        var (id, _) = await world.WriteAsync("Like me too");

        await Fedify.TellAsync("like", new { by = "amina", @object = id });
        await world.UntilCountAsync(id, "likes", 1);
        await FedifyWorld.UntilAsync(world.AsAda, "/notifications", "Amina");
        await Fedify.TellAsync("unlike", new { by = "amina", @object = id });
        await world.UntilCountAsync(id, "likes", 0);
    }

    [Fact]
    public async Task A_boost_arrives_there_and_is_taken_back()
    {
        var note = await world.SayAsync("Boost me");

        await world.PressAsync(note.Page, "boost");
        Assert.Equal(world.Ada.Uri, Text(await UntilSeenAsync("Announce", note.Id), "actor"));
        await world.PressAsync(note.Page, "unboost");
        await UntilUndoneAsync("Announce", note.Id);
    }

    [Fact]
    public async Task A_boost_arrives_here_and_is_taken_back()
    {
        var (id, _) = await world.WriteAsync("Boost me too");

        await Fedify.TellAsync("announce", new { by = "amina", @object = id });
        await world.UntilCountAsync(id, "shares", 1);
        await Fedify.TellAsync("unannounce", new { by = "amina", @object = id });
        await world.UntilCountAsync(id, "shares", 0);
    }

    [Fact]
    public async Task An_edit_arrives_there()
    {
        var (id, page) = await world.WriteAsync("Frist version");
        await UntilSeenAsync("Create", id);

        await world.AsAda.SubmitAsync($"{page}/edit", ("Input.Source", "First version"), ("Input.Language", "en"));

        var note = Object(await UntilSeenAsync("Update", id));
        Assert.Contains("First version", Text(note, "content"), StringComparison.Ordinal);
        Assert.True(note.GetProperty("updated").GetDateTimeOffset() > note.GetProperty("published").GetDateTimeOffset());
    }

    [Fact]
    public async Task An_edit_arrives_here_and_the_earlier_version_is_kept()
    {
        var note = await world.SayAsync("Frist words");

        await Fedify.TellAsync("edit", new { id = note.Id, text = "<p>First words</p>" });

        await FedifyWorld.UntilAsync(world.Visitor, note.Page, "First words");
        Assert.Contains("Frist words", await world.Visitor.ReadAsync($"{note.Page}/history"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delete_arrives_there_and_the_id_is_gone()
    {
        var (id, page) = await world.WriteAsync("A word too many");
        await UntilSeenAsync("Create", id);

        await world.AsAda.SubmitAsync($"{page}/delete");

        Assert.Equal("Tombstone", Text(Object(await UntilSeenAsync("Delete", id)), "type"));
        Assert.Equal((HttpStatusCode.Gone, "Tombstone"), await world.GetAsync(id) is (var status, { } json) ? (status, Text(json, "type")) : default);
    }

    [Fact]
    public async Task A_delete_arrives_here_and_nothing_is_left()
    {
        var note = await world.SayAsync("Another word too many");

        await Fedify.TellAsync("delete", new { id = note.Id });

        await FedifyWorld.UntilAsync(world.Visitor, note.Page, "Another word too many", says: false);
        Assert.Contains((await world.Visitor.GetAsync(note.Page)).Status, new[] { HttpStatusCode.Gone, HttpStatusCode.NotFound });
    }

    [Fact]
    public async Task Whoever_no_longer_follows_gets_nothing_more()
    {
        var (bo, asBo) = await world.PersonAsync("bo");
        var cy = await Fedify.IdAsync("add", new { name = "cy" });
        await world.FollowAsync(asBo, "cy");
        await world.FollowedAsync("cy", bo);

        var page = $"/@cy@{Fedify.Host}";
        await asBo.SubmitAsync(page, $"{page}?handler=unfollow");
        await UntilUndoneAsync("Follow", cy);
        Assert.Empty((await Fedify.StateAsync()).GetProperty("people").GetProperty("cy").GetProperty("followers").EnumerateArray());

        await Fedify.TellAsync("unfollow", new { by = "cy", actor = bo.Uri });
        await FedifyWorld.UntilAsync(asBo, "/follows?list=followers", page, says: false);
    }

    [Fact]
    public async Task Whoever_lets_nobody_follow_says_so()
    {
        var (_, asDora) = await world.PersonAsync("dora");
        await Fedify.IdAsync("add", new { name = "eve", refuses = true });

        var page = $"/@eve@{Fedify.Host}";
        await asDora.SubmitAsync(page, $"{page}?handler=follow");

        await FedifyWorld.UntilAsync(asDora, page, "handler=follow\"");
    }

    [Fact]
    public async Task What_is_for_followers_there_is_seen_by_followers_here_only()
    {
        var note = await world.SayAsync("Only for those who follow me", "followers");

        await FedifyWorld.UntilAsync(world.AsAda, "/", "Only for those who follow me");
        Assert.Equal(HttpStatusCode.NotFound, (await world.Visitor.GetAsync(note.Page)).Status);
    }

    [Fact]
    public async Task What_is_for_followers_here_is_fetched_by_a_follower_and_by_nobody_else()
    {
        var (id, _) = await world.WriteAsync("Only for my followers", "followers");
        await UntilSeenAsync("Create", id);
        await Fedify.IdAsync("add", new { name = "zoe" });

        Assert.Contains("Only for my followers", Text(await Fedify.TellAsync("look", new { by = "amina", uri = id }), "content"), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => Fedify.TellAsync("look", new { by = "zoe", uri = id }));
        Assert.Equal(HttpStatusCode.NotFound, (await world.GetAsync(id)).Status);
    }

    [Fact]
    public async Task A_story_from_there_has_its_title_here()
    {
        var story = await world.SayAsync("Once upon a time", title: "A long story");

        Assert.Contains("A long story", await world.Visitor.ReadAsync(story.Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_name_is_known_on_both_sides()
    {
        var (fay, asFay) = await world.PersonAsync("fay");
        await Fedify.IdAsync("add", new { name = "gus" });
        await world.FollowAsync(asFay, "gus");
        await world.FollowedAsync("gus", fay);

        await asFay.SubmitAsync("/settings", ("Input.DisplayName", "Fay of the hub"), ("Input.Theme", "auto"));
        Assert.Equal("Fay of the hub", Text(Object(await UntilSeenAsync("Update", fay.Uri)), "name"));

        await Fedify.TellAsync("rename", new { by = "gus", title = "Gus the Great" });
        await FedifyWorld.UntilAsync(asFay, $"/@gus@{Fedify.Host}", "Gus the Great");
    }

    [Fact]
    public async Task Whoever_is_gone_there_is_gone_here()
    {
        var (_, asHal) = await world.PersonAsync("hal");
        await Fedify.IdAsync("add", new { name = "ida" });
        await world.FollowAsync(asHal, "ida");
        var note = await Fedify.IdAsync("say", new { by = "ida", text = "<p>My last words</p>" });
        await FedifyWorld.UntilAsync(asHal, "/", "My last words");

        await Fedify.TellAsync("vanish", new { by = "ida" });

        await FedifyWorld.UntilAsync(asHal, "/", "My last words", says: false);
        await FedifyWorld.UntilAsync(asHal, "/follows", "ida", says: false);
        await world.Hub.UntilAsync("select not exists (select 1 from post where uri = @note and content <> '')", new { note });
    }

    [Fact]
    public async Task Whoever_moves_there_takes_their_followers_here_along()
    {
        var (lou, asLou) = await world.PersonAsync("lou");
        var (old, next) = (await Fedify.IdAsync("add", new { name = "max" }), await Fedify.IdAsync("add", new { name = "maxnew" }));
        await world.FollowAsync(asLou, "max");
        await Fedify.TellAsync("alias", new { by = "maxnew", of = old });

        await Fedify.TellAsync("move", new { by = "max", to = next });

        Assert.Equal(lou.Uri, Text(await UntilSeenAsync("Follow", next), "actor"));
        await FedifyWorld.UntilAsync(asLou, $"/@maxnew@{Fedify.Host}", "Stop following");
        Assert.Equal(lou.Uri, Text(await UntilUndoneAsync("Follow", old), "actor"));
    }

    [Fact]
    public async Task Whoever_moves_from_here_says_so_there()
    {
        var (nia, asNia) = await world.PersonAsync("nia");
        await Fedify.IdAsync("add", new { name = "otto" });
        var next = await Fedify.IdAsync("add", new { name = "nianew" });
        await world.FollowedAsync("otto", nia);
        await Fedify.TellAsync("alias", new { by = "nianew", of = nia.Uri });

        await asNia.SubmitAsync("/settings/move", "/settings/move?handler=leave", ("Target", $"@nianew@{Fedify.Host}"));

        var move = await UntilSeenAsync("Move", nia.Uri);
        Assert.Equal((nia.Uri, next), (Text(move, "actor"), Text(move, "targetId")));
        Assert.Equal(next, Text((await world.GetAsync(nia.Uri)).Json!.Value, "movedTo"));
    }

    [Fact]
    public async Task What_another_brings_with_changed_words_is_never_taken()
    {
        await Fedify.IdAsync("add", new { name = "joe" });
        var said = await Fedify.TellAsync("say", new { by = "joe", text = "<p>My own words</p>", mentions = new[] { new { id = world.Ada.Uri, name = "@ada" } }, keep = true });

        await Fedify.TellAsync("forward", new { by = "amina", activity = Text(said, "activity"), inbox = $"{world.Hub.Address.Base}/inbox", dialect = world.Dialect, tamper = true });
        await world.SayAsync("After what was brought");

        await world.Hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting')");
        Assert.False(await world.Hub.AskAsync<bool>("select exists (select 1 from post where content like '%Somebody else%')"));
    }

    [Fact]
    public async Task What_another_brings_with_a_proof_is_taken()
    {
        await Fedify.IdAsync("add", new { name = "kim" });
        var said = await Fedify.TellAsync("say", new { by = "kim", text = "<p>Proven words</p>", mentions = new[] { new { id = world.Ada.Uri, name = "@ada" } }, keep = true });

        await Fedify.TellAsync("forward", new { by = "amina", activity = Text(said, "activity"), inbox = $"{world.Hub.Address.Base}/inbox", dialect = world.Dialect });

        Assert.Contains("Proven words", await world.Visitor.ReadAsync(await world.PageOfAsync(Text(said, "id")!)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Our_proofs_hold_there()
    {
        var (id, page) = await world.WriteAsync("Proven by #us, für alle \U0001F98B");
        Assert.Equal("valid", Text(await UntilSeenAsync("Create", id), "proof"));

        await world.AsAda.SubmitAsync($"{page}/delete");
        Assert.Equal("valid", Text(await UntilSeenAsync("Delete", id), "proof"));
        Assert.All((await Fedify.StateAsync()).GetProperty("seen").EnumerateArray(), a => Assert.Equal("valid", Text(a, "proof")));
    }

    [Fact]
    public async Task Every_knock_was_taken_the_first_time()
    {
        await Fedify.TellAsync("say", new { by = "amina", text = "<p>Knock</p>" });
        await world.SayAsync("Knock, knock");

        var knocks = (await Fedify.StateAsync()).GetProperty("knocks").EnumerateArray().ToList();
        Assert.NotEmpty(knocks);
        Assert.All(knocks, k => Assert.Equal((world.Dialect, 202), (Text(k, "dialect"), k.GetProperty("status").GetInt32())));
    }

    [Fact]
    public async Task Nothing_went_wrong_there()
    {
        var (id, _) = await world.WriteAsync("All is well");
        await UntilSeenAsync("Create", id);

        Assert.DoesNotContain(
            (await Fedify.StateAsync()).GetProperty("failures").EnumerateArray().Select(f => f.GetString()!),
            f => f.Contains("POST", StringComparison.Ordinal) || f.StartsWith("receiving", StringComparison.Ordinal));
    }
}

/// <inheritdoc/>
public sealed class CavageFedifyTests(CavageWorld world) : FedifyTests(world), IClassFixture<CavageWorld>;

/// <inheritdoc/>
public sealed class Rfc9421FedifyTests(Rfc9421World world) : FedifyTests(world), IClassFixture<Rfc9421World>;
