using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using Federated.Federation;
using Federated.Instance.Accounts.Apps;
using Federated.Instance.Storage;
using Federated.Web.OAuth;
using Microsoft.AspNetCore.Http.Features;

namespace Federated.Web.Streaming;

/// <summary>
/// `/api/v1/streaming`: what is new as it happens, over a WebSocket whose client says what it follows, or as server-sent events of one timeline. The token
/// comes in the header, as the WebSocket's subprotocol or, because browsers leave no other way, in the query.
/// </summary>
sealed class StreamingEndpoints(Streams streams, Database database, TimeProvider clock)
{
    const string Path = "/api/v1/streaming";
    static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    public void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").RequireCors(Cors.Clients);
        open.MapGet($"{Path}/health", () => TypedResults.Text("OK"));
        open.MapGet(Path, http => http.WebSockets.IsWebSocketRequest ? SocketAsync(http) : OAuthError.Write(http, StatusCodes.Status404NotFound, "Not a WebSocket", null));
        // The words of a stream are parted by slashes in a path, by colons elsewhere.
        open.MapGet($"{Path}/{{**name}}", http => EventsAsync(http, (http.GetRouteValue("name") as string ?? "").TrimEnd('/').Replace('/', ':')));
    }

    async Task<OpenStream?> AuthenticateAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim()
            : http.WebSockets.WebSocketRequestedProtocols is [{ Length: > 0 } protocol, ..] ? protocol
            : http.Request.Query["access_token"].ToString();
        await using var db = await database.OpenAsync(http.RequestAborted);
        if (token.Length == 0 || await TokenStore.FindAsync(db, token, clock.GetUtcNow(), http.RequestAborted) is not { AccountId: not null } grant)
        {
            await OAuthError.Write(http, StatusCodes.Status401Unauthorized, "The access token is invalid", null);
            return null;
        }
        return new OpenStream(grant);
    }

    /// <summary>False when it was answered already.</summary>
    async Task<bool> OpenAsync(HttpContext http, OpenStream stream, StreamTopic? topic)
    {
        if (topic is not null && !stream.MayFollow(topic))
        {
            await OAuthError.Write(http, StatusCodes.Status403Forbidden, "This action is outside the authorized scopes", null);
            return false;
        }
        if (topic is not null)
            stream.Follow(topic);
        if (await streams.OpenAsync(stream, http.RequestAborted))
            return true;
        await OAuthError.Write(http, StatusCodes.Status429TooManyRequests, "Too many streams", null);
        return false;
    }

    async Task EventsAsync(HttpContext http, string name)
    {
        if (StreamTopic.Of(name, http.Request.Query["tag"], http.Request.Query["list"]) is not { } topic)
        {
            await OAuthError.Write(http, StatusCodes.Status404NotFound, "Unknown stream", null);
            return;
        }
        using var stream = await AuthenticateAsync(http);
        if (stream is null || !await OpenAsync(http, stream, topic))
            return;
        try
        {
            http.Response.ContentType = "text/event-stream";
            (http.Response.Headers.CacheControl, http.Response.Headers["X-Accel-Buffering"]) = ("private, no-store", "no");
            http.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await WriteEventsAsync(http, stream);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested || stream.Ended.IsCancellationRequested)
        {
            http.Abort();
        }
        finally
        {
            streams.Close(stream);
        }
    }

    async Task WriteEventsAsync(HttpContext http, OpenStream stream)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stream.Ended);
        var ct = end.Token;
        // A comment with an empty line after it is an event without a name to some readers.
        await http.Response.WriteAsync(":)\n", ct);
        while (true)
        {
            using var beat = new CancellationTokenSource(Beat, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(beat.Token, ct);
            try
            {
                if (!await stream.Events.WaitToReadAsync(either.Token))
                    return;
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                await http.Response.WriteAsync(":thump\n", ct);
                continue;
            }
            while (stream.Events.TryRead(out var told))
                await http.Response.WriteAsync($"event: {told.Name}\ndata: {told.Payload}\n\n", ct);
        }
    }

    async Task SocketAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var topic = StreamTopic.Of(query["stream"], query["tag"], query["list"]);
        using var stream = await AuthenticateAsync(http);
        if (stream is null || !await OpenAsync(http, stream, topic))
            return;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stream.Ended);
        try
        {
            // Browsers close a socket whose server does not say the subprotocol again.
            using var socket = await http.WebSockets.AcceptWebSocketAsync(http.WebSockets.WebSocketRequestedProtocols is [var protocol, ..] ? protocol : null);
            var reading = ReadAsync(socket, stream, end.Token);
            await WriteAsync(socket, stream, end.Token);
            await CloseAsync(socket);
            // Whoever does not close on their side within the grace is cut off.
            await reading;
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException)
        {
            // The other side went away.
        }
        finally
        {
            streams.Close(stream);
        }
    }

    static async Task CloseAsync(WebSocket socket)
    {
        using var limit = new CancellationTokenSource(Limits.ConnectTime);
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
    }

    static async Task WriteAsync(WebSocket socket, OpenStream stream, CancellationToken ct)
    {
        await foreach (var told in stream.Events.ReadAllAsync(ct))
            await socket.SendAsync(
                JsonSerializer.SerializeToUtf8Bytes(new StreamFrame(told.Topic.Words, told.Name, told.Payload), StreamJson.Default.StreamFrame), WebSocketMessageType.Text, endOfMessage: true, ct);
    }

    /// <summary>Hears what the client wants to follow, until it goes away or says too much.</summary>
    static async Task ReadAsync(WebSocket socket, OpenStream stream, CancellationToken ct)
    {
        var buffer = new byte[Limits.StreamWish + 1];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(length), ct);
                    length += part.Count;
                }
                while (!part.EndOfMessage && length <= Limits.StreamWish);
                if (part.MessageType == WebSocketMessageType.Close || length > Limits.StreamWish)
                    return;
                Hear(stream, buffer.AsSpan(0, length));
            }
        }
        finally
        {
            stream.End();
        }
    }

    static void Hear(OpenStream stream, ReadOnlySpan<byte> said)
    {
        StreamWish? wish;
        try
        {
            wish = JsonSerializer.Deserialize(said, StreamJson.Default.StreamWish);
        }
        catch (JsonException)
        {
            return;
        }
        if (StreamTopic.Of(wish?.Stream, wish?.Tag, wish?.List) is not { } topic)
            return;
        if (wish!.Type == "subscribe" && stream.MayFollow(topic))
            stream.Follow(topic);
        else if (wish.Type == "unsubscribe")
            stream.Leave(topic);
    }
}

/// <summary>What a client says.</summary>
sealed record StreamWish(string? Type, string? Stream, string? Tag, string? List);

/// <summary>What a client is told; the payload is JSON as text, or a bare id.</summary>
sealed record StreamFrame(string[] Stream, string Event, string Payload);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StreamWish))]
[JsonSerializable(typeof(StreamFrame))]
sealed partial class StreamJson : JsonSerializerContext;
