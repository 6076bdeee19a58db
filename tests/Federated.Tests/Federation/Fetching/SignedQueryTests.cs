using System.Net;
using Federated.Federation;
using Federated.Federation.Fetching;
using Microsoft.AspNetCore.Http;

namespace Federated.Tests.Federation.Fetching;

public sealed class SignedQueryTests
{
    static IEnumerable<KeyValuePair<string, string>> Sign(UnsignedRequest request) => [new("Signature", request.Dialect == Dialect.MessageSignature ? $"9421 {request.Target}" : request.Target)];

    /// <summary>Takes signatures over the path alone.</summary>
    static RequestDelegate PathOnly { get; } = context =>
        (context.Request.Headers["Signature"] == context.Request.Path.Value ? Peer.Document([]) : Peer.Status(401))(context);

    static IEnumerable<string> Signed(Peer peer) => peer.Requests.Select(r => r.Headers["Signature"].ToString());

    [Fact]
    public async Task The_query_is_signed_first()
    {
        await using var peer = await Peer.StartAsync(Peer.Document([]));

        await peer.FetchAsync("/outbox?page=1", signer: Sign);

        Assert.Equal(["/outbox?page=1"], Signed(peer));
    }

    [Fact]
    public async Task A_host_that_checks_the_path_alone_is_asked_again_and_remembered()
    {
        await using var peer = await Peer.StartAsync(PathOnly);
        using var outbound = new Outbound(Peer.Options, TimeProvider.System);

        var first = await outbound.FetchAsync(Peer.Ask(peer.Uri("/outbox?page=1"), Sign), CancellationToken.None);
        var second = await outbound.FetchAsync(Peer.Ask(peer.Uri("/outbox?page=2"), Sign), CancellationToken.None);

        Assert.IsType<Fetched>(first);
        Assert.IsType<Fetched>(second);
        Assert.Equal(["/outbox?page=1", "/outbox", "/outbox"], Signed(peer));
        Assert.Equal(["/outbox?page=1", "/outbox?page=1", "/outbox?page=2"], peer.Requests.Select(r => r.RawTarget));
    }

    [Fact]
    public async Task A_host_that_learnt_to_check_the_query_is_signed_with_it_again()
    {
        var strict = false;
        await using var peer = await Peer.StartAsync(context =>
        {
            var expected = strict ? context.Request.Path + context.Request.QueryString : context.Request.Path.Value;
            return (context.Request.Headers["Signature"] == expected ? Peer.Document([]) : Peer.Status(401))(context);
        });
        using var outbound = new Outbound(Peer.Options, TimeProvider.System);
        await outbound.FetchAsync(Peer.Ask(peer.Uri("/o?p=1"), Sign), CancellationToken.None);
        strict = true;

        Assert.IsType<Fetched>(await outbound.FetchAsync(Peer.Ask(peer.Uri("/o?p=2"), Sign), CancellationToken.None));
        Assert.IsType<Fetched>(await outbound.FetchAsync(Peer.Ask(peer.Uri("/o?p=3"), Sign), CancellationToken.None));

        Assert.Equal(["/o?p=1", "/o", "/o", "/o?p=2", "/o?p=3"], Signed(peer));
    }

    [Theory]
    [InlineData("/outbox", true, 2)]
    [InlineData("/outbox?page=1", true, 3)]
    [InlineData("/outbox?page=1", false, 1)]
    public async Task A_refusal_is_asked_again_once_and_twice_with_a_query_and_never_unsigned(string target, bool signed, int requests)
    {
        await using var peer = await Peer.StartAsync(Peer.Status(401));

        Assert.Equal(new FetchFailed("denied", 401), await peer.FetchAsync(target, signer: signed ? Sign : null));
        Assert.Equal(requests, peer.Requests.Count);
    }

    [Fact]
    public async Task No_more_hosts_are_remembered_than_the_limit()
    {
        await using var peer = await Peer.StartAsync(PathOnly);
        using var outbound = new Outbound(Peer.Options with { Resolve = (_, _) => Task.FromResult(new[] { IPAddress.Loopback }) }, TimeProvider.System);
        async Task<int> RequestsOf(int host)
        {
            var before = peer.Requests.Count;
            Assert.IsType<Fetched>(await outbound.FetchAsync(Peer.Ask($"http://h{host}.example:{peer.Port}/o?p=1", Sign), CancellationToken.None));
            return peer.Requests.Count - before;
        }

        for (var host = 0; host < Limits.Dialects; host++)
            Assert.Equal(2, await RequestsOf(host));
        Assert.Equal(1, await RequestsOf(0));
        Assert.Equal(2, await RequestsOf(Limits.Dialects));
        Assert.Equal(1, await RequestsOf(Limits.Dialects));
        Assert.Equal(2, await RequestsOf(0));
    }
}
