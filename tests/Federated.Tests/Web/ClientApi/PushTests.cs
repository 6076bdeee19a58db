using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Storage;
using Federated.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Tests.Web.ClientApi;

/// <summary>Web push: who subscribes, what is told to whom, and when it ends.</summary>
public sealed class PushTests(ClientHub hub) : IClassFixture<ClientHub>
{
    const string Path = "/api/v1/push/subscription";

    static readonly string[] All = ["mention", "favourite", "reblog", "follow", "poll", "update"];

    async Task<(long Id, ApiClient Client)> SomebodyAsync(string name, string? language = null)
    {
        var person = await hub.Hub.PersonAsync(name);
        await hub.Hub.DoAsync(tx => tx.ExecAsync("update account set language = @language where actor_id = @id", new { language, person.Id }, default));
        return (person.Id, await ApiClient.OfAsync(hub.Hub, person));
    }

    static object Wish(FakePushService service, string path, PushDevice device, bool standard = true, IEnumerable<string>? alerts = null, string policy = "all") => new
    {
        subscription = new { endpoint = service.Endpoint(path), keys = new { p256dh = device.Key, auth = device.Secret }, standard },
        data = new { alerts = (alerts ?? All).ToDictionary(a => a, _ => true), policy },
    };

    [Fact]
    public async Task A_subscription_is_made_read_changed_and_ended_for_one_token()
    {
        using var device = new PushDevice();
        await using var service = await FakePushService.StartAsync();
        var (_, client) = await SomebodyAsync("pat");
        await client.GetAsync(Path, 404);
        await client.PutAsync(Path, new { data = new { alerts = new { mention = true } } }, 404);
        using (var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["subscription[endpoint]"] = service.Endpoint("/old"), ["subscription[keys][p256dh]"] = device.Key, ["subscription[keys][auth]"] = device.Secret,
            ["data[alerts][mention]"] = "1", ["data[alerts][reblog]"] = "false", ["policy"] = "followed",
        }))
            Assert.Equal(200, (await client.SendAsync(HttpMethod.Post, Path, form)).Status);
        var told = await client.GetAsync(Path);
        Assert.Equal((service.Endpoint("/old"), "followed", false), (told.Text("endpoint"), told.Text("policy"), told.Is("standard")));
        Assert.Equal((true, false, false), (told.GetProperty("alerts").Is("mention"), told.GetProperty("alerts").Is("reblog"), told.GetProperty("alerts").Is("favourite")));

        var key = told.Text("server_key");
        var told2 = await client.PostAsync(Path, Wish(service, "/new", device));
        Assert.Equal((service.Endpoint("/new"), "all", true, key), (told2.Text("endpoint"), told2.Text("policy"), told2.Is("standard"), told2.Text("server_key")));
        told = await client.PutAsync(Path, new { data = new { alerts = new { mention = true }, policy = "none" } });
        Assert.Equal(("none", true, false), (told.Text("policy"), told.GetProperty("alerts").Is("mention"), told.GetProperty("alerts").Is("reblog")));
        await client.PutAsync(Path, new { data = new { policy = "some" } }, 422);
        Assert.Equal(key, (await hub.Nobody.GetAsync("/api/v2/instance")).GetProperty("configuration").GetProperty("vapid").Text("public_key"));
        Assert.Equal(key, (await hub.Nobody.PostAsync("/api/v1/apps", new { client_name = "x", redirect_uris = "urn:ietf:wg:oauth:2.0:oob" })).Text("vapid_key"));
        Assert.Equal(4, (await hub.Nobody.GetAsync("/api/v2/instance")).GetProperty("api_versions").GetProperty("mastodon").GetInt32());

        await client.DeleteAsync(Path);
        await client.DeleteAsync(Path);
        await client.GetAsync(Path, 404);
    }

    [Theory]
    [InlineData("ftp://push.example.org/1")]
    [InlineData("http://push.example.org/1")]
    [InlineData("https://10.0.0.1/1")]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("https://user@push.example.org/1")]
    [InlineData("push")]
    public async Task An_address_that_nobody_may_ask_is_refused(string endpoint)
    {
        using var device = new PushDevice();
        var path = endpoint.StartsWith("http://push", StringComparison.Ordinal) ? "http://93.184.215.14/1" : endpoint;
        await hub.Ada.PostAsync(Path, new { subscription = new { endpoint = path, keys = new { p256dh = device.Key, auth = device.Secret } } }, 422);
        await hub.Ada.PostAsync(Path, new { subscription = new { endpoint = $"http://{hub.Hub.Address.Host}/inbox", keys = new { p256dh = device.Key, auth = device.Secret } } }, 422);
    }

    [Fact]
    public async Task Keys_that_are_none_are_refused()
    {
        await using var service = await FakePushService.StartAsync();
        using var device = new PushDevice();
        await hub.Ada.PostAsync(Path, new { subscription = new { endpoint = service.Endpoint("/x"), keys = new { p256dh = device.Secret, auth = device.Secret } } }, 422);
        await hub.Ada.PostAsync(Path, new { subscription = new { endpoint = service.Endpoint("/x") } }, 422);
    }

    [Fact]
    public async Task What_happens_is_told_in_the_language_of_its_reader_in_both_encodings()
    {
        using var device = new PushDevice();
        await using var service = await FakePushService.StartAsync();
        var (id, client) = await SomebodyAsync("quinn", "fr");
        var old = await ApiClient.OfAsync(hub.Hub, (await hub.Hub.DoAsync(tx => ActorStore.ByIdAsync(tx, id, default)))!);
        var made = await client.PostAsync(Path, Wish(service, "/new", device));
        await old.PostAsync(Path, Wish(service, "/old", device, standard: false, alerts: ["mention"]));

        var post = await client.WriteAsync("hello");
        await hub.Bo.PostAsync($"/api/v1/statuses/{post}/favourite");
        await hub.Bo.PostAsync("/api/v1/statuses", new { status = $"@quinn {new string('x', 2 * Limits.PushText)}", visibility = "direct" });

        foreach (var (path, token, count) in new[] { ("/new", client.Token, 2), ("/old", old.Token, 1) })
        {
            var came = await service.UntilAsync(path, count);
            Assert.Equal(count, came.Count);
            var told = came.Select(a => FakePushService.Read(device, a)).Single(m => m.Text("notification_type") == "mention");
            Assert.Equal((token, "fr"), (told.Text("access_token"), told.Text("preferred_locale")));
            Assert.Equal("bo vous a mentionné", told.Text("title")!.Replace("·e", "", StringComparison.Ordinal).Replace("(e)", "", StringComparison.Ordinal));
            Assert.True(told.Text("body")!.Length <= Limits.PushText && told.Text("body")!.StartsWith("@quinn xxx", StringComparison.Ordinal));
            Assert.StartsWith(hub.Hub.Address.Base, told.Text("icon"), StringComparison.Ordinal);
            Assert.Equal("mention", (await client.GetAsync($"/api/v1/notifications/{told.GetProperty("notification_id").GetInt64()}")).Text("type"));
            var headers = came[0].Headers;
            var sent = headers["authorization"].Split(' ', ',');
            var jwt = path == "/new" ? sent[1]["t=".Length..] : sent[1];
            Assert.True(PushDevice.IsSigned(jwt, made.Text("server_key")!));
            Assert.Equal("normal", headers["urgency"]);
            Assert.InRange(int.Parse(headers["ttl"], System.Globalization.CultureInfo.InvariantCulture), 1, Limits.PushLife.TotalSeconds);
        }
    }

    [Fact]
    public async Task Nobody_is_told_of_what_they_did_not_ask_for_may_not_see_or_do_not_want()
    {
        using var device = new PushDevice();
        await using var service = await FakePushService.StartAsync();
        var (id, client) = await SomebodyAsync("rae");
        await client.PostAsync(Path, Wish(service, "/rae", device, alerts: ["mention", "reblog"], policy: "followed"));
        await client.PostAsync($"/api/v1/accounts/{hub.Pages.Ada.Id}/follow");
        await client.PostAsync("/api/v2/filters", new { title = "f", context = new[] { "notifications" }, filter_action = "warn", keywords_attributes = new[] { new { keyword = "spoiler" } } });

        var post = await client.WriteAsync("hello");
        await hub.Ada.PostAsync($"/api/v1/statuses/{post}/favourite");
        await hub.Bo.WriteAsync("@rae nobody she follows", "direct");
        await hub.Ada.WriteAsync("@rae a spoiler", "direct");
        await hub.Ada.WriteAsync("@rae seen", "direct");
        Assert.Equal("@rae seen", FakePushService.Read(device, (await service.UntilAsync("/rae", 1))[0]).Text("body"));

        // What is taken back, or no longer wanted, before it was told.
        await hub.Hub.DoAsync(tx => tx.ExecAsync("update push_subscription set wait_until = @now + interval '1 hour' where account_id = @id", new { id, now = tx.Now }, default));
        var gone = await hub.Ada.WriteAsync("@rae gone", "direct");
        await hub.Ada.DeleteAsync($"/api/v1/statuses/{gone}");
        await hub.Ada.WriteAsync("@rae muted", "direct");
        await client.PostAsync($"/api/v1/accounts/{hub.Pages.Ada.Id}/mute");
        await hub.Hub.DoAsync(tx => tx.ExecAsync("update push_subscription set wait_until = null where account_id = @id", new { id }, default));
        await hub.Hub.DoAsync(tx =>
        {
            tx.Notify("federated_push");
            return Task.CompletedTask;
        });
        await hub.Hub.UntilAsync("select not exists (select 1 from push_message m join push_subscription s on s.token_id = m.token_id where s.account_id = @id)", new { id });
        Assert.Single(service.Arrivals);
    }

    [Fact]
    public async Task A_subscription_ends_with_its_service_and_with_its_token_and_waits_when_it_is_told_to()
    {
        using var device = new PushDevice();
        await using var service = await FakePushService.StartAsync();
        var (id, client) = await SomebodyAsync("sam");
        var person = (await hub.Hub.DoAsync(tx => ActorStore.ByIdAsync(tx, id, default)))!;
        (service.Statuses["/gone"], service.Statuses["/busy"], service.Statuses["/bad"]) = (410, 429, 400);
        Dictionary<string, ApiClient> apps = [];
        foreach (var path in new[] { "/gone", "/busy", "/bad", "/good", "/ended" })
            await (apps[path] = await ApiClient.OfAsync(hub.Hub, person)).PostAsync(Path, Wish(service, path, device));
        await hub.Hub.DoAsync(tx => tx.ExecAsync("update app_token set revoked_at = @now where id = (select token_id from push_subscription where endpoint = @at)", new { now = tx.Now, at = service.Endpoint("/ended") }, default));

        await hub.Ada.WriteAsync("@sam hello", "direct");
        await hub.Hub.UntilAsync("select not exists (select 1 from push_subscription where endpoint = @at)", new { at = service.Endpoint("/gone") });
        await apps["/gone"].GetAsync(Path, 404);
        await hub.Hub.UntilAsync("select exists (select 1 from push_subscription where endpoint = @at and wait_until > now() + interval '50 minutes')", new { at = service.Endpoint("/busy") });
        await hub.Hub.UntilAsync("select failing_since is not null from push_subscription where endpoint = @at", new { at = service.Endpoint("/bad") });
        await service.UntilAsync("/good", 1);
        await hub.Hub.UntilAsync("select count(*) = 1 from push_message m join push_subscription s on s.token_id = m.token_id where s.account_id = @id", new { id });
        Assert.DoesNotContain(service.Arrivals, a => a.Target == "/ended");

        foreach (var tidy in hub.Hub.Services.GetServices<INightly>().Where(n => n.GetType().Name == "PushSubscriptions"))
            await hub.Hub.DoAsync(tx => tidy.RunAsync(tx, default));
        Assert.Equal(3, await hub.Hub.AskAsync<int>("select count(*)::int from push_subscription where account_id = @id", new { id }));
        Assert.Equal(4, service.Arrivals.Count);
    }

    [Fact]
    public async Task What_waits_too_long_is_tried_too_often_or_is_too_much_is_dropped()
    {
        using var device = new PushDevice();
        await using var service = await FakePushService.StartAsync();
        var (id, client) = await SomebodyAsync("tia");
        service.Statuses["/tia"] = 503;
        var token = Entity.Number((await client.PostAsync(Path, Wish(service, "/tia", device))).Id());
        Task WaitAsync(string wait) => hub.Hub.DoAsync(tx => tx.ExecAsync(
            $"update push_subscription set wait_until = {wait}, failing_since = null where token_id = @token", new { token }, default));
        Task PutAsync(int count, string created, int tries) => hub.Hub.DoAsync(tx => tx.ExecAsync(
            $"insert into push_message (token_id, notification_id, created_at, next_at, tries) select @token, g, {created}, now(), @tries from generate_series(1, @count) g",
            new { token, count, tries }, default));
        const string None = "select not exists (select 1 from push_message where token_id = @token)";

        await WaitAsync("now() + interval '1 day'");
        await PutAsync(Limits.PushBacklog - 1, "now()", 0);
        await hub.Ada.WriteAsync("@tia one", "direct");
        await hub.Ada.WriteAsync("@tia too much", "direct");
        Assert.Equal(Limits.PushBacklog, await hub.Hub.AskAsync<int>("select count(*)::int from push_message where token_id = @token", new { token }));

        // Its last try, one too many, and one that is too old.
        await hub.Hub.DoAsync(tx => tx.ExecAsync("delete from push_message where token_id = @token and notification_id <= @most", new { token, most = Limits.PushBacklog }, default));
        await hub.Hub.DoAsync(tx => tx.ExecAsync("update push_message set tries = @tries where token_id = @token", new { token, tries = Limits.PushTries - 1 }, default));
        await PutAsync(1, "now()", Limits.PushTries);
        await WaitAsync("null");
        await WakeAsync();
        await hub.Hub.UntilAsync(None, new { token });
        Assert.Single(service.Arrivals);
        await WaitAsync("null");
        await PutAsync(1, $"now() - interval '{Limits.PushLife.TotalSeconds:0} seconds'", 0);
        await WakeAsync();
        await hub.Hub.UntilAsync(None, new { token });
        Assert.Single(service.Arrivals);

        foreach (var (early, ends) in new[] { (false, false), (true, true) })
        {
            await WaitAsync("null");
            await hub.Hub.DoAsync(tx => tx.ExecAsync(
                "update push_subscription set failing_since = @since where token_id = @token", new { token, since = tx.Now - Limits.PushDead + TimeSpan.FromMinutes(early ? -1 : 1) }, default));
            await hub.Ada.WriteAsync($"@tia again {early}", "direct");
            await service.UntilAsync("/tia", early ? 3 : 2);
            await hub.Hub.UntilAsync(ends
                ? "select not exists (select 1 from push_subscription where token_id = @token)"
                : "select wait_until is not null from push_subscription where token_id = @token", new { token });
        }
    }

    Task WakeAsync() => hub.Hub.DoAsync(tx =>
    {
        tx.Notify("federated_push");
        return Task.CompletedTask;
    });

    [Fact]
    public async Task Media_of_a_deleted_post_can_be_used_again_unless_they_go_with_it()
    {
        var (_, client) = await SomebodyAsync("uma");
        foreach (var (query, again) in new[] { ("", 200), ("?delete_media=true", 422) })
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(TestPictures.Png(40, 30)), "file", "a.png" } };
            var media = JsonElement.Parse((await client.SendAsync(HttpMethod.Post, "/api/v2/media", form)).Body).Id();
            var post = (await client.PostAsync("/api/v1/statuses", new { status = "look", media_ids = new[] { media } })).Id();
            Assert.Equal("look", (await client.DeleteAsync($"/api/v1/statuses/{post}{query}")).Text("text"));
            await client.PostAsync("/api/v1/statuses", new { status = "look again", media_ids = new[] { media } }, again);
        }
    }
}
