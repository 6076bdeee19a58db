using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Federated.Federation.Signatures;

namespace Federated.Tests.Federation.Signatures;

/// <summary>A peer's request, signed here by hand, so that reading is not tested against its own signing.</summary>
sealed class PeerRequest
{
    public static readonly DateTimeOffset Now = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);
    public const string PostCover = "(request-target) host date digest content-type";
    public const string GetCover = "(request-target) host date";

    readonly List<KeyValuePair<string, string>> _headers = [];

    PeerRequest(string method, string target, string body)
    {
        (Method, Target, Body) = (method, target, body);
        With("Host", "hub.example.org").With("Date", HttpDate(Now));
    }

    public string Method { get; set; }
    public string Target { get; set; }
    public string Body { get; set; }
    public string Scheme { get; set; } = "https";
    public string Authority { get; set; } = "hub.example.org";

    public static PeerRequest Get(string target = "/actors/amina") => new("GET", target, "");

    public static PeerRequest Post(string body = """{"type":"Like"}""") => new PeerRequest("POST", "/inbox", body)
        .With("Digest", $"SHA-256={Hash(body)}")
        .With("Content-Digest", $"sha-256=:{Hash(body)}:")
        .With("Content-Type", "application/activity+json");

    public static string HttpDate(DateTimeOffset time) => time.ToString("r", CultureInfo.InvariantCulture);

    public static string Hash(string body) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    public static long Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds();

    public PeerRequest With(string name, string value)
    {
        Without(name);
        return Add(name, value);
    }

    public PeerRequest Without(string name)
    {
        _headers.RemoveAll(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        return this;
    }

    public PeerRequest Add(string name, string value)
    {
        _headers.Add(new(name, value));
        return this;
    }

    public PeerRequest Cavage(
        string? cover = null, string? algorithm = "rsa-sha256", string keyId = TestKeys.AdaKeyId, string more = "", Func<byte[], byte[]>? sign = null)
    {
        cover ??= Method == "POST" ? PostCover : GetCover;
        var signed = cover.Split(' ').Select(name => name switch
        {
            "(request-target)" => $"{name}: {Method.ToLowerInvariant()} {Target}",
            "(created)" or "(expires)" => $"{name}: {Part(more, name.Trim('(', ')'))}",
            _ => $"{name.ToLowerInvariant()}: {ValueOf(name)}",
        });
        var signature = Sign(string.Join('\n', signed), sign);
        var named = algorithm is null ? "" : $",algorithm=\"{algorithm}\"";
        return With("Signature", $"keyId=\"{keyId}\"{named},headers=\"{cover}\"{more},signature=\"{signature}\"");
    }

    /// <summary>RFC 9421 with components given bare: `@method @target-uri`.</summary>
    public PeerRequest Message(
        string? cover = null, string? parameters = null, string keyId = TestKeys.AdaKeyId, string label = "sig1", Func<byte[], byte[]>? sign = null)
    {
        var (input, signature) = Label(cover, parameters, keyId, label, sign);
        return With("Signature-Input", input).With("Signature", signature);
    }

    public PeerRequest AndMessage(
        string? cover = null, string? parameters = null, string keyId = TestKeys.AdaKeyId, string label = "sig2", Func<byte[], byte[]>? sign = null)
    {
        var (input, signature) = Label(cover, parameters, keyId, label, sign);
        return With("Signature-Input", $"{ValueOf("Signature-Input")}, {input}").With("Signature", $"{ValueOf("Signature")}, {signature}");
    }

    public SignedRequest Arrive() => new(Method, Target, Scheme, Authority, _headers, Encoding.UTF8.GetBytes(Body));

    public Verdict Read(DateTimeOffset? now = null) => Verifier.Read(Arrive(), now ?? Now);

    public async Task<Verdict> JudgeAsync(IKeySource? keys = null, DateTimeOffset? now = null) =>
        Read(now) is SignatureClaim claim ? await Verifier.VerifyAsync(claim, keys ?? new KnownKeys(), default) : Read(now);

    (string Input, string Signature) Label(
        string? cover, string? parameters, string keyId, string label, Func<byte[], byte[]>? sign)
    {
        cover ??= Method == "POST" ? "@method @target-uri content-digest" : "@method @target-uri";
        var names = cover.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var inner = $"({string.Join(' ', names.Select(n => $"\"{n}\""))}){parameters ?? $";created={Seconds(Now)}"};keyid=\"{keyId}\"";
        var lines = names.Select(name => $"\"{name}\": " + name switch
        {
            "@method" => Method,
            "@target-uri" => $"{Scheme}://{Authority}{Target}",
            "@authority" => Authority,
            "@path" => Target.Split('?')[0],
            "@query" => "?" + Target.Split('?').ElementAtOrDefault(1),
            "@request-target" => Target,
            _ => ValueOf(name),
        });
        return ($"{label}={inner}", $"{label}=:{Sign(string.Join('\n', [.. lines, $"\"@signature-params\": {inner}"]), sign)}:");
    }

    string ValueOf(string name) => _headers.Find(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";

    static string Part(string parameters, string name) =>
        parameters.Split(',').Select(p => p.Split('=')).FirstOrDefault(p => p[0] == name)?[1] ?? "";

    static string Sign(string text, Func<byte[], byte[]>? sign) =>
        Convert.ToBase64String((sign ?? (data => TestKeys.Ada.Sign(data)))(Encoding.UTF8.GetBytes(text)));
}
