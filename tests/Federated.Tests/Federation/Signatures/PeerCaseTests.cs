using Federated.Federation.Signatures;
using static Federated.Tests.Federation.Signatures.PeerRequest;

namespace Federated.Tests.Federation.Signatures;

/// <summary>The cases that Mastodon decides about received signatures, with keys of our own: peers expect these verdicts.</summary>
public sealed class PeerCaseTests
{
    const string Ok = "";

    [Theory]
    [InlineData("account address as keyId", Ok)]
    [InlineData("GET", Ok)]
    [InlineData("GET after the key has changed", Ok)]
    [InlineData("GET with query", Ok)]
    [InlineData("GET with query, signed without", Ok)]
    [InlineData("GET with another query", SignatureCodes.Invalid)]
    [InlineData("GET of another path", SignatureCodes.Invalid)]
    [InlineData("POST in place of GET", SignatureCodes.Coverage)]
    [InlineData("GET with a wrong date", SignatureCodes.DateMalformed)]
    [InlineData("GET of two days ago", SignatureCodes.Expired)]
    [InlineData("POST", Ok)]
    [InlineData("POST with unsigned digest", SignatureCodes.Coverage)]
    [InlineData("POST with another body", SignatureCodes.DigestMismatch)]
    [InlineData("POST to another path", SignatureCodes.Invalid)]
    [InlineData("GET with a key that is not there", SignatureCodes.KeyMissing)]
    public async Task Cavage(string title, string code)
    {
        var request = title.StartsWith("POST", StringComparison.Ordinal) && !title.Contains("GET", StringComparison.Ordinal) ? Post() : Get();
        var keys = new KnownKeys();
        switch (title)
        {
            case "account address as keyId":
                const string address = "acct:ada@peer.example.org";
                request.Cavage(keyId: address);
                keys = KnownKeys.With(TestKeys.AdaPublic, address);
                break;
            case "GET after the key has changed":
                request.Cavage();
                keys.Cached(TestKeys.AdaKeyId, new KeyLookup.Found(TestKeys.BoPublic, TestKeys.AdaId, Fresh: false))
                    .Fetched(TestKeys.AdaKeyId, new KeyLookup.Found(TestKeys.AdaPublic, TestKeys.AdaId, Fresh: true));
                break;
            case "GET with query":
                request.Target += "?page=42";
                request.Cavage();
                break;
            case "GET with query, signed without":
                request.Cavage().Target += "?page=42";
                break;
            case "GET with another query":
                request.Target += "?page=42";
                request.Cavage().Target = "/actors/amina?page=43";
                break;
            case "POST in place of GET":
                request.Cavage().Method = "POST";
                break;
            case "GET with a wrong date":
                request.With("Date", "yesterday").Cavage();
                break;
            case "GET of two days ago":
                request.With("Date", HttpDate(Now.AddDays(-2))).Cavage();
                break;
            case "POST with unsigned digest":
                request.Cavage(GetCover);
                break;
            case "POST with another body":
                request.Cavage().Body += "!";
                break;
            case "GET of another path" or "POST to another path":
                request.Cavage().Target = "/actors/bo";
                break;
            case "GET with a key that is not there":
                request.Cavage(keyId: "https://peer.example.org/users/nobody#main-key");
                break;
            default:
                request.Cavage();
                break;
        }
        await AssertVerdict(code, request, keys);
    }

    [Theory]
    [InlineData("GET", Ok)]
    [InlineData("GET with query", Ok)]
    [InlineData("GET with another query", SignatureCodes.Invalid)]
    [InlineData("GET of another path", SignatureCodes.Invalid)]
    [InlineData("POST in place of GET", SignatureCodes.Coverage)]
    [InlineData("GET of two days ago", SignatureCodes.Expired)]
    [InlineData("POST", Ok)]
    [InlineData("POST with unsigned digest", SignatureCodes.Coverage)]
    [InlineData("POST with another body", SignatureCodes.DigestMismatch)]
    [InlineData("POST to another path", SignatureCodes.Invalid)]
    [InlineData("POST with a malformed digest", SignatureCodes.DigestMalformed)]
    [InlineData("GET by Ed25519", Ok)]
    [InlineData("GET with a key that is not there", SignatureCodes.KeyMissing)]
    public async Task Message_signature(string title, string code)
    {
        var request = title.StartsWith("POST", StringComparison.Ordinal) && !title.Contains("GET", StringComparison.Ordinal) ? Post() : Get();
        var keys = new KnownKeys();
        switch (title)
        {
            case "GET with query":
                request.Target += "?page=42";
                request.Message();
                break;
            case "GET with another query":
                request.Target += "?page=42";
                request.Message().Target = "/actors/amina?page=43";
                break;
            case "GET of another path" or "POST to another path":
                request.Message().Target = "/actors/bo";
                break;
            case "POST in place of GET":
                request.Message().Method = "POST";
                break;
            case "GET of two days ago":
                request.Message(parameters: $";created={Seconds(Now.AddDays(-2))}");
                break;
            case "POST with unsigned digest":
                request.Message("@method @target-uri");
                break;
            case "POST with another body":
                request.Message().Body += "!";
                break;
            case "POST with a malformed digest":
                request.With("Content-Digest", $"SHA-256=:{Hash(request.Body)}:").Message();
                break;
            case "GET by Ed25519":
                request.Message(sign: data => Ed25519.Sign(TestKeys.EdSeed, data));
                keys = KnownKeys.With(TestKeys.EdPublic);
                break;
            case "GET with a key that is not there":
                request.Message(keyId: "https://peer.example.org/users/nobody#main-key");
                break;
            default:
                request.Message();
                break;
        }
        await AssertVerdict(code, request, keys);
    }

    static async Task AssertVerdict(string code, PeerRequest request, KnownKeys keys)
    {
        var verdict = await request.JudgeAsync(keys);
        if (code == Ok)
            Assert.Equal(TestKeys.AdaId, Assert.IsType<Verified>(verdict).Owner);
        else
            Assert.Equal(new Refused(code, code is SignatureCodes.DigestMalformed or SignatureCodes.DateMalformed ? 400 : 401), verdict);
    }
}
