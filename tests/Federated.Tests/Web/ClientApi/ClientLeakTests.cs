using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;

namespace Federated.Tests.Web.ClientApi;

/// <summary>ada has written one post of each reach; everything that the API tells is searched for what its reader may not see (AT-162).</summary>
public sealed class ClientLeakTests(ClientLeakTests.Written written) : IClassFixture<ClientLeakTests.Written>
{
    /// <summary>The canaries: they named bo until they were changed, and cy has liked what she could see.</summary>
    public sealed class Written : IAsyncLifetime
    {
        public ClientHub Clients { get; } = new();
        public Dictionary<string, Post> Posts { get; } = [];

        public async Task InitializeAsync()
        {
            await Clients.InitializeAsync();
            var pages = Clients.Pages;
            var group = await pages.Hub.DoAsync(tx => pages.Hub.Get<LocalActors>().CreateAsync(tx, ActorKind.Group, "club", "club", default));
            foreach (var visibility in Visibility.All)
            {
                var post = await pages.WriteAsync(pages.Ada, $"@bo {Word(visibility)}old #canary", visibility, d => d with { Group = visibility == Visibility.Members ? group : null });
                await Clients.Bo.PostAsync($"/api/v1/statuses/{post.Id}/bookmark");
                await Clients.Bo.PostAsync($"/api/v1/statuses/{post.Id}/favourite");
                var draft = new Draft { Author = pages.Ada, Writer = pages.Ada, Source = $"{Word(visibility)} #canary", Visibility = visibility, Group = post.GroupId is null ? null : group };
                await pages.Hub.DoAsync(tx => pages.Hub.Get<Posting>().EditAsync(tx, post, draft, default));
                Posts[visibility] = post;
            }
        }

        public Task DisposeAsync() => Clients.DisposeAsync();
    }

    static string Word(string visibility) => "canary" + visibility.Replace("_", "", StringComparison.Ordinal);

    public static TheoryData<string, string, string> Readers => new()
    {
        { "nobody", "public,unlisted", "followers,members,direct,hub_only" },
        { "cy", "public,unlisted,hub_only", "followers,members,direct" },
        { "bo", "public,unlisted,hub_only,followers", "members,direct" },
        { "ada", "public,unlisted,hub_only,followers,members,direct", "" },
    };

    ApiClient Client(string reader) => reader switch { "ada" => written.Clients.Ada, "bo" => written.Clients.Bo, "cy" => written.Clients.Cy, _ => written.Clients.Nobody };

    IEnumerable<string> OfPost(string visibility)
    {
        var path = $"/api/v1/statuses/{written.Posts[visibility].Id}";
        return [path, $"{path}/context", $"{path}/history", $"{path}/favourited_by", $"{path}/reblogged_by", $"{path}/card"];
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task A_post_is_told_to_those_who_may_see_it_and_to_nobody_else(string reader, string seen, string unseen)
    {
        foreach (var visibility in seen.Split(','))
            foreach (var path in OfPost(visibility))
                await Client(reader).GetAsync(path);
        var nothing = await Client(reader).SendAsync(HttpMethod.Get, "/api/v1/statuses/1");
        foreach (var visibility in unseen.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var path in OfPost(visibility))
                Assert.Equal(nothing, await Client(reader).SendAsync(HttpMethod.Get, path));
            Assert.Empty((await Client(reader).GetAsync($"/api/v1/statuses?id[]={written.Posts[visibility].Id}")).Ids());
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task No_list_tells_what_its_reader_may_not_see(string reader, string seen, string unseen)
    {
        Assert.NotEmpty(seen);
        var people = written.Clients.Pages;
        List<string> lists =
        [
            "/api/v1/timelines/public?local=true", "/api/v1/timelines/tag/canary", "/api/v2/search?q=canary", $"/api/v2/search?resolve=true&q={Uri.EscapeDataString(written.Posts["direct"].Uri)}",
            .. new[] { people.Ada, people.Bo }.SelectMany(p => new[] { "", "?exclude_replies=true", "?pinned=true", "?tagged=canary" }.Select(q => $"/api/v1/accounts/{p.Id}/statuses{q}")),
        ];
        if (reader != "nobody")
            lists.AddRange(["/api/v1/timelines/home", "/api/v1/timelines/public", "/api/v1/notifications", "/api/v2/notifications", "/api/v1/bookmarks", "/api/v1/favourites"]);
        foreach (var path in lists)
        {
            var (status, body) = await Client(reader).SendAsync(HttpMethod.Get, path);
            Assert.Equal(200, status);
            foreach (var visibility in unseen.Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                Assert.DoesNotContain(Word(visibility), body, StringComparison.Ordinal);
                Assert.DoesNotContain(written.Posts[visibility].Id.Word(), body, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("followers")]
    [InlineData("direct")]
    [InlineData("members")]
    public async Task Nobody_acts_on_a_post_that_they_cannot_see(string visibility)
    {
        var (cy, id) = (written.Clients.Cy, written.Posts[visibility].Id);

        foreach (var act in new[] { "favourite", "unfavourite", "reblog", "unreblog", "bookmark", "unbookmark", "pin", "unpin" })
            await cy.PostAsync($"/api/v1/statuses/{id}/{act}", null, 404);
        await cy.PostAsync("/api/v1/statuses", new { status = "hello", in_reply_to_id = id.Word() }, 404);
        await cy.PutAsync($"/api/v1/statuses/{id}", new { status = "defaced" }, 404);
        await cy.DeleteAsync($"/api/v1/statuses/{id}", 404);
        await cy.PostAsync($"/api/v1/polls/{id}/votes", new { choices = new[] { 0 } }, 404);
    }
}
