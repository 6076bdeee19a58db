using System.Net;
using System.Text.RegularExpressions;
using Federated.Instance.Accounts;
using Federated.Instance.Actors;
using Federated.Tests.Support;
using Microsoft.AspNetCore.Identity;

namespace Federated.Tests.Web.Groups;

/// <summary>What a visit to a page came to.</summary>
sealed record Visited(HttpStatusCode Status, string Body, string? Location);

/// <summary>Somebody's browser at a hub: it keeps cookies, fills in forms, and follows nothing by itself.</summary>
sealed partial class Visit(TestHub hub)
{
    const string Password = "a long and quiet password";

    readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    public static async Task<Visit> ByAsync(TestHub hub, Actor person)
    {
        var hash = hub.Get<IPasswordHasher<Account>>().HashPassword(new Account(), Password);
        await hub.DoAsync(tx => tx.ExecAsync("update account set password_hash = @hash where actor_id = @Id", new { hash, person.Id }, default));
        var visit = new Visit(hub);
        var answer = await visit.SubmitAsync("/login", ("Input.Name", person.Name), ("Input.Password", Password));
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        return visit;
    }

    public Task<Visited> GetAsync(string path, string accept = "text/html") => SendAsync(HttpMethod.Get, path, null, accept);

    /// <summary>Opens a page and sends a form of it, filled in; to another address when its button says so.</summary>
    public async Task<Visited> SubmitAsync(string path, params (string Name, string Value)[] fields) => await SubmitToAsync(path, path, fields);

    public async Task<Visited> SubmitToAsync(string path, string target, params (string Name, string Value)[] fields)
    {
        var page = await GetAsync(path);
        Assert.True(page.Status == HttpStatusCode.OK, $"{path}: {page.Status}");
        var token = WebUtility.HtmlDecode(Token.Matches(page.Body).LastOrDefault()?.Groups["value"].Value ?? "");
        return await SendAsync(HttpMethod.Post, target, new FormUrlEncodedContent(
            fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2))), "text/html");
    }

    async Task<Visited> SendAsync(HttpMethod method, string path, HttpContent? body, string accept)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Add("Accept", accept);
        request.Headers.Add("Accept-Language", "en");
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
        using var response = await hub.Http.SendAsync(request);
        foreach (var set in response.Headers.TryGetValues("Set-Cookie", out var all) ? all : [])
        {
            var pair = set.Split(';')[0].Split('=', 2);
            _cookies[pair[0]] = pair[1];
        }
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location?.OriginalString);
    }

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="(?<value>[^"]+)""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Token { get; }
}
