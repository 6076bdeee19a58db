using System.Net;
using System.Text;
using Federated.Federation;
using Federated.Federation.Delivery;
using Federated.Federation.Fetching;
using Federated.Tests.Federation.Fetching;
using Microsoft.AspNetCore.Http;

namespace Federated.Tests.Federation.Delivery;

public sealed class PostTests
{
    static readonly byte[] Body = """{"type":"Follow"}"""u8.ToArray();

    static DeliveryRequest Request(string inbox, RequestSigner? signer = null) =>
        new(inbox, Body, "SHA-256=abc=", signer ?? (_ => [new("Signature", "s")]));

    static async Task<DeliveryResult> PostAsync(string inbox, OutboundOptions? options = null, RequestSigner? signer = null)
    {
        using var outbound = new Outbound(options ?? Peer.Options, TimeProvider.System);
        return await outbound.PostAsync(Request(inbox, signer), CancellationToken.None);
    }

    [Fact]
    public async Task An_activity_arrives_as_it_was_signed()
    {
        byte[] received = [];
        await using var peer = await Peer.StartAsync(async context =>
        {
            using var copy = new MemoryStream();
            await context.Request.Body.CopyToAsync(copy);
            received = copy.ToArray();
            context.Response.StatusCode = 202;
        });

        var result = await PostAsync(peer.Uri("/inbox?x=%7E"), signer: r =>
            [new("Signature", $"{r.Method} {r.Scheme} {r.Authority} {r.Target} {r.Date} {r.Digest} {r.ContentType}")]);

        Assert.Equal(new Delivered(202), result);
        Assert.Equal(Body, received);
        var seen = peer.Requests.Single();
        Assert.Equal(["Accept-Encoding", "Content-Length", "Content-Type", "Date", "Digest", "Host", "Signature", "User-Agent"],
            seen.Headers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("application/activity+json", seen.Headers.ContentType);
        Assert.Equal($"POST http {peer.Authority} /inbox?x=%7E {seen.Headers.Date} {seen.Headers["Digest"]} {seen.Headers.ContentType}",
            seen.Headers["Signature"]);
    }

    [Fact]
    public async Task A_delivery_is_not_redirected()
    {
        await using var second = await Peer.StartAsync(Peer.Status(202));
        await using var first = await Peer.StartAsync(context =>
        {
            context.Response.StatusCode = 308;
            context.Response.Headers.Location = second.Uri("/inbox");
            return Task.CompletedTask;
        });

        Assert.Equal(new DeliveryRetry("redirects", 308), await PostAsync(first.Uri("/inbox")));
        Assert.Empty(second.Requests);
    }

    [Fact]
    public async Task A_refusal_is_not_signed_without_its_query_like_a_fetch()
    {
        await using var peer = await Peer.StartAsync(Peer.Status(401));

        Assert.Equal(new DeliveryRetry("denied", 401), await PostAsync(peer.Uri("/inbox?x=1"), signer: r => [new("Signature", r.Target)]));
        Assert.Equal(["/inbox?x=1", "/inbox?x=1"], peer.Requests.Select(r => r.Headers["Signature"].ToString()));
    }

    [Fact]
    public async Task Retry_after_comes_with_the_answer()
    {
        await using var peer = await Peer.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "90";
            return Task.CompletedTask;
        });

        Assert.Equal(new DeliveryRetry("status", 429, TimeSpan.FromSeconds(90)), await PostAsync(peer.Uri("/inbox")));
    }

    [Theory]
    [InlineData(Limits.AnswerBytes, Limits.AnswerBytes)]
    [InlineData(Limits.AnswerBytes + 1, Limits.AnswerBytes)]
    [InlineData(100_000, Limits.AnswerBytes)]
    public async Task The_beginning_of_the_answer_is_kept_as_the_reason(int sent, int kept)
    {
        await using var peer = await Peer.StartAsync(context =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync(new string('x', sent));
        });

        Assert.Equal(new DeliveryRefused("status", 400, new string('x', kept)), await PostAsync(peer.Uri("/inbox")));
    }

    [Fact]
    public async Task A_reason_is_one_line_without_control_characters()
    {
        await using var peer = await Peer.StartAsync(context =>
        {
            context.Response.StatusCode = 422;
            return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("no\r\nsuch\u001b[31m é \0")).AsTask();
        });

        Assert.Equal(new DeliveryRefused("status", 422, "no  such [31m é"), await PostAsync(peer.Uri("/inbox")));
    }

    [Fact]
    public async Task An_answer_that_never_ends_does_not_change_its_status()
    {
        using var peer = new RawPeer(RawPeer.Drip("HTTP/1.1 404 Not Found\r\nContent-Length: 4000\r\n\r\nnobody", "", 1000));

        var result = await PostAsync($"http://127.0.0.1:{peer.Port}/inbox", Peer.Options with { BodyGrace = TimeSpan.FromMilliseconds(500) });

        Assert.Equal(new DeliveryRefused("not-found", 404, "nobody"), result);
    }

    [Fact]
    public async Task A_success_with_an_endless_body_is_delivered_at_once()
    {
        using var peer = new RawPeer(RawPeer.Drip("HTTP/1.1 202 Accepted\r\nContent-Length: 100000\r\n\r\n", "x", 50));

        Assert.Equal(new Delivered(202), await PostAsync($"http://127.0.0.1:{peer.Port}/inbox"));
    }

    [Fact]
    public async Task An_inbox_that_never_answers_is_tried_again_later()
    {
        using var peer = new RawPeer((_, ct) => Task.Delay(Timeout.Infinite, ct));

        var result = await PostAsync($"http://127.0.0.1:{peer.Port}/inbox", Peer.Options with { HeadersTime = TimeSpan.FromMilliseconds(200) });

        Assert.Equal(new DeliveryRetry("timeout"), result);
    }

    [Fact]
    public async Task A_host_that_is_down_is_tried_again_later()
    {
        int port;
        using (var gone = new RawPeer())
            port = gone.Port;

        Assert.Equal(new DeliveryRetry("network"), await PostAsync($"http://127.0.0.1:{port}/inbox"));
    }

    [Theory]
    [InlineData("https://hub.example/actors/ada/inbox", "own-host")]
    [InlineData("http://peer.example/inbox", "scheme-refused")]
    [InlineData("https://ada@peer.example/inbox", "uri-refused")]
    [InlineData("https://10.0.0.1/inbox", "address-refused")]
    [InlineData("https://[::1]/inbox", "address-refused")]
    [InlineData("https://peer.example:25/inbox", "port-refused")]
    public async Task An_inbox_that_can_never_be_reached_is_final(string inbox, string code) =>
        Assert.Equal(new DeliveryRefused(code), await PostAsync(inbox, new OutboundOptions("hub.example")));

    [Fact]
    public async Task A_name_that_leads_inside_just_now_is_not_dialled_and_tried_again_later()
    {
        using var secret = new RawPeer(address: "127.0.0.2");
        var options = Peer.Options with { Resolve = (_, _) => Task.FromResult(new[] { IPAddress.Parse("127.0.0.2") }) };

        Assert.Equal(new DeliveryRetry("address-refused"), await PostAsync($"http://peer.example:{secret.Port}/inbox", options));
        Assert.False(secret.WasDialled);
    }
}
