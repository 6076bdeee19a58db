using System.Globalization;
using System.Text;

namespace Federated.Tests.Fuzz;

/// <summary>JSON that is nearly right: wrong kinds, repeated and re-cased names, bad escapes, numbers and nestings beyond reason.</summary>
static class WildJson
{
    const int Deepest = 6;

    static readonly string[] Names =
    [
        "id", "@id", "ID", "type", "@type", "Type", "actor", "Actor", "object", "target", "to", "cc", "bto", "bcc", "audience", "name", "nameMap", "content", "contentMap", "summary", "summaryMap", "source", "url", "href",
        "mediaType", "tag", "attachment", "icon", "image", "attributedTo", "inReplyTo", "context", "published", "updated", "startTime", "endTime", "location", "latitude", "longitude", "totalItems", "items", "orderedItems",
        "first", "next", "@context", "@value", "@language", "@list", "@set", "@graph", "@reverse", "@included", "as:name", "as:actor", "https://www.w3.org/ns/activitystreams#actor", "toot:x", "publicKey", "publicKeyPem", "owner",
        "preferredUsername", "inbox", "outbox", "followers", "endpoints", "sharedInbox", "links", "rel", "software", "subject", "aliases", "template", "é", "", "__proto__",
    ];

    /// <summary>A whole body: mostly one object, sometimes something else, sometimes damaged bytes.</summary>
    public static byte[] Body(Random random)
    {
        var text = random.Next(20) switch
        {
            0 => Value(random, 0),
            1 => Object(random, 0) + Wild.Of(random, "x", "{}", ",", "//", "/**/", "\0", " "),
            2 => Deep(random),
            3 => Wide(random),
            _ => Object(random, 0),
        };
        var bytes = Encoding.UTF8.GetBytes(Wild.Chance(random, 0.05) ? "\uFEFF" + text : text);
        return Wild.Chance(random, 0.15) ? Damage(random, bytes) : bytes;
    }

    /// <summary>Some bytes changed, lost or doubled.</summary>
    public static byte[] Damage(Random random, byte[] bytes)
    {
        var damaged = bytes.ToList();
        for (var times = random.Next(1, 5); times > 0 && damaged.Count > 0; times--)
        {
            var at = random.Next(damaged.Count);
            if (random.Next(3) == 0)
                damaged.RemoveAt(at);
            else if (random.Next(2) == 0)
                damaged.Insert(at, Wild.Of(random, damaged[at], (byte)0, (byte)0xFF, (byte)0xC0, (byte)0xED, (byte)'"', (byte)'{'));
            else
                damaged[at] = (byte)random.Next(256);
        }
        return [.. damaged];
    }

    public static string Object(Random random, int depth) =>
        "{" + string.Join(',', Enumerable.Range(0, random.Next(depth == 0 ? 12 : 6)).Select(_ => $"{Quote(random, Wild.Of(random, Names))}:{Value(random, depth + 1)}")) + "}";

    public static string Value(Random random, int depth) => random.Next(depth >= Deepest ? 7 : 12) switch
    {
        < 4 => Quote(random, Wild.Text(random)),
        4 => Wild.Number(random),
        5 => Wild.Of(random, "true", "false", "null", "{}", "[]"),
        6 => Quote(random, Wild.Address(random)),
        7 or 8 => "[" + string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => Value(random, depth + 1))) + "]",
        _ => Object(random, depth),
    };

    /// <summary>A JSON string: half of pairs only as escapes, other characters raw, short or long escaped.</summary>
    public static string Quote(Random random, string text)
    {
        var raw = Wild.Chance(random, 0.7);
        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            if (letter is '"' or '\\')
                quoted.Append('\\').Append(letter);
            else if (letter < ' ' || char.IsSurrogate(letter) || (!raw && letter > '~'))
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else
                quoted.Append(letter);
        }
        return quoted.Append('"').ToString();
    }

    static string Deep(Random random)
    {
        var (open, close) = Wild.Of(random, ("[", "]"), ("{\"object\":", "}"), ("{\"a\":[", "]}"));
        var depth = Wild.Of(random, 14, 30, 31, 32, 33, 64, 1_000, 20_000);
        var inside = new StringBuilder().Insert(0, open, depth).Append('1');
        return (Wild.Chance(random, 0.8) ? inside.Insert(inside.Length, close, depth) : inside).Insert(0, "{\"object\":").Append('}').ToString();
    }

    static string Wide(Random random)
    {
        var count = Wild.Of(random, 99, 101, 999, 1_000, 1_001, 2_000, 2_001, 20_000);
        return Wild.Chance(random, 0.5)
            ? $"{{\"to\":[{string.Join(',', Enumerable.Repeat(Quote(random, Wild.Of(random, "x", "https://a.example.org/1")), count))}]}}"
            : $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"m{i}\":0")))}}}";
    }
}
