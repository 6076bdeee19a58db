using System.Security.Cryptography;
using System.Text;
using Federated.Federation;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using static Federated.Tests.Federation.Signatures.PeerRequest;

namespace Federated.Tests.Federation.Signatures;

public sealed class CavageSignatureTests
{
    const string Authority = "hub.example.org";
    const string ContentType = "application/activity+json";
    static readonly string Date = HttpDate(Now);

    [Fact]
    public async Task Signed_post_is_verified()
    {
        var body = """{"type":"Follow"}"""u8.ToArray();
        var digest = Digests.Of(body);
        var signature = Sign(new("POST", "https", Authority, "/inbox?x=%7Ea+b,c", Date, digest, ContentType));

        var verdict = await JudgeAsync(new("POST", "/inbox?x=%7Ea+b,c", "https", Authority,
            [new("Host", Authority), new("Date", Date), new("Digest", digest), new("Content-Type", ContentType), new("Signature", signature)], body));

        Assert.Equal(new Verified(TestKeys.AdaKeyId, TestKeys.AdaId), verdict);
    }

    [Theory]
    [InlineData("/inbox?x=%7Ea+b,c")]
    [InlineData("/inbox")]
    public async Task Signed_get_is_verified_with_its_query_and_without(string signed)
    {
        var signature = Sign(new("GET", "https", Authority, signed, Date, null, null));

        var verdict = await JudgeAsync(new("GET", "/inbox?x=%7Ea+b,c", "https", Authority,
            [new("Host", Authority), new("Date", Date), new("Signature", signature)]));

        Assert.IsType<Verified>(verdict);
    }

    [Fact]
    public void Post_signs_the_five_headers_in_order_with_quoted_parameters()
    {
        var header = Sign(new("POST", "http", "localhost:8081", "/inbox", "Mon, 04 May 2026 10:00:00 GMT", "SHA-256=x", $" {ContentType} "));

        var signature = Convert.ToBase64String(TestKeys.Ada.Sign(
            """
            (request-target): post /inbox
            host: localhost:8081
            date: Mon, 04 May 2026 10:00:00 GMT
            digest: SHA-256=x
            content-type: application/activity+json
            """u8));
        Assert.Equal(
            $"keyId=\"{TestKeys.AdaKeyId}\",algorithm=\"rsa-sha256\",headers=\"(request-target) host date digest content-type\",signature=\"{signature}\"",
            header);
    }

    [Fact]
    public void Get_signs_three_headers() =>
        Assert.Contains(
            "headers=\"(request-target) host date\"", Sign(new("GET", "https", Authority, "/a", Date, null, null)), StringComparison.Ordinal);

    [Theory]
    [InlineData("host date digest")]
    [InlineData("(request-target) date digest")]
    [InlineData("(request-target) host digest")]
    [InlineData("(request-target) host date")]
    [InlineData("date")]
    [InlineData("(request-target) host date digest digest")]
    [InlineData("(request-target) host date digest Content-Type")]
    [InlineData("(request-target) host date digest x-absent")]
    [InlineData("(request-target) host date digest (status)")]
    [InlineData("(request-target) host date digest (created)")]
    public void Post_that_covers_too_little_or_what_is_not_there_is_refused(string cover) =>
        Assert.Equal(new Refused(SignatureCodes.Coverage, 401), Post().Cavage(cover).Read());

    [Fact]
    public void Without_the_headers_parameter_only_the_date_is_covered()
    {
        var request = Get().With("Signature", $"keyId=\"{TestKeys.AdaKeyId}\",signature=\"AAAA\"");

        Assert.Equal(new Refused(SignatureCodes.Coverage, 401), request.Read());
    }

    [Fact]
    public async Task Content_digest_may_stand_for_the_digest() =>
        Assert.IsType<Verified>(await Post().Without("Digest").Cavage("(request-target) host date content-digest").JudgeAsync());

    [Fact]
    public async Task Query_quirk_is_not_for_posts()
    {
        var request = Post().Cavage();
        request.Target += "?x=1";

        Assert.Equal(new Refused(SignatureCodes.Invalid, 401), await request.JudgeAsync());
    }

    [Theory]
    [InlineData("hs2019")]
    [InlineData(null)]
    public async Task Open_algorithm_means_either_hash_of_an_rsa_key(string? algorithm)
    {
        using var rsa = TestKeys.Rsa(TestKeys.Ada);
        byte[] Long(byte[] data) => rsa.SignData(data, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1);

        Assert.IsType<Verified>(await Get().Cavage(algorithm: algorithm).JudgeAsync());
        Assert.IsType<Verified>(await Get().Cavage(algorithm: algorithm, sign: Long).JudgeAsync());
    }

    [Theory]
    [InlineData("hs2019")]
    [InlineData("ed25519")]
    [InlineData("ed25519-sha512")]
    public async Task Ed25519_key_is_taken(string algorithm) =>
        Assert.IsType<Verified>(await Get()
            .Cavage(algorithm: algorithm, sign: data => Ed25519.Sign(TestKeys.EdSeed, data))
            .JudgeAsync(KnownKeys.With(TestKeys.EdPublic)));

    [Theory]
    [InlineData("rsa-sha1")]
    [InlineData("rsa-md5")]
    [InlineData("hmac-sha256")]
    [InlineData("none")]
    [InlineData("RSA-SHA256")]
    [InlineData("")]
    public void Other_algorithm_is_refused(string algorithm) =>
        Assert.Equal(new Refused(SignatureCodes.AlgorithmUnsupported, 401), Get().Cavage(algorithm: algorithm).Read());

    [Fact]
    public async Task Algorithm_must_fit_the_key()
    {
        using var hmac = new HMACSHA256(Encoding.ASCII.GetBytes(TestKeys.Ada.PublicPem));

        Assert.Equal(new Refused(SignatureCodes.Invalid, 401), await Get().Cavage(algorithm: "ed25519").JudgeAsync());
        Assert.Equal(new Refused(SignatureCodes.Invalid, 401), await Get().Cavage(algorithm: "hs2019", sign: hmac.ComputeHash).JudgeAsync());
        Assert.Equal(
            new Refused(SignatureCodes.Invalid, 401),
            await Get().Cavage(sign: data => Ed25519.Sign(TestKeys.EdSeed, data)).JudgeAsync(KnownKeys.With(TestKeys.EdPublic)));
    }

    [Fact]
    public async Task Created_takes_the_place_of_the_date()
    {
        var created = $",created={Seconds(Now)},expires={Seconds(Now.AddHours(2))}";

        Assert.IsType<Verified>(await Get().Without("Date")
            .Cavage("(request-target) host (created) (expires)", "hs2019", more: created).JudgeAsync(now: Now.AddHours(3)));
    }

    [Theory]
    [InlineData("(request-target) host (created)", "rsa-sha256", ",created=1777888800", SignatureCodes.Coverage)]
    [InlineData("(request-target) host date (expires)", "rsa-sha256", ",expires=1777888800", SignatureCodes.Coverage)]
    [InlineData("(request-target) host (created)", "hs2019", "", SignatureCodes.Coverage)]
    [InlineData("(request-target) host (created)", "hs2019", ",created=1777900000", SignatureCodes.Future)]
    [InlineData("(request-target) host (created)", "hs2019", ",created=1777800000", SignatureCodes.Expired)]
    [InlineData("(request-target) host (created) (expires)", "hs2019", ",created=1777888800,expires=1777932001", SignatureCodes.Lifetime)]
    [InlineData("(request-target) host (created) (expires)", "hs2019", ",created=1777888800,expires=1777888799", SignatureCodes.Expired)]
    [InlineData("(request-target) host date", "hs2019", ",expires=1777880000", SignatureCodes.Expired)]
    public void Time_of_the_parameters_is_held(string cover, string algorithm, string more, string code) =>
        Assert.Equal(new Refused(code, 401), Get().Cavage(cover, algorithm, more: more).Read());

    [Theory]
    [InlineData(-65 * 60, null)]
    [InlineData((-65 * 60) - 1, SignatureCodes.Expired)]
    [InlineData(60 * 60, null)]
    [InlineData((60 * 60) + 1, SignatureCodes.Future)]
    public void Date_counts_for_five_minutes_with_an_hour_of_skew(int seconds, string? code)
    {
        var verdict = Get().With("Date", HttpDate(Now.AddSeconds(seconds))).Cavage().Read();

        Assert.Equal(code, (verdict as Refused)?.Code);
    }

    [Theory]
    [InlineData("Sun, 04 May 2026 10:00:00 GMT", null)]
    [InlineData("Mon, 4 May 2026 10:00:00 GMT", SignatureCodes.DateMalformed)]
    [InlineData("Mon, 04 May 2026 10:00:00 +0000", SignatureCodes.DateMalformed)]
    [InlineData("Monday, 04-May-26 10:00:00 GMT", SignatureCodes.DateMalformed)]
    [InlineData("2026-05-04T10:00:00Z", SignatureCodes.DateMalformed)]
    [InlineData("", SignatureCodes.DateMalformed)]
    public void Date_is_an_http_date_whatever_its_day_is_called(string date, string? code) =>
        Assert.Equal(code, (Get().With("Date", date).Cavage().Read() as Refused)?.Code);

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData(",,,,")]
    [InlineData("keyId")]
    [InlineData("keyId=")]
    [InlineData("keyId=\"a\"")]
    [InlineData("signature=\"AAAA\"")]
    [InlineData("keyId=\"a\",signature=\"AAAA\",")]
    [InlineData(",keyId=\"a\",signature=\"AAAA\"")]
    [InlineData("keyId=\"a\",keyId=\"b\",signature=\"AAAA\"")]
    [InlineData("keyId=\"a\",keyid=\"b\",signature=\"AAAA\"")]
    [InlineData("keyId=\"a\",signature=\"AAAA\",signature=\"BBBB\"")]
    [InlineData("keyId=\"a\" signature=\"AAAA\"")]
    [InlineData("keyId=\"a,signature=\"AAAA\"")]
    [InlineData("keyId=\"a\\\"\",signature=\"AAAA\"")]
    [InlineData("keyId=\"a\",signature=\"\"")]
    [InlineData("keyId=\"a\",signature=\"A\"")]
    [InlineData("keyId=\"a\",signature=\"AA AA\"")]
    [InlineData("keyId=\"a\",signature=\"__--\"")]
    [InlineData("keyId=\"a\",signature=\"AAAA\",headers=\"\"")]
    [InlineData("keyId=\"a\",signature=\"AAAA\",created=now")]
    [InlineData("keyId=\"a\",signature=\"AAAA\",created=99999999999999999999")]
    [InlineData("keyId=\"a\",signature=\"AAAA\",expires=999999999999999")]
    [InlineData("keyId=\"\u00e4\",signature=\"AAAA\"")]
    [InlineData("\u0000\u00ff")]
    public void Malformed_header_is_a_bad_request(string header) =>
        Assert.Equal(new Refused(SignatureCodes.Malformed, 400), Get().With("Signature", header).Read());

    [Fact]
    public async Task Prefix_tokens_spaces_and_the_older_header_are_read()
    {
        var request = Get().Cavage(algorithm: null);
        var header = request.Arrive().Headers["Signature"].Single();
        var loose = "Signature " + header.Replace(",", " ,  ", StringComparison.Ordinal) + ",algorithm=hs2019 ";

        Assert.IsType<Verified>(await request.With("Signature", loose).JudgeAsync());
        Assert.IsType<Verified>(await request.Without("Signature").With("Authorization", loose).JudgeAsync());
    }

    [Fact]
    public async Task Signed_values_are_trimmed_and_repeated_headers_joined()
    {
        var request = Get().With("Accept", "a, b").Cavage("(request-target) host date accept");

        Assert.IsType<Verified>(await request.Without("Accept").Add("accept", " a\t").Add("ACCEPT", "b ").JudgeAsync());
    }

    [Theory]
    [InlineData(Limits.SignatureComponents, null)]
    [InlineData(Limits.SignatureComponents + 1, SignatureCodes.Coverage)]
    public void Number_of_covered_headers_is_capped(int count, string? code)
    {
        var request = Get();
        var names = Enumerable.Range(0, count - 3).Select(i => $"x-{i}").ToList();
        names.ForEach(name => request.With(name, "1"));

        Assert.Equal(code, (request.Cavage(string.Join(' ', [GetCover, .. names])).Read() as Refused)?.Code);
    }

    /// <summary>The request of the draft's appendix C, whose signatures cover too little here; signed with our own key.</summary>
    [Theory]
    [InlineData("(request-target) host date", SignatureCodes.Coverage)]
    [InlineData("(request-target) host date content-type digest content-length", null)]
    public async Task Request_of_the_draft_is_verified_when_all_is_covered(string cover, string? code)
    {
        var request = Post("""{"hello": "world"}""")
            .With("Host", "example.com")
            .With("Date", "Sun, 05 Jan 2014 21:31:40 GMT")
            .With("Content-Type", "application/json")
            .With("Digest", "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=")
            .With("Content-Length", "18");
        request.Target = "/foo?param=value&pet=dog";
        request.Authority = "example.com";

        var verdict = await request.Cavage(cover).JudgeAsync(now: new DateTimeOffset(2014, 1, 5, 21, 31, 40, TimeSpan.Zero));

        Assert.Equal(code, (verdict as Refused)?.Code);
    }

    static string Sign(UnsignedRequest request)
    {
        var (name, value) = Assert.Single(CavageSignature.Signer(TestKeys.Ada)(request));
        Assert.Equal("Signature", name);
        return value;
    }

    static async Task<Verdict> JudgeAsync(SignedRequest request) =>
        await Verifier.VerifyAsync(Assert.IsType<SignatureClaim>(Verifier.Read(request, Now)), new KnownKeys(), default);
}
