using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Policies;
using Federated.Tests.Instance.Storage;

namespace Federated.Tests.Web.ClientApi;

/// <summary>Streams: what is new, as it happens, to those who may see it.</summary>
public sealed class StreamTests(ClientHub hub) : IClassFixture<ClientHub>
{
    /// <summary>A WebSocket of a client, and what it was told.</summary>
    sealed class Socket : IAsyncDisposable
    {
        readonly ClientWebSocket _socket = new();
        readonly byte[] _buffer = new byte[256 * 1024];

        public string? Protocol => _socket.SubProtocol;

        public static async Task<Socket> OpenAsync(ClientHub hub, ApiClient client, string query = "", Action<ClientWebSocket>? with = null)
        {
            var socket = new Socket();
            if (with is null)
                socket._socket.Options.SetRequestHeader("Authorization", $"Bearer {client.Token}");
            else
                with(socket._socket);
            socket._socket.Options.CollectHttpResponseDetails = true;
            await socket._socket.ConnectAsync(new Uri(hub.Hub.Address.Base.Replace("http", "ws", StringComparison.Ordinal) + "/api/v1/streaming" + query), default);
            return socket;
        }

        public static async Task<HttpStatusCode> RefusedAsync(ClientHub hub, ApiClient client, string query)
        {
            using var socket = new ClientWebSocket();
            socket.Options.CollectHttpResponseDetails = true;
            socket.Options.SetRequestHeader("Authorization", $"Bearer {client.Token}");
            await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri(hub.Hub.Address.Base.Replace("http", "ws", StringComparison.Ordinal) + "/api/v1/streaming" + query), default));
            return socket.HttpStatusCode;
        }

        public Task SayAsync(object wish) => SayAsync(JsonSerializer.Serialize(wish));

        public Task SayAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, default);

        /// <summary>The next thing told; null when the other side ended it.</summary>
        public async Task<(string Stream, string Event, string Payload)?> NextAsync(int seconds = 15)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
            var length = 0;
            WebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(new ArraySegment<byte>(_buffer, length, _buffer.Length - length), limit.Token);
                length += part.Count;
            }
            while (!part.EndOfMessage);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            var told = JsonElement.Parse(_buffer.AsSpan(0, length));
            return (string.Join(' ', told.GetProperty("stream").EnumerateArray()), told.Text("event")!, told.Text("payload")!);
        }

        public ValueTask DisposeAsync()
        {
            _socket.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task Followers_hear_of_what_is_written_changed_and_gone()
    {
        await hub.Bo.GetAsync("/api/v1/timelines/home");
        await using var socket = await Socket.OpenAsync(hub, hub.Bo, "?stream=user");
        var id = await hub.Ada.WriteAsync("news", "private");

        var told = (await socket.NextAsync())!.Value;
        Assert.Equal(("user", "update", id), (told.Stream, told.Event, JsonElement.Parse(told.Payload).Id()));
        await hub.Ada.PutAsync($"/api/v1/statuses/{id}", new { status = "newer" });
        told = (await socket.NextAsync())!.Value;
        Assert.Equal(("status.update", "<p>newer</p>"), (told.Event, JsonElement.Parse(told.Payload).Text("content")));
        await hub.Ada.DeleteAsync($"/api/v1/statuses/{id}");
        Assert.Equal(("user", "delete", id), await socket.NextAsync());
    }

    [Fact]
    public async Task One_hears_of_boosts_and_of_what_is_told_to_oneself()
    {
        await hub.Bo.GetAsync("/api/v1/timelines/home");
        var own = await hub.Bo.WriteAsync("mine");
        await using var socket = await Socket.OpenAsync(hub, hub.Bo, "?stream=user");
        var boost = (await hub.Ada.PostAsync($"/api/v1/statuses/{await hub.Cy.WriteAsync("of cy")}/reblog")).Id();
        var told = (await socket.NextAsync())!.Value;
        Assert.Equal(("update", boost), (told.Event, JsonElement.Parse(told.Payload).Id()));

        await hub.Cy.PostAsync($"/api/v1/statuses/{own}/favourite");
        told = (await socket.NextAsync())!.Value;
        var notification = JsonElement.Parse(told.Payload);
        Assert.Equal(("notification", "favourite", "cy", own), (told.Event, notification.Text("type"), notification.GetProperty("account").Text("acct"), notification.GetProperty("status").Id()));
    }

    [Fact]
    public async Task A_client_follows_and_leaves_timelines_as_it_likes()
    {
        await using var socket = await Socket.OpenAsync(hub, hub.Cy);
        await socket.SayAsync("nonsense");
        await socket.SayAsync(new { type = "subscribe", stream = "everything" });
        await socket.SayAsync(new { type = "subscribe", stream = "hashtag", tag = "Streamed" });
        await socket.SayAsync(new { type = "subscribe", stream = "public:local" });
        await SettleAsync(socket, "public:local");

        var id = await hub.Ada.WriteAsync("for all #streamed");
        var heard = new[] { (await socket.NextAsync())!.Value, (await socket.NextAsync())!.Value };
        Assert.Equal(["hashtag streamed", "public:local"], heard.Select(h => h.Stream).Order());
        Assert.All(heard, h => Assert.Equal(id, JsonElement.Parse(h.Payload).Id()));
        await socket.SayAsync(new { type = "unsubscribe", stream = "public:local" });
        await Wait.UntilAsync(async () =>
        {
            await hub.Ada.WriteAsync("only here");
            var last = await hub.Ada.WriteAsync("again #streamed");
            List<string> streams = [];
            while (await socket.NextAsync() is { } told)
            {
                streams.Add(told.Stream);
                if (JsonElement.Parse(told.Payload).Id() == last && told.Stream.StartsWith("hashtag", StringComparison.Ordinal))
                    break;
            }
            return !streams.Contains("public:local");
        });
    }

    /// <summary>What is said over a socket is heard a moment later: until then posts are not told. Ends after all that was told by then.</summary>
    async Task SettleAsync(Socket socket, string stream)
    {
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await hub.Cy.WriteAsync("are you there?");
                await Task.Delay(50);
            }
        });
        while ((await socket.NextAsync())!.Value.Stream != stream)
        {
        }
        await stop.CancelAsync();
        await writer;
        await UntilAsync(socket, stream, await hub.Cy.WriteAsync("here"));
    }

    static async Task UntilAsync(Socket socket, string stream, string id)
    {
        while (await socket.NextAsync() is { } told && (told.Stream != stream || JsonElement.Parse(told.Payload).Id() != id))
        {
        }
    }

    [Fact]
    public async Task A_list_is_a_stream_for_its_owner()
    {
        var list = (await hub.Bo.PostAsync("/api/v1/lists", new { title = "Ada" })).Id();
        await hub.Bo.PostAsync($"/api/v1/lists/{list}/accounts", new { account_ids = new[] { hub.Pages.Ada.Id.Word() } });
        await using var socket = await Socket.OpenAsync(hub, hub.Bo, $"?stream=list&list={list}");
        await using var other = await Socket.OpenAsync(hub, hub.Cy, $"?stream=list&list={list}");
        await other.SayAsync(new { type = "subscribe", stream = "public:local" });
        await SettleAsync(other, "public:local");
        var (post, boosted) = (await hub.Ada.WriteAsync("for the list"), await hub.Cy.WriteAsync("passed on"));
        var boost = (await hub.Ada.PostAsync($"/api/v1/statuses/{boosted}/reblog")).Id();

        foreach (var id in new[] { post, boost })
        {
            var told = (await socket.NextAsync())!.Value;
            Assert.Equal(($"list {list}", "update", id), (told.Stream, told.Event, JsonElement.Parse(told.Payload).Id()));
        }
        Assert.Equal(["public:local", "public:local"], new[] { (await other.NextAsync())!.Value.Stream, (await other.NextAsync())!.Value.Stream });
    }

    [Fact]
    public async Task What_is_for_few_is_told_to_nobody_else()
    {
        await using var cy = await Socket.OpenAsync(hub, hub.Cy, "?stream=public:local");
        await cy.SayAsync(new { type = "subscribe", stream = "user" });
        await cy.SayAsync(new { type = "subscribe", stream = "public" });
        await cy.SayAsync(new { type = "subscribe", stream = "hashtag", tag = "hush" });
        await SettleAsync(cy, "public");
        foreach (var visibility in new[] { "private", "direct", "unlisted" })
            await hub.Ada.DeleteAsync($"/api/v1/statuses/{await hub.Ada.WriteAsync("secret @bo #hush", visibility)}");
        var last = await hub.Ada.WriteAsync("the last #hush");

        List<string> told = [];
        while (!told.Any(t => t.Contains("the last", StringComparison.Ordinal)))
            told.Add((await cy.NextAsync())!.Value.Payload);
        Assert.DoesNotContain(told, t => t.Contains("secret", StringComparison.Ordinal));
        Assert.Contains(told, t => t.Contains(last, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_somebody_muted_is_told_to_them_no_more_not_even_when_it_changes()
    {
        var person = await hub.Hub.PersonAsync("muter");
        var muter = await ApiClient.OfAsync(hub.Hub, person);
        await muter.GetAsync("/api/v1/timelines/home");
        foreach (var other in new[] { hub.Pages.Ada, hub.Pages.Cy })
            await muter.PostAsync($"/api/v1/accounts/{other.Id}/follow");
        var id = await hub.Ada.WriteAsync("before");
        await using var socket = await Socket.OpenAsync(hub, muter, "?stream=user");
        await muter.PostAsync($"/api/v1/accounts/{hub.Pages.Ada.Id}/mute");
        await hub.Ada.PutAsync($"/api/v1/statuses/{id}", new { status = "changed" });
        var last = await hub.Cy.WriteAsync("of cy");

        Assert.Equal(last, JsonElement.Parse((await socket.NextAsync())!.Value.Payload).Id());
    }

    [Fact]
    public async Task The_token_comes_in_the_header_the_subprotocol_or_the_query()
    {
        await using var browser = await Socket.OpenAsync(hub, hub.Ada, "?stream=user", s => s.Options.AddSubProtocol(hub.Ada.Token!));
        Assert.Equal(hub.Ada.Token, browser.Protocol);
        await using var query = await Socket.OpenAsync(hub, hub.Ada, $"?stream=user&access_token={hub.Ada.Token}", _ => { });
        Assert.Equal(HttpStatusCode.Unauthorized, await Socket.RefusedAsync(hub, new ApiClient(hub.Hub, "wrong"), "?stream=user"));
        Assert.Equal(HttpStatusCode.Forbidden, await Socket.RefusedAsync(hub, await ApiClient.OfAsync(hub.Hub, hub.Pages.Ada, "read:accounts"), "?stream=user"));
        Assert.Equal(404, (await hub.Ada.SendAsync(HttpMethod.Get, "/api/v1/streaming")).Status);
        Assert.Equal("OK", (await hub.Nobody.SendAsync(HttpMethod.Get, "/api/v1/streaming/health")).Body);
        Assert.Equal(404, (await hub.Ada.SendAsync(HttpMethod.Get, "/api/v1/streaming/everything")).Status);
        Assert.Equal(401, (await hub.Nobody.SendAsync(HttpMethod.Get, "/api/v1/streaming/public")).Status);
    }

    [Fact]
    public async Task A_token_without_the_scope_hears_no_notifications()
    {
        var reader = await ApiClient.OfAsync(hub.Hub, hub.Pages.Cy, "read:statuses");
        await hub.Cy.GetAsync("/api/v1/timelines/home");
        await using var socket = await Socket.OpenAsync(hub, reader, "?stream=user");
        Assert.Equal(HttpStatusCode.Forbidden, await Socket.RefusedAsync(hub, reader, "?stream=user:notification"));
        await hub.Ada.PostAsync($"/api/v1/statuses/{await hub.Cy.WriteAsync("liked")}/favourite");
        await hub.Cy.WriteAsync("the end");

        Assert.Equal(["update", "update"], new[] { (await socket.NextAsync())!.Value.Event, (await socket.NextAsync())!.Value.Event });
    }

    [Fact]
    public async Task Server_sent_events_tell_the_same()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/streaming/hashtag/local?tag=sse");
        request.Headers.Authorization = new("Bearer", hub.Cy.Token);
        using var answer = await hub.Hub.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(":)", await lines.ReadLineAsync());
        var id = await hub.Ada.WriteAsync("over #sse");

        Assert.Equal("event: update", await lines.ReadLineAsync());
        Assert.Equal(id, JsonElement.Parse((await lines.ReadLineAsync())!["data: ".Length..]).Id());
    }

    [Fact]
    public async Task A_stream_ends_within_seconds_of_its_token()
    {
        var leaving = await ApiClient.OfAsync(hub.Hub, hub.Pages.Cy);
        await using var socket = await Socket.OpenAsync(hub, leaving, "?stream=user");
        await hub.Hub.DoAsync(tx => tx.ExecAsync("update app_token set revoked_at = @now where id = (select max(id) from app_token)", new { now = tx.Now }, default));

        Assert.Null(await socket.NextAsync(5));
    }

    [Fact]
    public async Task An_account_opens_so_many_streams_and_no_more()
    {
        var person = await hub.Hub.PersonAsync("streamer");
        var client = await ApiClient.OfAsync(hub.Hub, person);
        List<Socket> open = [];
        for (var i = 0; i < Limits.StreamsPerAccount; i++)
            open.Add(await Socket.OpenAsync(hub, client, "?stream=user"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Socket.RefusedAsync(hub, client, "?stream=user"));
        foreach (var socket in open)
            await socket.DisposeAsync();
        await Wait.UntilAsync(async () =>
        {
            try
            {
                await using var again = await Socket.OpenAsync(hub, client, "?stream=user");
                return true;
            }
            catch (WebSocketException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task A_stream_follows_so_many_timelines_and_hears_wishes_of_such_a_length()
    {
        await using var socket = await Socket.OpenAsync(hub, hub.Cy, "?stream=public:local");
        for (var i = 1; i < Limits.StreamTopics; i++)
            await socket.SayAsync(new { type = "subscribe", stream = "hashtag", tag = $"many{i}" });
        await socket.SayAsync(new { type = "subscribe", stream = "hashtag", tag = "toomany" });
        var wish = """{"type":"subscribe","stream":"nothing","tag":""}""";
        await socket.SayAsync(wish.Insert(wish.Length - 2, new string('x', Limits.StreamWish - wish.Length)));
        await SettleAsync(socket, "public:local");
        await hub.Ada.WriteAsync($"#many{Limits.StreamTopics - 1} #toomany");
        Assert.Equal(["hashtag many" + (Limits.StreamTopics - 1), "public:local"], new[] { (await socket.NextAsync())!.Value.Stream, (await socket.NextAsync())!.Value.Stream }.Order());

        await socket.SayAsync(wish.Insert(wish.Length - 2, new string('x', Limits.StreamWish - wish.Length + 1)));
        Assert.Null(await socket.NextAsync());
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_off_after_so_much()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/streaming/hashtag?tag=flood");
        request.Headers.Authorization = new("Bearer", hub.Bo.Token);
        using var answer = await hub.Hub.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var (sent, text) = (Limits.StreamBacklog * 4, new string('\u4e16', Limits.LocalPost - 10));
        for (var i = 0; i < sent; i++)
            await hub.Pages.WriteAsync(hub.Pages.Cy, $"{text} #flood", Visibility.Public);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var heard = 0;
        try
        {
            while (await lines.ReadLineAsync() is { } line)
                heard += line == "event: update" ? 1 : 0;
        }
        catch (IOException)
        {
            // Cut off in the middle of what it did not read.
        }

        Assert.InRange(heard, 1, sent - 1);
        Assert.True(sent > Limits.StreamBacklog);
    }

    [Fact]
    public async Task Conversations_are_told_to_those_who_are_in_them()
    {
        await using var socket = await Socket.OpenAsync(hub, hub.Cy, "?stream=direct");
        await hub.Ada.WriteAsync("@bo not for cy", "direct");
        var id = await hub.Ada.WriteAsync("@cy for cy", "direct");

        var told = (await socket.NextAsync())!.Value;
        Assert.Equal(("direct", "conversation", id), (told.Stream, told.Event, JsonElement.Parse(told.Payload).GetProperty("last_status").Id()));
    }
}
