using System.Text.Json;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>Activities in the shapes that Mastodon sends, through the inbox, and what becomes of each.</summary>
public sealed class MastodonSampleTests : IAsyncLifetime
{
    TestHub _hub = null!;
    FakePeer _peer = null!;
    FakeActor _lin = null!;
    Actor _ada = null!;
    Post _post = null!;

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        _peer = await FakePeer.StartAsync();
        _lin = _peer.Actor("lin");
        _peer.Documents["/users/lin"] = Sample("person");
        _ada = await _hub.PersonAsync("ada");
        _post = (await _hub.DoAsync(tx => _hub.Get<Posting>().WriteAsync(
            tx, new Draft { Author = _ada, Writer = _ada, Source = "mine", Visibility = Visibility.Public }, CancellationToken.None))).Value!;
    }

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task A_note_comes_with_mention_hashtag_language_and_attachment()
    {
        await SendAsync("create-note");

        await UntilAsync("select content like '%salut%' and language = 'fr' and visibility = 'public' from post where uri = @uri", "/users/lin/statuses/1");
        await UntilAsync("select exists (select 1 from post_attachment a join post p on p.id = a.post_id where p.uri = @uri and a.alt = 'A map')", "/users/lin/statuses/1");
        await _hub.UntilAsync("select exists (select 1 from notification where account_id = @Id and kind = 'mention')", new { _ada.Id });
        Assert.Equal("Lin :ok:", await _hub.AskAsync<string>("select display_name from actor where uri = @Uri", new { _lin.Uri }));
    }

    [Fact]
    public async Task A_followers_only_note_keeps_its_warning_and_its_reach()
    {
        await SendAsync("create-private-cw");
        await UntilAsync("select summary = 'food' and sensitive and visibility = 'followers' from post where uri = @uri", "/users/lin/statuses/2");
    }

    [Fact]
    public async Task An_edit_and_a_delete_with_a_linked_data_signature_are_taken()
    {
        await SendAsync("create-note");
        await SendAsync("update-note");
        await UntilAsync("select content like '%encore%' and edited_at is not null from post where uri = @uri", "/users/lin/statuses/1");

        await SendAsync("delete-note");
        await UntilAsync("select deleted_at is not null and content = '' from post where uri = @uri", "/users/lin/statuses/1");
    }

    [Fact]
    public async Task A_follow_is_accepted_and_undone()
    {
        await SendAsync("follow");
        var accept = await _peer.UntilReceivedAsync("Accept");
        Assert.Equal($"{_peer.Base}/0d1c7a9e-follow", accept.GetProperty("object").GetProperty("id").GetString());

        await SendAsync("undo-follow");
        await _hub.UntilAsync("select not exists (select 1 from follow where followee_id = @Id)", new { _ada.Id });
    }

    [Fact]
    public async Task A_like_counts_once_and_is_taken_back()
    {
        await SendAsync("like");
        await SendAsync("like");
        await _hub.UntilAsync("select likes_count = 1 from post where id = @Id", new { _post.Id });

        await SendAsync("undo-like");
        await _hub.UntilAsync("select likes_count = 0 from post where id = @Id", new { _post.Id });
    }

    [Fact]
    public async Task A_boost_of_a_post_here_is_told_to_its_author()
    {
        await SendAsync("announce");
        await _hub.UntilAsync("select exists (select 1 from notification where account_id = @Id and kind = 'boost')", new { _ada.Id });
    }

    Task SendAsync(string name) => _lin.DeliverAsync(_hub, Sample(name));

    Task UntilAsync(string question, string path) => _hub.UntilAsync($"select coalesce(({question}), false)", new { uri = _peer.Base + path });

    string Sample(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", "mastodon", $"{name}.json"))
        .Replace("{peer}", _peer.Base, StringComparison.Ordinal)
        .Replace("{hub}", _hub.Address.Base, StringComparison.Ordinal)
        .Replace("{hubhost}", _hub.Address.Host, StringComparison.Ordinal)
        .Replace("{post}", _post?.Uri, StringComparison.Ordinal)
        .Replace("\"{key}\"", JsonSerializer.Serialize(_lin.Key.PublicPem), StringComparison.Ordinal);
}
