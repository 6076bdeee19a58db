using System.Diagnostics;
using System.Text;
using Federated.Federation.Discovery;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Text;
using Federated.Tests.Instance.Text;

namespace Federated.Tests.Fuzz;

/// <summary>What a case broke, with the seed that makes it again.</summary>
public sealed class BrokenException(string what, int seed, Exception? inner = null) : Exception($"seed {seed}: {what}", inner);

/// <summary>One case per seed for everything that reads what strangers write: whatever it is, reading it is a value, and soon.</summary>
static class Parsers
{
    /// <summary>Far more than a case takes, on a machine that does much else.</summary>
    static readonly TimeSpan Enough = TimeSpan.FromSeconds(10);

    static readonly DateTimeOffset Now = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);
    static readonly SigningKey Key = SigningKey.Create(WildRequests.KeyId);
    static readonly KnownKey Keys = new(PublicKey.FromPem(Key.PublicPem)!);

    static readonly string[] Members =
    [
        "id", "type", "actor", "object", "to", "name", "content", "summary", "url", "tag", "attachment", "attributedTo", "inReplyTo", "published", "startTime", "location", "latitude", "totalItems", "items", "@context", "missing",
    ];

    public static readonly (string Name, Func<int, Task> Case)[] All =
    [
        ("documents", seed => RunAsync(seed, random => Task.FromResult(Document(random)))),
        ("signatures", seed => RunAsync(seed, SignatureAsync)),
        ("tampered requests", seed => RunAsync(seed, TamperedAsync)),
        ("html", seed => RunAsync(seed, random => Task.FromResult(Html(random)))),
        ("markdown", seed => RunAsync(seed, random => Task.FromResult(MarkdownText(random)))),
        ("words", seed => RunAsync(seed, random => Task.FromResult(Line(random)))),
    ];

    static async Task RunAsync(int seed, Func<Random, Task<string?>> read)
    {
        var started = Stopwatch.GetTimestamp();
        string? problem;
        try
        {
            problem = await read(new Random(seed));
        }
        catch (Exception error)
        {
            throw new BrokenException(error.Message, seed, error);
        }
        if (problem is not null)
            throw new BrokenException(problem, seed);
        if (Stopwatch.GetElapsedTime(started) is var took && took > Enough)
            throw new BrokenException($"took {took}", seed);
    }

    static string? Document(Random random)
    {
        var body = WildJson.Body(random);
        var read = AsReader.Read(body);
        if (read.Document.Exists == read.Refusal is not null)
            return "neither a document nor a refusal";
        Touch(read.Document, 0);
        _ = ActorReader.Read(read.Document, null, Now);
        _ = KeyDocument.Read(read.Document, Now);
        _ = WebFinger.Read(body)?.ActorId();
        _ = NodeInfo.Read(body);
        _ = NodeInfo.ReadLinks(body, "https://a.example.org/");
        _ = HostMeta.LookupAt(body, Acct.Parse("ada@a.example.org")!);
        return null;
    }

    static void Touch(As value, int depth)
    {
        _ = (value.Id, value.Type, value.Url, value.Media, value.Owner("https://a.example.org/1"), value.HasContext, value.Is("Note", "Event"));
        _ = Audience.Read(value, "https://a.example.org/1", value, open: true);
        foreach (var name in Members)
        {
            _ = (value.Ref(name), value.Refs(name), value.Text(name), value.Language(name), value.Map(name), value.Has(name), value.Instant(name), value.Int(name), value.Double(name), value.Bool(name));
            if (depth < 3)
                foreach (var inner in value.Many(name).Take(20))
                    Touch(inner, depth + 1);
        }
    }

    static async Task<string?> SignatureAsync(Random random)
    {
        _ = StructuredFields.Dictionary(WildRequests.Header(random));
        var request = WildRequests.Unsigned(random);
        return Verifier.Read(request, Now) switch
        {
            Refused { Status: 400 or 401 } => null,
            SignatureClaim claim => await Verifier.VerifyAsync(claim, Keys, CancellationToken.None) is Refused { Status: 401 } ? null : "nobody signed it, and it is verified",
            var other => $"{other}",
        };
    }

    static async Task<string?> TamperedAsync(Random random)
    {
        var request = WildRequests.Tampered(random, Key, Now, out var changed);
        var verdict = Verifier.Read(request, Now);
        if (verdict is SignatureClaim claim)
            verdict = await Verifier.VerifyAsync(claim, Keys, CancellationToken.None);
        return (verdict, changed) switch
        {
            (Verified, false) or (Refused { Status: 400 or 401 }, true) => null,
            // Base64 may have bits that mean nothing, and Host is compared without its case.
            (Verified, true) when SaysTheSame(request) => null,
            _ => $"changed: {changed}, and {verdict}",
        };
    }

    static bool SaysTheSame(SignedRequest request) =>
        request.Headers["Host"].Single().Trim().Equals(WildRequests.Host, StringComparison.OrdinalIgnoreCase)
        && request.Headers["Date"].Single().Trim() == Now.ToString("r")
        && request.Headers["Digest"].Single().Contains(Digests.Of(request.Body.Span)["SHA-256=".Length..], StringComparison.Ordinal);

    static string? Html(Random random)
    {
        var html = WildText.Html(random);
        foreach (var profile in Enum.GetValues<TextProfile>())
        {
            var cleaned = HtmlCleaner.Clean(html, profile);
            if (HtmlOracle.ProblemOf(cleaned, profile) is { } problem)
                return problem;
            if (HtmlCleaner.Clean(cleaned, profile) != cleaned)
                return $"cleaning changes its own output: {cleaned}";
        }
        _ = PlainText.From(html, 200);
        _ = PlainText.Line(html, 200);
        return null;
    }

    static string? MarkdownText(Random random)
    {
        var source = WildText.Markdown(random);
        foreach (var profile in Enum.GetValues<TextProfile>())
        {
            _ = Markdown.Find(source, profile);
            var html = Markdown.Render(source, profile, new Links(new Dictionary<string, MentionLink> { ["@ada"] = new("https://hub.example.org/@ada", "ada") }, "https://hub.example.org/tags/")).Html;
            if (HtmlOracle.ProblemOf(html, profile) is { } problem)
                return problem;
        }
        return null;
    }

    static string? Line(Random random)
    {
        var text = Wild.Text(random) + Wild.Letters(random, random.Next(8));
        _ = Instants.Parse(text);
        _ = (Origin.Of(text, allowHttp: true), Origin.Of("https://" + text), Origin.Same(text, text));
        _ = (MediaTypes.IsActivityPub(text), MediaTypes.IsInboxBody(text), MediaTypes.PrefersActivityPub(text), MediaTypes.Bare(text));
        _ = (Acct.Parse("@" + text), WebFingerResource.Parse("acct:" + text, "hub.example.org", "https://hub.example.org"), WebFingerResource.Parse(text, "hub.example.org", "https://hub.example.org"));
        _ = (Languages.Normalize(text), Languages.Direction(text), Hashtags.Normalize(text), Names.Display(text), Names.Title(text), Zones.Canonical(text));
        _ = (PublicKey.FromPem(text), PublicKey.FromMultibase(text));
        var cleaned = Characters.Clean(text);
        return Characters.Clean(cleaned) == cleaned && Encoding.UTF8.GetByteCount(cleaned) >= 0 ? null : "characters are cleaned twice";
    }

    sealed class KnownKey(PublicKey key) : IKeySource
    {
        public Task<KeyLookup> FindAsync(string keyId, bool refresh, CancellationToken cancel) => Task.FromResult<KeyLookup>(
            keyId == WildRequests.KeyId ? new KeyLookup.Found(key, "https://peer.example.org/users/ada", Fresh: true) : new KeyLookup.Missing(SignatureCodes.KeyMissing));
    }
}
