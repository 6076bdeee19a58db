using System.Collections.Concurrent;
using System.Globalization;
using Federated.Federation;
using Federated.Federation.Delivery;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using Federated.Tests.Federation.Signatures;
using Microsoft.AspNetCore.Http;

namespace Federated.Tests.Federation.Fetching;

/// <summary>Hosts of all tempers, on real sockets, each checking signatures in earnest.</summary>
public sealed class DoubleKnockTests
{
    static readonly byte[] Body = """{"type":"Follow"}"""u8.ToArray();

    /// <summary>What a host says of a request: whether it is signed in a way that it takes, and in which.</summary>
    sealed class Host : IAsyncDisposable
    {
        readonly Func<Host, HttpContext, SignatureScheme?, int> _answer;

        Host(Func<Host, HttpContext, SignatureScheme?, int> answer) => _answer = answer;

        public Peer Peer { get; private set; } = null!;

        public ConcurrentQueue<string> Knocks { get; } = new();

        public static async Task<Host> StartAsync(Func<Host, HttpContext, SignatureScheme?, int> answer)
        {
            var host = new Host(answer);
            host.Peer = await Peer.StartAsync(host.AnswerAsync);
            return host;
        }

        async Task AnswerAsync(HttpContext context)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var request = new SignedRequest(context.Request.Method, context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget, "http",
                Peer.Authority, from h in context.Request.Headers from v in h.Value select KeyValuePair.Create(h.Key, v ?? ""), body.ToArray());
            var scheme = Verifier.Read(request, TimeProvider.System.GetUtcNow()) is SignatureClaim claim
                && await Verifier.VerifyAsync(claim, new OneKey(), CancellationToken.None) is Verified ? claim.Scheme : (SignatureScheme?)null;
            var status = _answer(this, context, scheme);
            Knocks.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{scheme?.ToString() ?? "?"} {status}"));
            await (status == 200 && request.Method == "GET" ? Peer.Document([]) : Peer.Status(status))(context);
        }

        public ValueTask DisposeAsync() => Peer.DisposeAsync();
    }

    sealed class OneKey : IKeySource
    {
        public Task<KeyLookup> FindAsync(string keyId, bool refresh, CancellationToken cancel) =>
            Task.FromResult<KeyLookup>(new KeyLookup.Found(TestKeys.AdaPublic, TestKeys.AdaId, Fresh: true));
    }

    static Task<Host> StartAsync(string temper) => Host.StartAsync((_, context, scheme) => (temper, scheme) switch
    {
        ("cavage", SignatureScheme.Cavage) => 200,
        ("rfc", SignatureScheme.MessageSignature) => 200,
        ("500 on rfc", SignatureScheme.Cavage) => 200,
        ("500 on rfc", _) => 500,
        ("400 on rfc", SignatureScheme.Cavage) => 200,
        ("400 on rfc", _) => 400,
        ("forbidden", _) => 403,
        _ => 401,
    });

    static async Task<string> AskAsync(Outbound outbound, Host host, string method, string target = "/thing")
    {
        if (method == "GET")
            return await outbound.FetchAsync(Peer.Ask(host.Peer.Uri(target), TestKeys.Ada.SignRequest), CancellationToken.None) switch
            {
                Fetched => "ok",
                FetchFailed failed => $"{failed.Code} {failed.Status}",
                _ => "",
            };
        return await outbound.PostAsync(new DeliveryRequest(host.Peer.Uri(target), Body, Digests.Of(Body), TestKeys.Ada.SignRequest), CancellationToken.None) switch
        {
            Delivered => "ok",
            DeliveryRetry retry => $"{retry.Code} {retry.Status}",
            DeliveryRefused refused => $"{refused.Code} {refused.Status}",
            _ => "",
        };
    }

    [Theory]
    [InlineData("cavage", "GET", "ok", "Cavage 200", "Cavage 200")]
    [InlineData("cavage", "POST", "ok", "Cavage 200", "Cavage 200")]
    [InlineData("rfc", "GET", "ok", "Cavage 401,MessageSignature 200", "MessageSignature 200")]
    [InlineData("rfc", "POST", "ok", "Cavage 401,MessageSignature 200", "MessageSignature 200")]
    [InlineData("nobody", "GET", "denied 401", "Cavage 401,MessageSignature 401", "Cavage 401,MessageSignature 401")]
    [InlineData("nobody", "POST", "denied 401", "Cavage 401,MessageSignature 401", "Cavage 401,MessageSignature 401")]
    [InlineData("forbidden", "GET", "denied 403", "Cavage 403", "Cavage 403")]
    [InlineData("forbidden", "POST", "denied 403", "Cavage 403", "Cavage 403")]
    public async Task Each_host_is_asked_at_most_twice_and_what_it_takes_is_remembered(string temper, string method, string answer, string first, string second)
    {
        await using var host = await StartAsync(temper);
        using var outbound = new Outbound(Peer.Options, TimeProvider.System);

        Assert.Equal(answer, await AskAsync(outbound, host, method));
        Assert.Equal(first.Split(','), host.Knocks);
        host.Knocks.Clear();
        Assert.Equal(answer, await AskAsync(outbound, host, method));
        Assert.Equal(second.Split(','), host.Knocks);
    }

    [Theory]
    [InlineData("cavage", "GET", 401)]
    [InlineData("cavage", "POST", 401)]
    [InlineData("500 on rfc", "GET", 500)]
    [InlineData("500 on rfc", "POST", 500)]
    [InlineData("400 on rfc", "POST", 400)]
    public async Task A_host_that_forgot_the_rfc_is_asked_in_the_draft_again_and_remembered(string temper, string method, int refusal)
    {
        await using var host = await StartAsync(temper);
        List<KnownDialect> learned = [];
        var dialects = new Dialects(TimeProvider.System, learned.Add);
        dialects.Load([new(host.Peer.Authority, Dialect.MessageSignature, DateTimeOffset.MaxValue)]);
        using var outbound = new Outbound(Peer.Options, TimeProvider.System, dialects);

        Assert.Equal("ok", await AskAsync(outbound, host, method));
        Assert.Equal("ok", await AskAsync(outbound, host, method));

        Assert.Equal([$"MessageSignature {refusal}", "Cavage 200", "Cavage 200"], host.Knocks);
        Assert.Equal([Dialect.Cavage], learned.Select(l => l.Dialect));
    }

    [Fact]
    public async Task A_refusal_of_the_draft_counts_more_than_the_400_that_the_rfc_got()
    {
        await using var host = await Host.StartAsync((_, _, scheme) => scheme == SignatureScheme.MessageSignature ? 400 : 401);
        using var outbound = new Outbound(Peer.Options, TimeProvider.System);

        Assert.Equal("denied 401", await AskAsync(outbound, host, "POST"));
        Assert.Equal("denied 401", await AskAsync(outbound, host, "GET"));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_challenge_is_met_with_its_label_components_and_nonce(string method)
    {
        await using var host = await Host.StartAsync((_, context, scheme) =>
        {
            var input = context.Request.Headers["Signature-Input"].ToString();
            var asked = context.Request.Method == "POST" ? """("@authority" "content-digest" "@method" "@target-uri");""" : """("@authority" "@method" "@target-uri");""";
            if (scheme == SignatureScheme.MessageSignature && input.StartsWith($"once={asked}", StringComparison.Ordinal)
                && input.EndsWith(""";nonce="a\"b";tag="t" """.TrimEnd(), StringComparison.Ordinal))
                return 200;
            context.Response.Headers["Accept-Signature"] =
                """other=("@query");created, once=("@authority" "content-digest");created;keyid;nonce="a\"b";tag="t" """.TrimEnd();
            return 401;
        });
        using var outbound = new Outbound(Peer.Options, TimeProvider.System);

        Assert.Equal("ok", await AskAsync(outbound, host, method));
        Assert.Equal("ok", await AskAsync(outbound, host, method));
        Assert.Equal(["Cavage 401", "MessageSignature 200", "MessageSignature 401", "MessageSignature 200"], host.Knocks);
    }

    [Fact]
    public async Task A_challenge_that_cannot_be_met_changes_nothing()
    {
        await using var host = await Host.StartAsync((_, context, scheme) =>
        {
            context.Response.Headers["Accept-Signature"] = """sig1=("@method" "x-strange");created""";
            return scheme == SignatureScheme.MessageSignature ? 200 : 401;
        });
        using var outbound = new Outbound(Peer.Options, TimeProvider.System);

        Assert.Equal("ok", await AskAsync(outbound, host, "POST"));
        Assert.Equal(["Cavage 401", "MessageSignature 200"], host.Knocks);
    }

    [Fact]
    public async Task A_query_costs_a_host_of_the_rfc_one_request_more_once()
    {
        await using var host = await StartAsync("rfc");
        using var outbound = new Outbound(Peer.Options, TimeProvider.System);

        Assert.Equal("ok", await AskAsync(outbound, host, "GET", "/outbox?page=1"));
        Assert.Equal("ok", await AskAsync(outbound, host, "GET", "/outbox?page=2"));
        Assert.Equal("ok", await AskAsync(outbound, host, "POST"));

        Assert.Equal(3 + 1 + 1, host.Knocks.Count);
    }

    [Fact]
    public async Task Only_what_the_rule_says_is_covered_and_the_target_with_its_query()
    {
        await using var host = await StartAsync("rfc");
        var dialects = new Dialects(TimeProvider.System);
        dialects.Load([new(host.Peer.Authority, Dialect.MessageSignature, DateTimeOffset.MaxValue)]);
        using var outbound = new Outbound(Peer.Options, TimeProvider.System, dialects);

        await AskAsync(outbound, host, "GET", "/a?b=%7E");
        await AskAsync(outbound, host, "POST", "/inbox");

        var inputs = host.Peer.Requests.Select(r => r.Headers["Signature-Input"].ToString()).ToList();
        Assert.Matches($"""^sig1=\("@method" "@target-uri"\);created=\d+;keyid="{TestKeys.AdaKeyId}";alg="rsa-v1_5-sha256"$""", inputs[0]);
        Assert.Matches($"""^sig1=\("@method" "@target-uri" "content-digest"\);created=\d+;keyid="{TestKeys.AdaKeyId}";alg="rsa-v1_5-sha256"$""", inputs[1]);
    }

    [Fact]
    public void After_seven_days_a_host_is_asked_in_the_draft_again()
    {
        var clock = new Clock();
        var dialects = new Dialects(clock);
        dialects.Load([new("a.example.org", Dialect.MessageSignature, clock.GetUtcNow() + Limits.DialectFor)]);

        clock.Now += Limits.DialectFor - TimeSpan.FromSeconds(1);
        Assert.Equal(Dialect.MessageSignature, dialects.Of("a.example.org"));
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(Dialect.Cavage, dialects.Of("a.example.org"));
    }

    sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
