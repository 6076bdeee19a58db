using System.Text.Json;
using Federated.Instance.Actors;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Pages;

/// <summary>Markup in a field that is plain text is shown as it was written, in every field that somebody else fills (AT-136, AT-137).</summary>
public sealed class PlainFieldTests(PagesHub pages) : IClassFixture<PagesHub>, IAsyncLifetime
{
    const string Markup = "<img src=x onerror=alert(1)>\"'";
    static readonly string Json = JsonSerializer.Serialize(Markup);

    FakePeer _peer = null!;
    FakeActor _bo = null!;
    PageBrowser _boss = null!;

    public async Task InitializeAsync()
    {
        _peer = await FakePeer.StartAsync();
        _bo = _peer.Actor($"plain{Guid.CreateVersion7():N}"[..20]);
        _peer.Documents[$"/users/{_bo.Name}"] = _bo.Document().Replace($"\"name\":\"{_bo.Name}\"", $"\"name\":{Json}", StringComparison.Ordinal);
        var boss = await pages.Hub.PersonAsync($"b{Guid.CreateVersion7():N}"[..20]);
        await pages.Hub.RoleAsync(boss.Id, "admin");
        _boss = await pages.SignInAsync(boss);
    }

    public async Task DisposeAsync() => await _peer.DisposeAsync();

    [Theory]
    [InlineData("summary", "\"summary\":")]
    [InlineData("alt", "\"attachment\":[{\"type\":\"Document\",\"mediaType\":\"image/png\",\"url\":\"https://a.example.org/x.png\",\"name\":", "}]")]
    [InlineData("hashtag", "\"tag\":[{\"type\":\"Hashtag\",\"href\":\"https://a.example.org/t\",\"name\":", "}]")]
    [InlineData("emoji", "\"tag\":[{\"type\":\"Emoji\",\"icon\":{\"type\":\"Image\",\"url\":\"https://a.example.org/e.png\"},\"name\":", "}]")]
    public async Task Of_a_note(string field, string member, string end = "") =>
        await ShownAsync(_bo.Note(field, "hello", $"{member}{Json}{end}"), field is "summary" or "alt");

    [Theory]
    [InlineData("\"oneOf\":[{\"type\":\"Note\",\"name\":", "},{\"type\":\"Note\",\"name\":\"b\"}]")]
    public async Task Of_a_poll(string member, string end) => await ShownAsync(
        _bo.Note("poll", "which?", $"{member}{Json}{end},\"endTime\":\"2036-01-01T00:00:00Z\"").Replace("\"Note\",\"attributedTo\"", "\"Question\",\"attributedTo\"", StringComparison.Ordinal), true);

    [Theory]
    [InlineData("name", "\"name\":", "")]
    [InlineData("place", "\"name\":\"Meeting\",\"location\":{\"type\":\"Place\",\"name\":", "}")]
    [InlineData("town", "\"name\":\"Meeting\",\"location\":{\"type\":\"Place\",\"name\":\"Hall\",\"address\":{\"type\":\"PostalAddress\",\"addressLocality\":", "}}")]
    [InlineData("contact", "\"name\":\"Meeting\",\"contacts\":[", "]")]
    public async Task Of_an_event(string field, string member, string end) => await ShownAsync(
        $$"""
        {"id":"{{_peer.Base}}/{{field}}","type":"Event","attributedTo":"{{_bo.Uri}}","to":["https://www.w3.org/ns/activitystreams#Public"],"content":"x","startTime":"2036-11-15T14:00:00Z",
         "published":"2026-11-20T10:00:00Z",{{member}}{{Json}}{{end}}}
        """, field is not "contact");

    [Fact]
    public async Task Of_somebody_elsewhere()
    {
        await pages.Hub.Get<RemoteActors>().ResolveAsync(_bo.Uri, default);

        AssertPlain(await pages.AsAda.ReadAsync($"/@{_bo.Name}@{_peer.Host}"), shown: true);
    }

    [Fact]
    public async Task Of_what_other_servers_answer_and_admins_write()
    {
        var host = $"h{Guid.CreateVersion7():N}.example"[..30];
        await pages.Hub.DoAsync(async tx =>
        {
            await tx.ExecAsync("insert into peer (host, first_seen_at, software) values (@host, @Now, @Markup)", new { host, tx.Now, Markup }, default);
            await tx.ExecAsync("""
                insert into inbox_item (key, host, actor_uri, activity_uri, type, body, state, reason, next_at, received_at)
                values (@key, @host, @Markup, @Markup, 'Create', '', 'refused', @Markup, @Now, @Now)
                """, new { key = Guid.CreateVersion7().ToByteArray(), host, Markup, tx.Now }, default);
        });
        await _boss.SubmitAsync($"/admin/peers/{host}", ("Input.State", "Limited"), ("Input.Reason", Markup));

        AssertPlain(await _boss.ReadAsync($"/admin/peers/{host}"), shown: true);
        foreach (var path in new[] { "/admin", "/admin/peers", "/admin/deliveries", $"/admin/deliveries?host={host}", "/admin/peers?q=" + Uri.EscapeDataString(Markup) })
            AssertPlain(await _boss.ReadAsync(path), shown: false);
    }

    async Task ShownAsync(string document, bool shown)
    {
        await _bo.DeliverAsync(pages.Hub, _bo.Activity("Create", document.Replace("\"to\":[", $"\"to\":[\"{pages.Ada.Uri}\",", StringComparison.Ordinal)));
        using var parsed = JsonDocument.Parse(document);
        var uri = parsed.RootElement.GetProperty("id").GetString();
        await pages.Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri });
        var (kind, id) = (await pages.Hub.AskAsync<string>("select kind from post where uri = @uri", new { uri }), await pages.Hub.AskAsync<long>("select id from post where uri = @uri", new { uri }));

        AssertPlain(await pages.AsAda.ReadAsync(Federated.Instance.Config.HubAddress.PostPath(kind!, id)), shown);
        AssertPlain(await pages.AsAda.ReadAsync("/notifications"), shown: false);
    }

    static void AssertPlain(string page, bool shown)
    {
        Assert.DoesNotContain("<img src=x", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\\u003Cimg src=x", page.Replace("&lt;", "", StringComparison.Ordinal).Replace("\\u003C", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        if (shown)
            Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page, StringComparison.Ordinal);
    }
}
