using Federated.Federation;
using Federated.Federation.Signatures;
using static Federated.Tests.Federation.Signatures.PeerRequest;

namespace Federated.Tests.Federation.Signatures;

public sealed class VerifierTests
{
    [Fact]
    public void Request_without_signature_is_unsigned() =>
        Assert.Equal(new Refused(SignatureCodes.Unsigned, 401), Post().With("Authorization", "Bearer x").Read());

    [Theory]
    [InlineData("Signature")]
    [InlineData("Date")]
    [InlineData("Digest")]
    [InlineData("Content-Digest")]
    [InlineData("Host")]
    [InlineData("Authorization")]
    public void Header_that_stands_twice_is_a_bad_request(string name)
    {
        var request = Post().Cavage();
        if (name == "Authorization")
            request.Add(name, "Basic x");
        request.Add(name.ToUpperInvariant(), request.Arrive().Headers[name].First());

        Assert.Equal(new Refused(SignatureCodes.HeaderRepeated, 400), request.Read());
    }

    [Fact]
    public void Second_signature_input_is_a_bad_request() =>
        Assert.Equal(new Refused(SignatureCodes.HeaderRepeated, 400), Get().Message().Add("signature-input", "sig2=()").Read());

    [Theory]
    [InlineData("https://hub.example.org/inbox")]
    [InlineData("//hub.example.org/inbox", false)]
    [InlineData("*")]
    [InlineData("")]
    public void Target_is_a_path(string target, bool refused = true)
    {
        var request = Get();
        request.Target = target;

        Assert.Equal(refused ? new Refused(SignatureCodes.TargetMalformed, 400) : null, request.Cavage().Read() as Refused);
    }

    [Theory]
    [InlineData("hub.example.org", null)]
    [InlineData("HUB.example.org:443", null)]
    [InlineData("hub.example.org:8443", SignatureCodes.HostMismatch)]
    [InlineData("other.example.org", SignatureCodes.HostMismatch)]
    [InlineData("hub.example.org.", SignatureCodes.HostMismatch)]
    [InlineData("", SignatureCodes.HostMissing)]
    public void Host_must_be_ours(string host, string? code) =>
        Assert.Equal(code, (Get().With("Host", host).Cavage().Read() as Refused)?.Code);

    [Fact]
    public void Host_must_be_ours_when_only_the_target_uri_is_signed() =>
        Assert.Equal(new Refused(SignatureCodes.HostMismatch, 401), Get().Message().With("Host", "other.example.org").Read());

    [Fact]
    public async Task Message_for_another_server_is_not_verified_here()
    {
        var request = Get();
        request.Authority = "other.example.org";
        request.Message().Authority = "hub.example.org";

        Assert.Equal(new Refused(SignatureCodes.Invalid, 401), await request.JudgeAsync());
    }

    [Fact]
    public async Task Hub_on_loopback_takes_http()
    {
        var request = Get().With("Host", "localhost:8080");
        (request.Scheme, request.Authority) = ("http", "localhost:8080");
        const string owner = "http://localhost:8081/actors/bo";

        var verdict = await request.Message(keyId: $"{owner}#main-key")
            .JudgeAsync(KnownKeys.With(TestKeys.AdaPublic, $"{owner}#main-key", owner));

        Assert.Equal(owner, Assert.IsType<Verified>(verdict).Owner);
    }

    [Theory]
    [InlineData("http://peer.example.org/users/ada#main-key")]
    [InlineData("https://hub.example.org/actors/amina#main-key")]
    [InlineData("https://HUB.example.org:443/actors/amina#main-key")]
    [InlineData("acct:amina@hub.example.org")]
    [InlineData("acct:ada")]
    [InlineData("acct:ada@")]
    [InlineData("acct:a@b@c")]
    [InlineData("acct:a@b/c")]
    [InlineData("data:text/plain,key")]
    [InlineData("file:///etc/passwd")]
    [InlineData("#main-key")]
    [InlineData("/users/ada#main-key")]
    [InlineData("https:///users/ada")]
    [InlineData("https://ada@peer.example.org/#main-key")]
    [InlineData("main-key")]
    [InlineData("")]
    public void Key_id_must_be_of_another_server(string keyId)
    {
        Assert.Equal(new Refused(SignatureCodes.KeyIdUnusable, 401), Get().Cavage(keyId: keyId).Read());
        Assert.Equal(new Refused(SignatureCodes.KeyIdUnusable, 401), Get().Message(keyId: keyId).Read());
    }

    [Theory]
    [InlineData(Limits.UriLength, null)]
    [InlineData(Limits.UriLength + 1, SignatureCodes.KeyIdUnusable)]
    public void Length_of_the_key_id_is_capped(int length, string? code) =>
        Assert.Equal(code, (Get().Cavage(keyId: TestKeys.AdaKeyId.PadRight(length, 'x')).Read() as Refused)?.Code);

    [Theory]
    [InlineData(Limits.SignatureHeader, null)]
    [InlineData(Limits.SignatureHeader + 1, SignatureCodes.Malformed)]
    public void Length_of_the_header_is_capped(int length, string? code)
    {
        var request = Get().Cavage();
        var header = request.Arrive().Headers["Signature"].Single();
        var padded = $"{header},x=\"{new string('x', length - header.Length - 5)}\"";

        Assert.Equal(length, padded.Length);
        Assert.Equal(code, (request.With("Signature", padded).Read() as Refused)?.Code);
    }

    [Fact]
    public void Claim_names_the_keys_before_any_is_fetched()
    {
        var claim = Assert.IsType<SignatureClaim>(Post().Message().AndMessage(keyId: TestKeys.BoKeyId).Read());

        Assert.Equal([TestKeys.AdaKeyId, TestKeys.BoKeyId], claim.KeyIds);
        Assert.Equal(SignatureScheme.MessageSignature, claim.Scheme);
        Assert.Equal(SignatureScheme.Cavage, Assert.IsType<SignatureClaim>(Post().Cavage().Read()).Scheme);
    }

    [Fact]
    public async Task Key_that_fits_is_asked_for_once()
    {
        var keys = Cached(TestKeys.AdaPublic);

        Assert.IsType<Verified>(await Post().Cavage().JudgeAsync(keys));
        Assert.Equal([(TestKeys.AdaKeyId, false)], keys.Asked);
    }

    [Fact]
    public async Task Cached_key_that_does_not_fit_is_asked_for_once_more()
    {
        var keys = Cached(TestKeys.BoPublic).Fetched(TestKeys.AdaKeyId, new KeyLookup.Found(TestKeys.EdPublic, TestKeys.AdaId, Fresh: true));

        Assert.Equal(new Refused(SignatureCodes.Invalid, 401), await Post().Cavage().JudgeAsync(keys));
        Assert.Equal([(TestKeys.AdaKeyId, false), (TestKeys.AdaKeyId, true)], keys.Asked);
    }

    [Fact]
    public async Task Key_that_the_source_does_not_fetch_again_is_final()
    {
        var keys = Cached(TestKeys.BoPublic);

        Assert.Equal(new Refused(SignatureCodes.Invalid, 401), await Post().Cavage().JudgeAsync(keys));
        Assert.Equal(2, keys.Asked.Count);
    }

    [Fact]
    public async Task Fresh_key_that_does_not_fit_is_not_asked_for_again()
    {
        var keys = KnownKeys.With(TestKeys.BoPublic);

        Assert.Equal(new Refused(SignatureCodes.Invalid, 401), await Post().Cavage().JudgeAsync(keys));
        Assert.Single(keys.Asked);
    }

    [Fact]
    public async Task Cached_key_of_a_host_that_is_gone_now_is_refused_as_gone()
    {
        var keys = Cached(TestKeys.BoPublic).Fetched(TestKeys.AdaKeyId, new KeyLookup.Gone());

        Assert.Equal(new Refused(SignatureCodes.KeyGone, 401), await Post().Cavage().JudgeAsync(keys));
    }

    public static TheoryData<KeyLookup, string, int> Lookups => new()
    {
        { new KeyLookup.Missing(SignatureCodes.KeyNotListed), SignatureCodes.KeyNotListed, 401 },
        { new KeyLookup.Unavailable(SignatureCodes.KeyUnavailable), SignatureCodes.KeyUnavailable, 503 },
        { new KeyLookup.Gone(), SignatureCodes.KeyGone, 401 },
        { new KeyLookup.Blocked(), SignatureCodes.PeerBlocked, 403 },
        { new KeyLookup.Found(TestKeys.AdaPublic, TestKeys.BoId, Fresh: true), SignatureCodes.OriginMismatch, 401 },
        { new KeyLookup.Found(TestKeys.AdaPublic, "http://peer.example.org/users/ada", Fresh: true), SignatureCodes.OriginMismatch, 401 },
    };

    [Theory]
    [MemberData(nameof(Lookups))]
    public async Task Key_that_is_not_found_has_its_answer(KeyLookup lookup, string code, int status) =>
        Assert.Equal(new Refused(code, status), await Post().Cavage().JudgeAsync(new KnownKeys().Cached(TestKeys.AdaKeyId, lookup)));

    [Fact]
    public async Task Account_key_id_must_be_of_the_owners_host()
    {
        const string keyId = "acct:ada@peer.example.org";
        var keys = KnownKeys.With(TestKeys.AdaPublic, keyId, TestKeys.BoId);

        Assert.Equal(new Refused(SignatureCodes.OriginMismatch, 401), await Get().Cavage(keyId: keyId).JudgeAsync(keys));
    }

    static KnownKeys Cached(PublicKey key) =>
        new KnownKeys().Cached(TestKeys.AdaKeyId, new KeyLookup.Found(key, TestKeys.AdaId, Fresh: false));
}
