using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Federated.Instance.Accounts.Apps;
using Federated.Tests.Support;
using Federated.Tests.Web.Pages;
using Microsoft.AspNetCore.WebUtilities;

namespace Federated.Tests.Web.OAuth;

/// <summary>A hub with people, and what apps do at its doors.</summary>
public abstract class OAuthTest(PagesHub pages)
{
    private protected PagesHub Pages => pages;

    private protected const string Return = "https://app.example/back?x=1";
    private protected const string Verifier = "a-verifier-that-is-long-enough-for-anybody-0123456789";

    private protected TestHub Hub => pages.Hub;

    private protected static string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    private protected sealed record Client(string Id, string Secret);

    private protected async Task<Client> RegisterAsync(string uri = Return, string scopes = "read write", string name = "App of tests")
    {
        // Not through the door, which counts.
        var (app, secret) = await Hub.Get<Granting>().RegisterAsync(new App { Name = name, RedirectUris = [uri], Scopes = [.. Scopes.Parse(scopes)!] }, default);
        return new(app.ClientId, secret);
    }

    private protected static string Ask(Client app, string uri = Return, string? scope = null, string? state = null, string? challenge = null) => QueryHelpers.AddQueryString(
        "/oauth/authorize",
        new Dictionary<string, string?>
        {
            ["response_type"] = "code", ["client_id"] = app.Id, ["redirect_uri"] = uri, ["scope"] = scope, ["state"] = state,
            ["code_challenge"] = challenge, ["code_challenge_method"] = challenge is null ? null : "S256",
        });

    private protected async Task<(string Code, IReadOnlyDictionary<string, string> Query)> AllowAsync(Client app, string? scope = null, string? state = null, string? challenge = null, PageBrowser? browser = null)
    {
        var ask = Ask(app, scope: scope, state: state, challenge: challenge);
        var allowed = await (browser ?? pages.AsAda).SubmitAsync(ask, ask);
        Assert.Equal(302, allowed.Code);
        var query = QueryHelpers.ParseQuery(new Uri(allowed.Location!).Query).ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        return (query["code"], query);
    }

    private protected Task<HttpResponseMessage> RedeemAsync(Client app, string code, string? verifier = null, string uri = Return) => Hub.Http.PostAsync("/oauth/token", Form(
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", uri), ("client_id", app.Id), ("client_secret", app.Secret),
            .. verifier is null ? [] : new[] { ("code_verifier", verifier) }]));

    private protected async Task<string> TokenAsync(Client app, PageBrowser? browser = null, string? scope = null)
    {
        var (code, _) = await AllowAsync(app, scope, browser: browser);
        return Text(await ReadAsync(await RedeemAsync(app, code), 200), "access_token")!;
    }

    private protected async Task<HttpResponseMessage> WithAsync(string token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Hub.Http.SendAsync(request);
    }

    private protected async Task<int> StatusWithAsync(string token)
    {
        using var answer = await WithAsync(token, "/oauth/userinfo");
        return (int)answer.StatusCode;
    }

    private protected async Task<int> StatusOfAsync(HttpContent body)
    {
        using var answer = await Hub.Http.PostAsync("/api/v1/apps", body);
        return (int)answer.StatusCode;
    }

    private protected static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, int status)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{answer.StatusCode}: {body}");
        return JsonElement.Parse(body);
    }

    private protected static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private protected static StringContent Json(object body) => new(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    private protected static FormUrlEncodedContent Form(params IEnumerable<(string Name, string Value)> fields) => new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
}
