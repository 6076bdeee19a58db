using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Federated.Instance.Accounts.Apps;
using Federated.Instance.Actors;
using Federated.Tests.Support;

namespace Federated.Tests.Web.ClientApi;

/// <summary>An app of somebody's, or without a token a program that nobody knows.</summary>
sealed class ApiClient(TestHub hub, string? token)
{
    public const string AllScopes = "read write follow push";

    public static async Task<ApiClient> OfAsync(TestHub hub, Actor person, string scopes = AllScopes) =>
        new(hub, (await hub.Get<Granting>().GrantAsync(new App { Name = "Tests", RedirectUris = [App.OutOfBand], Scopes = [.. Scopes.Parse(scopes)!] }, person.Name, default)).Value!.Token);

    public string? Token => token;

    /// <summary>The headers of the last answer.</summary>
    public HttpResponseHeaders Headers { get; private set; } = null!;

    public async Task<(int Status, string Body)> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await hub.Http.SendAsync(request);
        Headers = answer.Headers;
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    async Task<JsonElement> ReadAsync(HttpMethod method, string path, HttpContent? content, int status, params (string Name, string Value)[] headers)
    {
        var (code, body) = await SendAsync(method, path, content, headers);
        Assert.True(code == status, $"{method} {path}: {code} {body}");
        return JsonElement.Parse(body);
    }

    public Task<JsonElement> GetAsync(string path, int status = 200) => ReadAsync(HttpMethod.Get, path, null, status);

    public Task<JsonElement> PostAsync(string path, object? body = null, int status = 200, params (string Name, string Value)[] headers) =>
        ReadAsync(HttpMethod.Post, path, body is null ? null : Json(body), status, headers);

    public Task<JsonElement> PutAsync(string path, object body, int status = 200) => ReadAsync(HttpMethod.Put, path, Json(body), status);

    public Task<JsonElement> PatchAsync(string path, HttpContent body, int status = 200) => ReadAsync(HttpMethod.Patch, path, body, status);

    public Task<JsonElement> DeleteAsync(string path, int status = 200) => ReadAsync(HttpMethod.Delete, path, null, status);

    /// <summary>Writes a post and tells its id.</summary>
    public async Task<string> WriteAsync(string text, string visibility = "public", string? replyTo = null) =>
        (await PostAsync("/api/v1/statuses", new { status = text, visibility, in_reply_to_id = replyTo })).Id();

    public static StringContent Json(object body) => new(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
}

/// <summary>Short ways to what entities hold.</summary>
static class Entity
{
    public static string Id(this JsonElement entity) => entity.GetProperty("id").GetString()!;

    public static string Word(this long id) => id.ToString(CultureInfo.InvariantCulture);

    public static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);

    public static string? Text(this JsonElement entity, string name) => entity.GetProperty(name).GetString();

    public static bool Is(this JsonElement entity, string name) => entity.GetProperty(name).GetBoolean();

    public static IReadOnlyList<string> Ids(this JsonElement list) => [.. list.EnumerateArray().Select(Id)];
}
