using System.Globalization;
using System.Text;

namespace Federated.Tests.Fuzz;

/// <summary>Words and values that lead a reader far before they go wrong. Everything is drawn from one seed, so that a case can be repeated.</summary>
static class Wild
{
    static readonly string[] Words =
    [
        "", " ", "x", "Note", "as:Note", "as:Public", "Public", "https://www.w3.org/ns/activitystreams#Public", "\0", "\u0001", "\t", "\r\n", "\uFEFF", "\uFFFE", "\u202E",
        "\u200D\u200D", "\ud83d\ude00", "\ud83d", "\ude00", "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", "é", "ش", "①②⑦", "%00", "%s", "{0}", "'; drop table post;--",
        "../../etc/passwd", "<script>alert(1)</script>", "<b>bold", "]]>", "${jndi:x}", "NaN", "Infinity", "null", "true", "1", "-1", "en", "en-", "x-none", "de_AT", "und", "a@b@c", "@@", "#",
        "##tag", "{uri}", "mailto:a@b", "javascript:alert(1)", "data:text/html,x", "blob:x", "tag:x,2026:y", "did:key:z", "text/html;q=", "application/activity+json", "Europe/Paris", "Mars/Olympus",
    ];

    static readonly string[] Addresses =
    [
        "https://a.example.org/1", "http://a.example.org/1", "https://A.example.org./1", "https://a.example.org:443/1", "https://a.example.org:99999/1", "https://ａ.example.org/", "https://[::1]/",
        "https://127.0.0.1/", "https://0x7f.1/", "http://169.254.169.254/latest", "https://user:pass@a.example.org/", "https://a.example.org\\@b/", "https://a.example.org#@b", "https://xn--/", "https://é.example.org/é",
        "https:///x", "//a.example.org/x", "https://", "https:a", "ftp://a.example.org/", "file:///etc/passwd", "https://a.example.org/\u0007", "https://a.example.org/%2e%2e/%00", "/relative", "?x", "#frag",
    ];

    static readonly string[] Instants =
    [
        "2026-09-01T10:00:00Z", "2026-09-01T10:00:00.123456789+05:30", "2026-09-01", "2026-09-01T10:00", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59",
        "0000-00-00T00:00:00Z", "10000-01-01T00:00:00Z", "-0500-01-01T00:00:00Z", "infinity", "-infinity", "2026-02-30T00:00:00Z", "2026-06-30T23:59:60Z", "2026-01-01T24:00:00Z", "2026-01-01T10:00:00+99:99",
        "2126-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "2026-03-29T02:30:00", "1e9", "1767225600",
    ];

    static readonly string[] Numbers =
    [
        "0", "-0", "1", "-1", "7.5", "1e400", "-1e400", "1E-400", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1000000000000", "123456789012345678901234567890",
        "0.1e1", "91", "-181",
    ];

    public static T Of<T>(Random random, params ReadOnlySpan<T> from) => from[random.Next(from.Length)];

    public static bool Chance(Random random, double part) => random.NextDouble() < part;

    /// <summary>Any text: a word, a date, an address, some of them together, or a long run of one.</summary>
    public static string Text(Random random) => random.Next(12) switch
    {
        < 5 => Of(random, Words),
        5 => Of(random, Addresses),
        6 => Of(random, Instants),
        7 => Of(random, Numbers),
        8 or 9 => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Of(random, Words))),
        10 => Letters(random, random.Next(40)),
        _ => Long(random),
    };

    /// <summary>Without halves of pairs.</summary>
    public static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    public static string Address(Random random) => Chance(random, 0.15) ? $"https://a.example.org/{Long(random)}" : Of(random, Addresses);

    public static string Instant(Random random) => Of(random, Instants);

    public static string Number(Random random) =>
        Chance(random, 0.02) ? new string('9', 5_000) : Chance(random, 0.2) ? random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture) : Of(random, Numbers);

    /// <summary>Letters of every script, halves of pairs and marks included.</summary>
    public static string Letters(Random random, int count)
    {
        var letters = new char[count];
        for (var at = 0; at < count; at++)
            letters[at] = random.Next(4) == 0 ? (char)random.Next(0x20, 0x7F) : (char)random.Next(1, 0x10000);
        return new string(letters);
    }

    /// <summary>Around the lengths that caps and columns have.</summary>
    static string Long(Random random)
    {
        var piece = Of(random, "x", "é", "語", "<b>", "e\u0301", "a ", "\ud83d\ude00", "&lt;", "..", "%20");
        return new StringBuilder().Insert(0, piece, Of(random, 99, 101, 256, 499, 501, 1_000, 2_040, 2_049, 3_000, 8_200) / piece.Length).ToString();
    }
}
