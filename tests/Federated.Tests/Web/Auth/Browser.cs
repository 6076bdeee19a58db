using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Federated.Tests.Web.Auth;

/// <summary>What a browser got.</summary>
sealed record Answer(HttpStatusCode Status, string Body, string? Location, HttpResponseMessage Whole)
{
    public IEnumerable<string> SetCookies => Whole.Headers.TryGetValues("Set-Cookie", out var set) ? set : [];

    /// <summary>The line that sets a cookie, in lower case, or null.</summary>
    public string? SetCookie(string name) => SetCookies.LastOrDefault(c => c.StartsWith(name + "=", StringComparison.Ordinal));
}

/// <summary>Somebody's browser: it keeps cookies, reads forms, sends them, and follows nothing by itself.</summary>
sealed partial class Browser
{
    readonly SignInHub _hub;
    readonly Dictionary<string, string> _cookies;

    /// <param name="hub">The hub it is at.</param>
    /// <param name="from">The address it comes from, as the proxy in front of the hub says.</param>
    /// <param name="cookies">Those of another browser.</param>
    public Browser(SignInHub hub, string from = "192.0.2.1", IReadOnlyDictionary<string, string>? cookies = null) =>
        (_hub, From, _cookies) = (hub, from, new(cookies ?? new Dictionary<string, string>()));

    public string From { get; set; }

    public IReadOnlyDictionary<string, string> Cookies => _cookies;

    /// <summary>The token of the last form of a page.</summary>
    public static string TokenIn(string body) => WebUtility.HtmlDecode(Token.Matches(body).LastOrDefault()?.Groups["value"].Value ?? "");

    /// <summary>A page without the tokens of its forms, which are never the same.</summary>
    public static string WithoutTokens(string body) => Token.Replace(body, "");

    public Browser Copy() => new(_hub, From, _cookies);

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, []);

    /// <summary>Opens a page and sends its form, filled in.</summary>
    public async Task<Answer> SubmitAsync(string path, params (string Name, string Value)[] fields)
    {
        var page = await GetAsync(path);
        return await PostAsync(path, [.. fields, ("__RequestVerificationToken", TokenIn(page.Body))]);
    }

    /// <summary>Opens a page and sends its form elsewhere, as a button with an address of its own does.</summary>
    public async Task<Answer> SubmitAsync(string page, string action, params (string Name, string Value)[] fields) =>
        await PostAsync(action, [.. fields, ("__RequestVerificationToken", TokenIn((await GetAsync(page)).Body))]);

    public Task<Answer> PostAsync(string path, (string Name, string Value)[] fields, params (string Name, string Value)[] headers) => SendAsync(
        HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), headers);

    public Task<Answer> SignInAsync(string name, string password = SignInHub.Password, string path = "/login", bool remember = false) =>
        SubmitAsync(path, ("Input.Name", name), ("Input.Password", password), ("Input.Remember", remember ? "true" : "false"));

    /// <summary>Whether the hub knows this browser as somebody's.</summary>
    public async Task<bool> IsSignedInAsync() => (await GetAsync("/settings/password")).Status == HttpStatusCode.OK;

    async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? body, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Host = _hub.Domain;
        request.Headers.Add("X-Forwarded-For", From);
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        var response = await _hub.Http.SendAsync(request);
        var answer = new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location?.OriginalString, response);
        foreach (var set in answer.SetCookies)
            Keep(set);
        return answer;
    }

    void Keep(string set)
    {
        var parts = set.Split(';', StringSplitOptions.TrimEntries);
        var pair = parts[0].Split('=', 2);
        var expires = parts.FirstOrDefault(p => p.StartsWith("expires=", StringComparison.OrdinalIgnoreCase))?["expires=".Length..];
        if (expires is not null && DateTimeOffset.Parse(expires, CultureInfo.InvariantCulture) <= _hub.Clock.GetUtcNow())
            _cookies.Remove(pair[0]);
        else
            _cookies[pair[0]] = pair[1];
    }

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="(?<value>[^"]+)""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Token { get; }
}
