using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Federated.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;

namespace Federated.Tests.Web.ClientApi;

/// <summary>
/// What clients send as they start and through a day, in the forms in which each of them sends it (tests/samples/clients), in order against one hub; and
/// whether the answers hold what the strictest of them take for granted (contract.json there).
/// </summary>
public sealed partial class RequestSetTests(ClientHub hub) : IClassFixture<ClientHub>
{
    sealed record Expected(string[] NeverNull, string[] AlwaysThere);

    static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    static readonly Dictionary<string, Expected> Contract = JsonSerializer.Deserialize<Dictionary<string, Expected>>(Sample("contract"), Snake)!;

    static string Sample(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", "clients", $"{name}.json"));

    [Fact]
    public async Task What_clients_send_in_a_day_is_answered_as_they_expect()
    {
        await using var service = await FakePushService.StartAsync();
        using var device = new PushDevice();
        await hub.Pages.WriteAsync(hub.Pages.Cy, "@ada just us", "direct");
        foreach (var client in new[] { "tusky", "mastodon-android", "ice-cubes", "tuba", "phanpy", "elk" })
        {
            const string verifier = "a-verifier-that-is-long-enough-for-anybody-0123456789";
            var known = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["bo"] = Entity.Word(hub.Pages.Bo.Id), ["cy"] = Entity.Word(hub.Pages.Cy.Id), ["post"] = Entity.Word((await hub.Pages.WriteAsync(hub.Pages.Bo, $"hello {client} #wiki")).Id),
                ["push"] = service.Endpoint(""), ["p256dh"] = device.Key, ["auth"] = device.Secret, ["verifier"] = verifier,
                ["challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
                ["tomorrow"] = TimeProvider.System.GetUtcNow().AddDays(1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            };
            foreach (var request in JsonElement.Parse(Sample(client)).GetProperty("requests").EnumerateArray())
                await SendAsync(client, request, known);
        }
    }

    static string Fill(string text, Dictionary<string, string> known) => Variable.Replace(text, m => known[m.Groups["name"].Value]);

    async Task SendAsync(string client, JsonElement request, Dictionary<string, string> known)
    {
        var words = request.Text("do")!.Split(' ', 2);
        var what = $"{client}: {request.Text("do")}";
        if (words[0] == "ALLOW")
        {
            known["code"] = await AllowAsync(words[1], known);
            return;
        }
        using var message = new HttpRequestMessage(new HttpMethod(words[0]), Fill(words[1], known)) { Content = Body(request, known) };
        if (!request.TryGetProperty("auth", out _))
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", known["token"]);
        if (request.TryGetProperty("headers", out var headers))
            foreach (var header in headers.EnumerateObject())
                message.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
        using var answer = await hub.Hub.Http.SendAsync(message);
        var body = await answer.Content.ReadAsStringAsync();
        var status = request.TryGetProperty("status", out var wanted) ? wanted.GetInt32() : 200;
        Assert.True((int)answer.StatusCode == status, $"{what}: {answer.StatusCode} {body}");
        var type = request.TryGetProperty("type", out var named) ? named.GetString() : "application/json";
        Assert.True(answer.Content.Headers.ContentType?.MediaType == type, $"{what}: {answer.Content.Headers.ContentType}");
        if (message.Headers.Contains("Origin"))
            Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        if (request.TryGetProperty("link", out _))
            Assert.Matches("^<http[^>]+>; rel=\"next\", <http[^>]+>; rel=\"prev\"$", answer.Headers.GetValues("Link").Single());
        if (type != "application/json")
            return;
        var told = JsonElement.Parse(body);
        Check(what, told, request.Text("is")!);
        Keep(what, request, told, known);
    }

    static void Keep(string what, JsonElement request, JsonElement told, Dictionary<string, string> known)
    {
        if (request.TryGetProperty("keep", out var keep))
            foreach (var one in keep.EnumerateObject())
                known[one.Name] = Find(told, one.Value.GetString()!) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw new InvalidOperationException($"{what}: {one}");
        if (request.TryGetProperty("same", out var same))
            foreach (var one in same.EnumerateObject())
                Assert.Equal(known[one.Name], Find(told, one.Value.GetString()!)!.Value.GetString());
    }

    static void Check(string what, JsonElement told, string entity)
    {
        if (entity.EndsWith("[]", StringComparison.Ordinal))
        {
            Assert.True(told.ValueKind == JsonValueKind.Array, $"{what}: {told}");
            foreach (var item in told.EnumerateArray())
                Check(what, item, entity[..^2]);
            return;
        }
        var expected = Contract[entity];
        foreach (var path in expected.NeverNull)
            Assert.True(Find(told, path) is { ValueKind: not JsonValueKind.Null }, $"{what}: {entity} lacks {path}: {told}");
        foreach (var path in expected.AlwaysThere)
            Assert.True(Find(told, path) is not null, $"{what}: {entity} does not name {path}: {told}");
        if (entity is "Status" or "OpenStatus")
            foreach (var media in told.GetProperty("media_attachments").EnumerateArray())
                Check(what, media, "MediaAttachment");
        if (entity == "Status" && told.GetProperty("account") is var account)
            Check(what, account, "Account");
        if (entity == "Status" && told.GetProperty("poll") is { ValueKind: JsonValueKind.Object } poll)
            Check(what, poll, "Poll");
    }

    static JsonElement? Find(JsonElement json, string path)
    {
        foreach (var step in path.Split('.'))
            if (json.ValueKind == JsonValueKind.Array && int.TryParse(step, CultureInfo.InvariantCulture, out var index) && index < json.GetArrayLength())
                json = json[index];
            else if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(step, out json))
                return null;
        return json;
    }

    static HttpContent? Body(JsonElement request, Dictionary<string, string> known)
    {
        if (request.TryGetProperty("json", out var json))
            return new StringContent(Fill(json.GetRawText(), known), Encoding.UTF8, "application/json");
        if (request.TryGetProperty("form", out var form))
            return new FormUrlEncodedContent(form.EnumerateArray().Select(f => KeyValuePair.Create(f[0].GetString()!, Fill(f[1].GetString()!, known))));
        if (!request.TryGetProperty("multipart", out var parts))
            return null;
        var content = new MultipartFormDataContent();
        foreach (var part in parts.EnumerateArray())
            content.Add(new StringContent(Fill(part[1].GetString()!, known)), part[0].GetString()!);
        if (request.TryGetProperty("file", out var file))
            content.Add(new ByteArrayContent(TestPictures.Png(64, 48)), file.GetString()!, "picture.png");
        return content;
    }

    /// <summary>What ada does in her browser, and where that leads.</summary>
    async Task<string> AllowAsync(string page, Dictionary<string, string> known)
    {
        var path = Fill(Redirect.Replace(page, m => Uri.EscapeDataString(m.Groups["uri"].Value)), known);
        var allowed = await hub.Pages.AsAda.SubmitAsync(path, path);
        Assert.True(allowed.Code == 302, $"{path}: {allowed.Code}");
        return QueryHelpers.ParseQuery(allowed.Location![allowed.Location!.IndexOf('?', StringComparison.Ordinal)..])["code"].ToString();
    }

    [GeneratedRegex(@"\{(?<name>[a-z0-9_]+)\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Variable { get; }

    [GeneratedRegex(@"\{redirect:(?<uri>[^}]+)\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Redirect { get; }
}
