using System.Globalization;
using System.Text;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;

namespace Federated.Tests.Fuzz;

/// <summary>Signed requests whose headers went wrong: grammar gone astray, values of other requests, repeated and missing lines.</summary>
static class WildRequests
{
    public const string Host = "hub.example.org";
    public const string KeyId = "https://peer.example.org/users/ada#main-key";

    static readonly string[] Names = ["Signature", "Signature-Input", "Digest", "Content-Digest", "Date", "Host", "Authorization", "Content-Type", "X-Forwarded-Host"];

    static readonly string[] Pieces =
    [
        "keyId=", "\"", "=", ",", " ", ";", ":", "(", ")", "\\", "\0", "ä", "\ud800", "sig1", "sig2", "headers=", "signature=", "algorithm=", "created=", "expires=", "\"" + KeyId + "\"", "\"(request-target) host date digest\"",
        "\"(created)\"", "\"date\"", "\"\"", "\"AAAA\"", "\"====\"", "\"_-_-\"", "hs2019", "rsa-sha256", "hmac-sha256", "none", "Signature ", "sig1=(\"@method\" \"@target-uri\" \"content-digest\")", "sig1=(", "sig1=:AAAA:", "sig1=::",
        ";created=1777888800", ";expires=1", ";keyid=\"" + KeyId + "\"", ";alg=\"rsa-v1_5-sha256\"", ";nonce=\"x\"", ";tag=\"y\"", ";sf", ";bs", ";req", "\"@query-param\";name=\"x\"", "\"@status\"", "\"@authority\"", "-", "9999999999999999", "1.5",
        "?1", "SHA-256=", "sha-256=:", "MD5=", "sha-512=:AAAA:", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "Mon, 04 May 2026 10:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "2026-05-04T10:00:00Z", "acct:ada@peer.example.org", "https://hub.example.org/actor#main-key",
    ];

    /// <summary>A request that nobody signed.</summary>
    public static SignedRequest Unsigned(Random random)
    {
        var body = WildJson.Body(random);
        var headers = Enumerable.Range(0, random.Next(1, 9)).Select(_ => KeyValuePair.Create(Wild.Of(random, Names), Header(random))).ToList();
        if (Wild.Chance(random, 0.8))
            headers = [KeyValuePair.Create("Host", Host), .. headers.Where(h => h.Key != "Host").DistinctBy(h => h.Key)];
        if (Wild.Chance(random, 0.5))
            headers = [.. headers.Where(h => h.Key != "Digest"), KeyValuePair.Create("Digest", Digests.Of(body))];
        return new SignedRequest(Wild.Of(random, "POST", "POST", "GET", "HEAD", "put", ""), Target(random), Wild.Of(random, "https", "http"), Host, headers, body);
    }

    /// <summary>An honest request with one thing changed after it was signed; <paramref name="changed"/> is false when the change came out equal.</summary>
    public static SignedRequest Tampered(Random random, SigningKey key, DateTimeOffset now, out bool changed)
    {
        var body = Encoding.UTF8.GetBytes("{\"type\":\"Like\"}");
        var (date, digest) = (now.ToString("r", CultureInfo.InvariantCulture), Digests.Of(body));
        const string target = "/inbox";
        var signature = CavageSignature.Signer(key)(new UnsignedRequest("POST", "https", Host, target, date, digest, "application/activity+json")).Single().Value;
        var values = new Dictionary<string, string> { ["Host"] = Host, ["Date"] = date, ["Digest"] = digest, ["Content-Type"] = "application/activity+json", ["Signature"] = signature };
        var name = Wild.Of(random, "Host", "Date", "Digest", "Signature");
        var before = values[name];
        values[name] = Altered(random, before);
        changed = values[name] != before;
        var headers = values.ToList();
        if (!changed && Wild.Chance(random, 0.5))
        {
            headers.Add(KeyValuePair.Create(name, Header(random)));
            changed = true;
        }
        return new SignedRequest("POST", target, "https", Host, headers, body);
    }

    /// <summary>A header line made of pieces of the grammar.</summary>
    public static string Header(Random random) => Wild.Chance(random, 0.1)
        ? Wild.Text(random)
        : string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Wild.Of(random, Pieces)));

    static string Altered(Random random, string text)
    {
        var at = random.Next(text.Length);
        return random.Next(5) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, Wild.Of(random, Pieces)),
            2 => text[..at] + (char)(text[at] ^ (1 << random.Next(7))) + text[(at + 1)..],
            3 => Header(random),
            _ => text,
        };
    }

    static string Target(Random random) => Wild.Of(random, "/inbox", "/inbox?x=1", "//inbox", "/inbox%2f", "", "*", "http://other.example.org/inbox", "/users/a/../b/inbox") + (Wild.Chance(random, 0.2) ? Wild.Text(random) : "");
}
