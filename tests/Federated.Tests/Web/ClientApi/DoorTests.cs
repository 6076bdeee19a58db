using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Accounts.Apps;
using Federated.Tests.Support;
using Microsoft.AspNetCore.Routing;

namespace Federated.Tests.Web.ClientApi;

/// <summary>What every route of the API asks of who comes (security.md J).</summary>
public sealed class DoorTests(ClientHub hub) : IClassFixture<ClientHub>
{
    sealed record Route(string Method, string Path, string Scope, bool Open)
    {
        public HttpMethod Verb => new(Method);

        public string With(string id) => Path.Replace("{id}", id, StringComparison.Ordinal).Replace("{tag}", id, StringComparison.Ordinal).Replace("{key}", id, StringComparison.Ordinal);
    }

    List<Route> Routes()
    {
        static T Of<T>(object o, string name) => (T)o.GetType().GetProperty(name)!.GetValue(o)!;
        return [.. from endpoint in hub.Hub.Get<EndpointDataSource>().Endpoints
                   from data in endpoint.Metadata
                   where data.GetType().Name == "ClientRoute"
                   select new Route(Of<string>(data, "Method"), Of<string>(data, "Path"), Of<string>(data, "Scope"), Of<bool>(data, "Open"))];
    }

    static void IsError(Route route, int expected, (int Status, string Body) answer)
    {
        Assert.True(answer.Status == expected, $"{route}: {answer.Status} {answer.Body}");
        Assert.NotEmpty(JsonElement.Parse(answer.Body).Text("error")!);
    }

    [Fact]
    public async Task Without_a_token_only_what_is_open_is_told()
    {
        Assert.True(Routes().Count > 80);
        foreach (var route in Routes().Where(r => !r.Open))
            IsError(route, 401, await hub.Nobody.SendAsync(route.Verb, route.With("1")));
    }

    [Fact]
    public async Task A_token_for_something_else_opens_nothing()
    {
        var narrow = await ApiClient.OfAsync(hub.Hub, hub.Pages.Ada, "profile");
        foreach (var route in Routes())
            IsError(route, 403, await narrow.SendAsync(route.Verb, route.With("1")));
    }

    [Fact]
    public async Task A_token_that_only_reads_changes_nothing()
    {
        var reader = await ApiClient.OfAsync(hub.Hub, hub.Pages.Ada, "read");
        foreach (var route in Routes().Where(r => r.Method != "GET"))
        {
            Assert.True(route.Scope == "push" || route.Scope.StartsWith("write:", StringComparison.Ordinal), route.ToString());
            IsError(route, 403, await reader.SendAsync(route.Verb, route.With("1")));
        }
    }

    [Fact]
    public async Task Each_scope_opens_its_own_routes()
    {
        foreach (var same in Routes().GroupBy(r => r.Scope))
        {
            Assert.Contains(same.Key, Scopes.All);
            var client = await ApiClient.OfAsync(hub.Hub, hub.Pages.Cy, same.Key);
            foreach (var route in same)
            {
                var (status, body) = await client.SendAsync(route.Verb, route.With("1"));
                Assert.True(status is not (401 or 403), $"{route}: {status} {body}");
            }
        }
    }

    [Fact]
    public async Task An_apps_own_token_is_nobody()
    {
        var granting = hub.Hub.Get<Granting>();
        var (app, _) = await granting.RegisterAsync(new App { Name = "x", RedirectUris = [App.OutOfBand], Scopes = ["read", "write"] }, default);
        var client = new ApiClient(hub.Hub, (await granting.GrantAppAsync(app, ["read", "write"], default)).Token);
        foreach (var route in Routes().Where(r => !r.Open))
            IsError(route, 422, await client.SendAsync(route.Verb, route.With("1")));
        Assert.Equal(200, (await client.SendAsync(HttpMethod.Get, "/api/v1/timelines/public?local=true")).Status);
    }

    [Fact]
    public async Task A_wrong_token_is_told_so_even_where_none_is_needed()
    {
        var client = new ApiClient(hub.Hub, "wrong");
        foreach (var route in Routes())
            IsError(route, 401, await client.SendAsync(route.Verb, route.With("1")));
    }

    [Fact]
    public async Task A_browser_that_is_signed_in_is_nobody_here()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/accounts/verify_credentials");
        Assert.Equal(401, (int)(await hub.Pages.AsAda.GetAsync(request.RequestUri!.ToString())).Status);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("99999999999999999999999")]
    [InlineData("9223372036854775807")]
    [InlineData("1%27;--")]
    [InlineData("%D9%A1")]
    public async Task An_id_of_nothing_is_404_and_never_an_error_of_ours(string id)
    {
        // A token of its own: all of them together would be more than one may ask.
        var cy = await ApiClient.OfAsync(hub.Hub, hub.Pages.Cy);
        foreach (var route in Routes().Where(r => r.Path.Contains("{id}", StringComparison.Ordinal) && !r.Path.EndsWith("/dismiss", StringComparison.Ordinal)))
            IsError(route, 404, await cy.SendAsync(route.Verb, route.With(id)));
        foreach (var route in Routes().Where(r => r.Path.Contains("{key}", StringComparison.Ordinal) || r.Path.EndsWith("/dismiss", StringComparison.Ordinal)))
            Assert.InRange((await cy.SendAsync(route.Verb, route.With(id))).Status, 200, 404);
    }

    [Theory]
    [InlineData("max_id=x")]
    [InlineData("since_id=-5")]
    [InlineData("min_id=1e3")]
    public async Task A_place_that_is_no_id_is_400(string query)
    {
        foreach (var path in new[] { "/api/v1/timelines/home", "/api/v1/notifications", "/api/v1/bookmarks", "/api/v1/favourites", "/api/v1/blocks", "/api/v2/notifications" })
            Assert.Equal(400, (await hub.Ada.SendAsync(HttpMethod.Get, $"{path}?{query}")).Status);
    }

    [Theory]
    [InlineData("""{"id":{"a":[1,2,{"b":null}]},"limit":"many","choices":[[[]]],"status":{"x":1},"timeline":[true]}""")]
    [InlineData("""{"id":["\ud800"]}""")]
    [InlineData("""{"id":99999999999999999999999999999999999999999999999999,"limit":1e400,"max_id":""}""")]
    public async Task Nonsense_in_a_body_is_never_an_error_of_ours(string body)
    {
        foreach (var route in Routes().Where(r => r.Method != "GET"))
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            var answer = await hub.Cy.SendAsync(route.Verb, route.With("12"), content);
            Assert.True(answer.Status < 500, $"{route}: {answer.Status} {answer.Body}");
            JsonElement.Parse(answer.Body);
        }
    }

    [Fact]
    public async Task Lists_in_the_query_are_read_up_to_a_limit()
    {
        var many = string.Join('&', Enumerable.Repeat("id[]=1", Limits.ApiFields));
        Assert.Equal(200, (await hub.Ada.SendAsync(HttpMethod.Get, $"/api/v1/accounts/relationships?{many[..(Limits.ApiFields * 7 - 1)]}")).Status);
        Assert.Equal(422, (await hub.Ada.SendAsync(HttpMethod.Get, $"/api/v1/accounts/relationships?{many}&id[]=1")).Status);
    }

    [Fact]
    public async Task Pages_of_other_sites_may_ask_and_read_the_headers()
    {
        using var asked = new HttpRequestMessage(HttpMethod.Options, "/api/v1/statuses");
        asked.Headers.TryAddWithoutValidation("Origin", "https://phanpy.example");
        asked.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");
        asked.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", "authorization,idempotency-key");
        using var answer = await hub.Hub.Http.SendAsync(asked);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());

        await hub.Ada.SendAsync(HttpMethod.Get, "/api/v1/timelines/home", null, ("Origin", "https://phanpy.example"));
        Assert.Equal("*", hub.Ada.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("Link", hub.Ada.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_is_told_is_kept_by_nobody()
    {
        await hub.Ada.GetAsync("/api/v1/timelines/home");
        Assert.Equal("no-store, private", string.Join(", ", hub.Ada.Headers.CacheControl!.ToString().Split(", ").Order()));
    }

    [Fact]
    public async Task A_token_asks_so_often_in_five_minutes_and_no_more()
    {
        await using var own = await TestHub.StartAsync();
        var person = await own.PersonAsync("ada");
        var (client, other) = (await ApiClient.OfAsync(own, person), await ApiClient.OfAsync(own, person));
        for (var i = 1; i <= Limits.ApiRequests; i++)
        {
            Assert.Equal(200, (await client.SendAsync(HttpMethod.Get, "/api/v1/markers")).Status);
            Assert.Equal((Limits.ApiRequests - i).ToString(CultureInfo.InvariantCulture), client.Headers.GetValues("X-RateLimit-Remaining").Single());
        }
        Assert.Equal(429, (await client.SendAsync(HttpMethod.Get, "/api/v1/markers")).Status);
        Assert.NotNull(client.Headers.RetryAfter);
        Assert.Equal(200, (await other.SendAsync(HttpMethod.Get, "/api/v1/markers")).Status);
        Assert.True(DateTimeOffset.Parse(other.Headers.GetValues("X-RateLimit-Reset").Single(), CultureInfo.InvariantCulture) > TimeProvider.System.GetUtcNow());
        Assert.Equal(Limits.ApiRequests.ToString(CultureInfo.InvariantCulture), other.Headers.GetValues("X-RateLimit-Limit").Single());
    }

    /// <summary>client-api.md 1.3: what strict clients take for granted is never null, by the types alone.</summary>
    [Theory]
    [InlineData("AccountJson", "id username acct url uri display_name note avatar avatar_static header header_static locked bot group created_at fields emojis roles followers_count following_count statuses_count", "last_status_at moved")]
    [InlineData("CredentialAccountJson", "id source role", "")]
    [InlineData("SourceJson", "privacy sensitive language note fields follow_requests_count", "")]
    [InlineData("RoleJson", "id name permissions color highlighted", "")]
    [InlineData("StatusJson", "id uri created_at account content visibility sensitive spoiler_text media_attachments mentions tags emojis reblogs_count favourites_count replies_count", "url in_reply_to_id in_reply_to_account_id reblog poll card language edited_at application")]
    [InlineData("MediaAttachmentJson", "id type meta", "url preview_url remote_url description blurhash")]
    [InlineData("MentionJson", "id username acct url", "")]
    [InlineData("TagJson", "name url history", "")]
    [InlineData("EmojiJson", "shortcode url static_url visible_in_picker", "category")]
    [InlineData("PollJson", "id expired multiple votes_count options own_votes emojis voted", "expires_at voters_count")]
    [InlineData("CardJson", "url title description type author_name author_url provider_name provider_url html width height embed_url", "image blurhash")]
    [InlineData("RelationshipJson", "id following showing_reblogs notifying languages followed_by blocking blocked_by muting muting_notifications requested requested_by domain_blocking endorsed note", "")]
    [InlineData("NotificationJson", "id type created_at account group_key", "status")]
    [InlineData("NotificationGroupJson", "group_key notifications_count type most_recent_notification_id sample_account_ids", "page_min_id page_max_id latest_page_notification_at")]
    [InlineData("PushSubscriptionJson", "id endpoint standard alerts policy server_key", "")]
    [InlineData("MarkerJson", "last_read_id version updated_at", "")]
    [InlineData("FilterJson", "id title context filter_action", "expires_at")]
    [InlineData("PreferencesJson", "posting:default:visibility posting:default:sensitive reading:expand:media reading:expand:spoilers", "posting:default:language")]
    [InlineData("InstanceJson", "domain title version source_url description languages usage thumbnail configuration registrations api_versions contact rules", "")]
    [InlineData("InstanceV1Json", "uri title short_description description email version urls stats languages registrations approval_required invites_enabled configuration rules", "thumbnail contact_account")]
    public void What_clients_take_for_granted_is_never_null(string entity, string never, string nullable)
    {
        var type = typeof(Federated.Web.Commands.CommandLine).Assembly.GetType($"Federated.Web.ClientApi.Entities.{entity}", throwOnError: true)!;
        var members = type.GetProperties().Where(p => p.Name != "EqualityContract").ToDictionary(Name);
        var context = new NullabilityInfoContext();
        foreach (var name in never.Split(' '))
            Assert.True(members.TryGetValue(name, out var member) && context.Create(member).ReadState == NullabilityState.NotNull && !IsLeftOut(member), $"{entity}.{name}");
        foreach (var name in nullable.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Assert.True(members.TryGetValue(name, out var member) && !IsLeftOut(member), $"{entity}.{name}");
    }

    static string Name(PropertyInfo member) =>
        member.GetCustomAttribute<System.Text.Json.Serialization.JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);

    static bool IsLeftOut(PropertyInfo member) => member.GetCustomAttribute<System.Text.Json.Serialization.JsonIgnoreAttribute>() is not null;
}
