using System.Globalization;
using System.Text;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;

namespace Federated.Bench;

/// <summary>
/// People of other servers, known to the hub with their keys: person n is of host n modulo `hosts`. They share twenty keys, as making keys is slow
/// and checking signatures is what counts.
/// </summary>
public sealed class Strangers(int hosts, int count, int port)
{
    const string Type = "application/activity+json";
    const string Shared = "shared";
    static readonly SigningKey[] Keys = [.. Enumerable.Range(0, 20).Select(_ => SigningKey.Create(Shared))];

    public int Hosts => hosts;
    public int Count => count;
    public int Port => port;

    /// <summary>The id of the first in the database; that of person n is this and n.</summary>
    public long FirstId { get; set; }

    public SigningKey Key(int n) => Keys[n % count % Keys.Length];

    public string Uri(int n) => Uri(n % count, hosts, port);

    public string Host(int n) => Host(n % count, hosts, port);

    /// <summary>The twenty, as the database holds them.</summary>
    public static string[] PublicPems => [.. Keys.Select(k => k.PublicPem)];

    /// <summary>A Create of a public note by person n; `number` makes its ids.</summary>
    public byte[] Note(int n, int number, int bytes = 2_000)
    {
        var (actor, host) = (Uri(n), Host(n));
        var head = $$"""
            {"@context":"https://www.w3.org/ns/activitystreams","id":"http://{{host}}/activities/{{number}}","type":"Create","actor":"{{actor}}","to":["https://www.w3.org/ns/activitystreams#Public"],"cc":["{{actor}}/followers"],"object":{"id":"http://{{host}}/notes/{{number}}","type":"Note","attributedTo":"{{actor}}","to":["https://www.w3.org/ns/activitystreams#Public"],"cc":["{{actor}}/followers"],"content":"<p>
            """;
        const string Words = "words of a note, ";
        var text = string.Concat(Enumerable.Repeat(Words, (bytes - head.Length) / Words.Length));
        return Encoding.UTF8.GetBytes($$"""{{head}}{{text}}</p>"} }""");
    }

    /// <summary>An activity that names its object only by id.</summary>
    public byte[] Short(int n, string type, string verb, int number, string about) => Encoding.UTF8.GetBytes($$"""
        {"@context":"https://www.w3.org/ns/activitystreams","id":"http://{{Host(n)}}/{{verb}}/{{number}}","type":"{{type}}","actor":"{{Uri(n)}}","to":["https://www.w3.org/ns/activitystreams#Public"],"object":"{{about}}"}
        """);

    /// <summary>What a person's own server says at their id; null where nobody is.</summary>
    public string? Document(string uri)
    {
        if (!uri.Contains("/users/a", StringComparison.Ordinal) || !int.TryParse(uri[(uri.LastIndexOf('a') + 1)..], CultureInfo.InvariantCulture, out var n) || n >= count || Uri(n) != uri)
            return null;
        var pem = System.Text.Json.JsonSerializer.Serialize(Key(n).PublicPem);
        return $$"""
            {"@context":["https://www.w3.org/ns/activitystreams","https://w3id.org/security/v1"],"id":"{{uri}}","type":"Person","preferredUsername":"a{{n}}","inbox":"{{uri}}/inbox","followers":"{{uri}}/followers","endpoints":{"sharedInbox":"http://{{Host(n)}}/inbox"},"publicKey":{"id":"{{uri}}#main-key","owner":"{{uri}}","publicKeyPem":{{pem}}} }
            """;
    }

    /// <summary>The headers of a POST signed by person n. The key's name is no part of what is signed.</summary>
    public List<KeyValuePair<string, string>> Sign(int n, string host, string path, byte[] body)
    {
        var (date, digest) = (TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture), Digests.Of(body));
        return
        [
            new("Host", host), new("Date", date), new("Digest", digest), new("Content-Type", Type),
            new("Signature", CavageSignature.Signer(Key(n))(new UnsignedRequest("POST", "http", host, path, date, digest, Type)).Single().Value.Replace(Shared, $"{Uri(n)}#main-key", StringComparison.Ordinal)),
        ];
    }

    /// <summary>A signed POST as bytes. Each host has an address of its own, as behind a proxy, so that rates count as they would.</summary>
    public byte[] Request(int n, string host, string path, byte[] body)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nContent-Length: {body.Length}\r\nX-Forwarded-For: {Address(n)}\r\n");
        foreach (var (name, value) in Sign(n, host, path, body))
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    public string Address(int n) => string.Create(CultureInfo.InvariantCulture, $"10.9.{n % count % hosts / 250}.{1 + (n % count % hosts % 250)}");

    static string Host(int n, int hosts, int port) => string.Create(CultureInfo.InvariantCulture, $"h{n % hosts}.localhost:{port}");

    static string Uri(int n, int hosts, int port) => string.Create(CultureInfo.InvariantCulture, $"http://{Host(n, hosts, port)}/users/a{n}");
}
