using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Federated.Instance.Actors;
using Federated.Federation;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>Bodies that are no activity, or nearly one, sent well signed: the answer, and what is stored of them (AT-048, 049, 070, 071, 078, 102 to 118).</summary>
public sealed class HostileBodyTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    TestHub Hub => world.Hub;

    /// <summary>`ID` and `ACTOR` stand for what the sender may say.</summary>
    public static TheoryData<string, string> Refused
    {
        get
        {
            const string start = """{"id":"ID","type":"Like","actor":"ACTOR","object":"https://x.example.org/1" """;
            string Nested(int depth, string open, string close) => $"{start},\"x\":{string.Concat(Enumerable.Repeat(open, depth))}1{string.Concat(Enumerable.Repeat(close, depth))}}}";
            return new TheoryData<string, string>
            {
                { "", "json-malformed" }, { "null", "json-not-object" }, { "[]", "json-not-object" }, { "\"x\"", "json-not-object" }, { "1", "json-not-object" },
                { "{}{}", "json-malformed" }, { start + "} x", "json-malformed" }, { start + ",}", "json-malformed" }, { start + "}/**/", "json-malformed" }, { "{/**/}", "json-malformed" },
                { Nested(Limits.JsonDepth, "[", "]"), "json-deep" }, { Nested(1_000, "{\"a\":", "}"), "json-deep" }, { Nested(100_000, "[", "]"), "json-deep" },
                { start + ",\"actor\":\"ACTOR\"}", "json-duplicate-key" }, { start + ",\"\\u0061ctor\":\"x\"}", "json-duplicate-key" }, { start + ",\"id\":\"ID\"}", "json-duplicate-key" }, { start + ",\"@id\":\"https://x.example.org/2\"}", "json-duplicate-key" },
                { start + ",\"x\":NaN}", "json-malformed" }, { start + ",\"x\":-Infinity}", "json-malformed" }, { start + ",\"x\":01}", "json-malformed" },
                { start + ",\"x\":\"\\ud800\"}", "json-surrogate" }, { start + ",\"\\udc00\":1}", "json-surrogate" }, { start + ",\"content\":\"a\\u0000b\"}", "json-nul" },
                { start + ",\"@graph\":[]}", "json-ld-form" }, { start + ",\"@reverse\":{}}", "json-ld-form" }, { start + ",\"x\":{\"@included\":[]}}", "json-ld-form" },
                { start + $",\"to\":[{string.Join(',', Enumerable.Repeat("1", Limits.JsonItems + 1))}]}}", "json-wide" },
                { """{"id":7,"type":"Create","actor":"ACTOR"}""", "id-missing" }, { """{"id":null,"type":"Follow","actor":"ACTOR"}""", "id-missing" }, { """{"id":{"a":1},"type":"Update","actor":"ACTOR"}""", "id-missing" },
                { """{"id":"ID","type":null,"actor":"ACTOR"}""", "activity-incomplete" }, { """{"id":"ID","type":7,"actor":"ACTOR"}""", "activity-incomplete" }, { """{"id":"ID","type":["",{}],"actor":"ACTOR"}""", "activity-incomplete" },
                { """{"id":"ID","type":"Like","actor":null}""", "activity-incomplete" }, { """{"id":"ID","type":"Like","actor":7}""", "activity-incomplete" }, { """{"id":"ID","type":"Like","actor":[[]]}""", "activity-incomplete" },
                { """{"id":"ID","type":"Like","actor":"acct:ada@x.example.org"}""", "activity-incomplete" }, { """{"id":"ID","type":"Like","actor":"https://x.example.org@y.example.org/a"}""", "activity-incomplete" },
                { $$"""{"id":"ID{{new string('x', 8_000)}}","type":"Create","actor":"ACTOR"}""", "id-missing" }, { $$"""{"id":"ID","type":"Like","actor":"https://x.example.org/{{new string('x', 8_000)}}"}""", "activity-incomplete" },
                { $$"""{"id":"ID/{{new string('語', 700)}}","type":"Create","actor":"ACTOR"}""", "id-missing" },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_body_that_is_no_activity_is_400_with_its_reason(string body, string code)
    {
        var bo = world.Stranger();
        var before = await Hub.AskAsync<long>("select count(*) from inbox_seen");

        using var answer = await bo.PostAsync(Hub, Filled(bo, body));

        Assert.Equal((HttpStatusCode.BadRequest, $$"""{"error":"{{code}}"}"""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(before, await Hub.AskAsync<long>("select count(*) from inbox_seen"));
    }

    public static TheoryData<string> Taken =>
    [
        """{"id":"ID","type":"Like","actor":["ACTOR"],"object":"https://x.example.org/1"}""",
        """{"id":"ID","type":["Like","Extra"],"actor":{"id":"ACTOR","type":"Person"},"object":"https://x.example.org/1"}""",
        """{"id":"ID","type":"Like","Type":"Delete","actor":"ACTOR","Actor":"x","object":["https://x.example.org/1",{"id":7},null]}""",
        """{"id":"ID","type":"Like","actor":"ACTOR","object":"https://x.example.org/1","x":1e400,"y":-0,"tag":"x","to":{},"attachment":7}""",
        """{"type":"Like","actor":"ACTOR","object":"https://x.example.org/1"}""",
        """{"id":"ID","type":"Vote","actor":"ACTOR","object":7}""",
        "\uFEFF" + """{"id":"ID","type":"Like","actor":"ACTOR","object":"https://x.example.org/1"}""",
        """{"id":"ID#é","type":"Like","actor":"ACTOR","object":"https://x.example.org/1","proof":{"type":"DataIntegrityProof"},"signature":{"type":"RsaSignature2017"}}""",
    ];

    [Theory]
    [MemberData(nameof(Taken))]
    public async Task A_body_with_odd_members_is_202_and_breaks_nothing(string body)
    {
        var bo = world.Stranger();

        await bo.DeliverAsync(Hub, Filled(bo, body));

        await DecidedAsync(bo);
        Assert.DoesNotContain("Exception", await ReasonAsync(bo) ?? "", StringComparison.Ordinal);
    }

    /// <summary>A number of 5,000 digits, and bytes that are not UTF-8.</summary>
    [Fact]
    public async Task Numbers_of_any_length_are_read_past_and_other_encodings_are_400()
    {
        var bo = world.Stranger();
        await bo.DeliverAsync(Hub, Filled(bo, $$"""{"id":"ID","type":"Like","actor":"ACTOR","object":"https://x.example.org/1","x":{{new string('9', 5_000)}} }"""));

        foreach (var encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32])
        {
            var bytes = encoding.GetBytes(Filled(bo, """{"id":"ID","type":"Like","actor":"ACTOR"}"""));
            using var answer = await bo.PostAsync(Hub, "{}", change: r =>
            {
                var type = r.Content!.Headers.ContentType;
                r.Content = new ByteArrayContent(bytes) { Headers = { ContentType = type } };
                r.Headers.Remove("Digest");
                r.Headers.TryAddWithoutValidation("Digest", Federated.Federation.Signatures.Digests.Of(bytes));
            });
            Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized, $"{answer.StatusCode}");
        }
    }

    /// <summary>What is said of a note by somebody, and what is kept of it: the SQL of the last column.</summary>
    public static TheoryData<string, string, string> Kept => new()
    {
        { "published", "\"9999-12-31T23:59:59Z\"", "published_at <= received_at" },
        { "published", "\"2126-01-01T00:00:00Z\"", "published_at <= received_at" },
        { "published", "\"infinity\"", "published_at = received_at" },
        { "published", "\"-0500-01-01T00:00:00Z\"", "published_at = received_at" },
        { "published", "\"2026-06-30T23:59:60+99:99\"", "published_at = received_at" },
        { "published", "7", "published_at = received_at" },
        { "published", "\"0001-01-01T00:00:00Z\"", "isfinite(published_at)" },
        { "likes", """{"totalItems":1000000000000}""", "likes_count = 0" },
        { "replies", """{"type":"Collection","totalItems":-5}""", "replies_count = 0" },
        { "sensitive", "\"yes\"", "not sensitive" },
        { "url", "\"javascript:alert(1)\"", "page_url = uri" },
        { "url", "\"https://bank.example.org/login\"", "page_url = uri" },
        { "url", """[{"type":"Link","href":"data:text/html,x","mediaType":"text/html"}]""", "page_url = uri" },
        { "contentMap", "{}", "language is null" },
        { "contentMap", """{"../../x":"hello","' or 1=1":"x"}""", "language is null" },
        { "inReplyTo", "7", "reply_to_uri is null" },
        { "attachment", """[{"type":"Document","url":"javascript:alert(1)"},{"type":"Image","url":"file:///etc/passwd"},7,null,"x"]""", "not exists (select 1 from post_attachment a where a.post_id = post.id)" },
        { "tag", """[{"type":"Hashtag","name":"<img src=x onerror=alert(1)>"},{"type":"Hashtag","name":7},"x",{"type":"Emoji","name":":<script>:"}]""", "not exists (select 1 from post_tag t where t.post_id = post.id and t.tag ~ '[<>]')" },
        { "summary", "\"<script>alert(1)</script><b>warning</b>\"", "summary !~ '[<>]'" },
        { "context", "{}", "context_uri is null" },
    };

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task A_note_with_a_hostile_member_is_stored_without_it(string member, string value, string kept)
    {
        var bo = world.Stranger();
        var ada = await Hub.PersonAsync($"kept_{bo.Name}");
        var path = $"kept/{bo.Name}";
        var note = bo.Note(path, "hello", member == "published" ? null : $"\"{member}\":{value}").Replace("\"cc\":[", $"\"cc\":[\"{ada.Uri}\",", StringComparison.Ordinal);
        if (member == "published")
            note = note.Replace("\"published\":\"2026-11-20T10:00:00Z\"", $"\"published\":{value}", StringComparison.Ordinal);

        await bo.DeliverAsync(Hub, bo.Activity("Create", note));
        await DecidedAsync(bo);

        Assert.Null(await ReasonAsync(bo));
        Assert.True(await Hub.AskAsync<bool>($"select {kept} from post where uri = @uri", new { uri = $"{world.Peer.Base}/{path}" }));
    }

    /// <summary>`VICTIM` is somebody else on the same server, `AWAY` a post of another server; nothing of it may be stored.</summary>
    public static TheoryData<string> Forged =>
    [
        """{"id":"AWAY","type":"Note","attributedTo":"ACTOR","content":"FORGED","to":["https://www.w3.org/ns/activitystreams#Public"]}""",
        """{"id":"NOTE","type":"Note","attributedTo":"VICTIM","content":"FORGED","to":["https://www.w3.org/ns/activitystreams#Public"]}""",
        """{"id":"NOTE","type":"Note","attributedTo":{"id":"VICTIM","type":"Person"},"content":"FORGED","to":["https://www.w3.org/ns/activitystreams#Public"]}""",
        """{"id":"LOCAL","type":"Note","attributedTo":"ACTOR","content":"FORGED","to":["https://www.w3.org/ns/activitystreams#Public"]}""",
        """{"id":"https://a.example.org@NOTE","type":"Note","attributedTo":"ACTOR","content":"FORGED"}""",
        """{"type":"Note","attributedTo":"ACTOR","content":"FORGED","to":["https://www.w3.org/ns/activitystreams#Public"]}""",
    ];

    [Theory]
    [MemberData(nameof(Forged))]
    public async Task A_post_that_is_not_the_senders_is_not_stored_as_it_says(string note)
    {
        var (bo, victim) = (world.Stranger(), world.Stranger());
        var ada = await Hub.PersonAsync($"forged_{bo.Name}");
        var away = $"http://localhost:1/notes/{bo.Name}";
        var forged = note.Replace("NOTE", $"{world.Peer.Base}/forged/{bo.Name}", StringComparison.Ordinal).Replace("VICTIM", victim.Uri, StringComparison.Ordinal)
            .Replace("AWAY", away, StringComparison.Ordinal).Replace("LOCAL", $"{Hub.Address.Base}/objects/77", StringComparison.Ordinal).Replace("ACTOR", bo.Uri, StringComparison.Ordinal);

        foreach (var type in (string[])["Create", "Update"])
            await bo.DeliverAsync(Hub, bo.Activity(type, forged), $"/actors/{ada.Name}/inbox");
        await DecidedAsync(bo);

        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from post where content like '%FORGED%'"));
    }

    /// <summary>Two ids that differ by case or by escapes are two posts (AT-070).</summary>
    [Fact]
    public async Task Ids_are_compared_by_the_byte()
    {
        var bo = world.Stranger();
        var ada = await Hub.PersonAsync($"bytes_{bo.Name}");
        string[] paths = ["Byte/a", "byte/a", "byte/A", "byte/%61"];
        foreach (var path in paths)
            await bo.DeliverAsync(Hub, bo.Activity("Create", bo.Note($"{bo.Name}/{path}", path)), $"/actors/{ada.Name}/inbox");
        await DecidedAsync(bo);

        Assert.Equal(paths.Length, await Hub.AskAsync<int>("select count(*)::int from post where uri = any(@uris)", new { uris = paths.Select(p => $"{world.Peer.Base}/{bo.Name}/{p}").ToArray() }));
    }

    /// <summary>Ids as long as they may be, in letters of one, two and three bytes, in every place where one is kept.</summary>
    [Theory]
    [InlineData('x', 1)]
    [InlineData('é', 2)]
    [InlineData('語', 3)]
    public async Task Ids_of_the_longest_length_fit_wherever_they_are_kept(char letter, int bytes)
    {
        var bo = world.Stranger();
        var ada = await Hub.PersonAsync($"long_{bo.Name}");
        var random = new Random(7);
        string Long(string start) => start + string.Concat(Enumerable.Range(0, (Limits.UriLength - start.Length) / bytes).Select(_ => bytes == 1 ? (char)random.Next('a', 'z') : (char)(letter + random.Next(20))));
        var note = Long($"{world.Peer.Base}/{bo.Name}/n");
        var (like, undo) = (Long($"{world.Peer.Base}/{bo.Name}/l"), Long($"{world.Peer.Base}/{bo.Name}/u"));
        string[] sent =
        [
            bo.Activity("Delete", Long($"{world.Peer.Base}/{bo.Name}/d")),
            bo.Activity("Create", bo.Note("x", "long").Replace($"{world.Peer.Base}/x", note, StringComparison.Ordinal)),
            bo.Activity("Like", note, like),
            bo.Activity("Undo", bo.Activity("Like", note, undo)),
            bo.Activity("Announce", note, Long($"{world.Peer.Base}/{bo.Name}/a")),
            bo.Activity("Follow", ada.Uri, Long($"{world.Peer.Base}/{bo.Name}/f")),
            $$"""{"type":"Like","actor":"{{bo.Uri}}","object":{{JsonSerializer.Serialize(note)}}}""",
        ];
        foreach (var body in sent)
            await bo.DeliverAsync(Hub, body, $"/actors/{ada.Name}/inbox");
        await DecidedAsync(bo);

        Assert.DoesNotContain("Exception", await ReasonAsync(bo) ?? "", StringComparison.Ordinal);
        Assert.True(await Hub.AskAsync<bool>("select exists (select 1 from post where uri = @note)", new { note }));
    }

    /// <summary>Remote names that could be a path, another person's, or nothing that can be shown (AT-042, 043, 044, 045).</summary>
    public static TheoryData<string> Actors =>
    [
        "\"preferredUsername\":\"../../admin\"", "\"preferredUsername\":\"a@b\"", "\"preferredUsername\":\"a b\"", "\"preferredUsername\":\"\"", "\"preferredUsername\":7", "\"preferredUsername\":[]", "\"preferredUsername\":\"\\u202eevil\"",
        "\"inbox\":null", "\"inbox\":\"https://other.example.org/inbox\"", "\"inbox\":\"HUB/inbox\"", "\"inbox\":\"http://127.0.0.1:5432/\"", "\"type\":\"Note\"", "\"type\":[]", "\"id\":\"HUB/actors/ada\"",
    ];

    [Theory]
    [MemberData(nameof(Actors))]
    public async Task An_actor_that_cannot_be_one_is_neither_stored_nor_heard(string member)
    {
        var bo = world.Stranger();
        var name = member[1..member.IndexOf(':', StringComparison.Ordinal)].TrimEnd('"');
        using var document = JsonDocument.Parse(bo.Document());
        var others = document.RootElement.EnumerateObject().Where(m => m.Name != name).Select(m => $"\"{m.Name}\":{m.Value.GetRawText()}");
        world.Peer.Documents[$"/users/{bo.Name}"] = $"{{{string.Join(',', others)},{member.Replace("HUB", Hub.Address.Base, StringComparison.Ordinal)}}}";

        using var answer = await bo.PostAsync(Hub, bo.Activity("Like", "https://x.example.org/1"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from actor where uri = @Uri", new { bo.Uri }));
        Assert.IsNotType<ActorLookup.Found>(await Hub.Get<RemoteActors>().ResolveAsync(bo.Uri, default));
    }

    string Filled(FakeActor bo, string body) => body
        .Replace("ID", string.Create(CultureInfo.InvariantCulture, $"{world.Peer.Base}/activities/{Guid.CreateVersion7()}"), StringComparison.Ordinal)
        .Replace("ACTOR", bo.Uri, StringComparison.Ordinal);

    Task DecidedAsync(FakeActor bo) => Hub.UntilAsync("select not exists (select 1 from inbox_item where actor_uri = @Uri and state = 'waiting' and reason is null)", new { bo.Uri });

    Task<string?> ReasonAsync(FakeActor bo) => Hub.AskAsync<string>("select string_agg(reason, ' ') from inbox_item where actor_uri = @Uri", new { bo.Uri });
}
