using System.Globalization;
using System.Text;
using Federated.Federation.Discovery;
using Federated.Federation.Vocabulary;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Tests.Federation.Vocabulary;

/// <summary>Whatever arrives, reading it is a value.</summary>
public sealed class NeverThrowsTests
{
    static readonly string[] Names =
    [
        "id", "@id", "type", "@type", "actor", "object", "to", "cc", "name", "nameMap", "content", "contentMap", "url", "href",
        "mediaType", "tag", "attributedTo", "published", "totalItems", "@context", "@value", "@language", "@list", "@set",
        "as:name", "https://www.w3.org/ns/activitystreams#actor", "toot:x", "\\u0061ctor", "é", "", "links", "rel", "software",
    ];

    static readonly string[] Strings =
    [
        "", "Note", "as:Note", "as:Public", "https://a.example.org/1", "https://ａ.example.org:99999/", "http://[::1", "//x", ":",
        "2026-09-01T10:00:00Z", "0000-00-00", "9999-12-31T23:59:59-23:59", "infinity", "en", "x-", "\\ud83d\\ude00", "\\ud800",
        "\\u0000", "\\n", "text/html;q", "1e400", "acct:a@b@c", "@@", "\uFFFE", "a\\tb", "{uri}",
    ];

    static readonly string[] Numbers = ["0", "-0", "1", "-7.5", "1e400", "123456789012345678901234567890", "1E-400"];

    [Fact]
    public void Reading_arbitrary_json_never_throws() =>
        Holds(Prop.ForAll<int>(seed => ReadsWithoutThrowing(Encoding.UTF8.GetBytes(Build(new Random(seed), 0)))));

    [Fact]
    public void Reading_arbitrary_bytes_never_throws() => Holds(Prop.ForAll<byte[]>(ReadsWithoutThrowing));

    [Fact]
    public void Reading_damaged_json_never_throws() => Holds(Prop.ForAll<int, int, byte>((seed, at, value) =>
    {
        var json = Encoding.UTF8.GetBytes(Build(new Random(seed), 0));
        json[(int)((uint)at % json.Length)] = value;
        return ReadsWithoutThrowing(json);
    }));

    [Fact]
    public void Reading_arbitrary_words_never_throws() => Holds(Prop.ForAll<string>(text =>
    {
        _ = Instants.Parse(text);
        _ = Origin.Of(text, allowHttp: true);
        _ = MediaTypes.IsActivityPub(text) | MediaTypes.IsInboxBody(text) | MediaTypes.PrefersActivityPub(text);
        _ = Acct.Parse("@" + text);
        _ = WebFingerResource.Parse("acct:" + text, "hub.example.org", "https://hub.example.org");
        _ = WebFingerResource.Parse("https://hub.example.org/" + text, "hub.example.org", "https://hub.example.org");
    }));

    [Fact]
    public void A_refusal_and_a_document_exclude_each_other() => Holds(Prop.ForAll<int>(seed =>
    {
        var read = AsReader.Read(Encoding.UTF8.GetBytes(Build(new Random(seed), 0)));
        return read.Document.Exists == read.Refusal is null;
    }));

    static void Holds(Property property) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), property);

    static bool ReadsWithoutThrowing(byte[] bytes)
    {
        Touch(AsReader.Read(bytes).Document, 0);
        _ = WebFinger.Read(bytes)?.ActorId();
        _ = NodeInfo.Read(bytes);
        _ = NodeInfo.ReadLinks(bytes, "https://a.example.org/");
        _ = HostMeta.LookupAt(bytes, Acct.Parse("ada@a.example.org")!);
        return true;
    }

    static void Touch(As value, int depth)
    {
        _ = (value.Id, value.Type, value.Types, value.Url, value.Media, value.Owner("https://a.example.org/1"), value.HasContext);
        _ = value.Is("Note", "Event");
        _ = Audience.Read(value, "https://a.example.org/1", value, open: true);
        foreach (var name in Names.Append("missing").Append(new string('x', 300)))
        {
            _ = (value.Ref(name), value.Refs(name), value.Text(name), value.Language(name), value.Map(name), value.Has(name));
            _ = (value.Instant(name), value.Int(name), value.Double(name), value.Bool(name), value.One(name));
            if (depth < 3)
                foreach (var inner in value.Many(name)) Touch(inner, depth + 1);
        }
    }

    static string Build(Random random, int depth) => random.Next(depth == 0 ? 1 : depth > 4 ? 6 : 9) switch
    {
        0 when depth < 5 => "{" + string.Join(',', Pick(random, Names).Select(name => $"\"{name}\":{Build(random, depth + 1)}")) + "}",
        1 or 2 or 3 => $"\"{Strings[random.Next(Strings.Length)]}\"",
        4 => Numbers[random.Next(Numbers.Length)],
        5 => random.Next(3) switch { 0 => "true", 1 => "null", _ => random.NextDouble().ToString("R", CultureInfo.InvariantCulture) },
        6 => "[" + string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Build(random, depth + 1))) + "]",
        _ => "{}",
    };

    static IEnumerable<string> Pick(Random random, string[] from) =>
        Enumerable.Range(0, random.Next(8)).Select(_ => from[random.Next(from.Length)]).Distinct(StringComparer.Ordinal);
}
