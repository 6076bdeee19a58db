using System.Net;
using System.Text.RegularExpressions;
using Federated.Tests.Support;
using Federated.Web.Localization;

namespace Federated.Tests.Web.Pages;

/// <summary>What a browser got of a page.</summary>
sealed record PageAnswer(HttpStatusCode Status, string Body, string? Location, string CacheControl, string Vary)
{
    public int Code => (int)Status;
}

/// <summary>Somebody's browser at a test hub: it asks for HTML, keeps cookies, sends forms, runs no script and follows nothing by itself.</summary>
sealed partial class PageBrowser(TestHub hub)
{
    readonly Dictionary<string, string> _cookies = [];

    public Task<PageAnswer> GetAsync(string path, string accept = "text/html") => SendAsync(HttpMethod.Get, path, null, accept);

    /// <summary>The body of a page that is there.</summary>
    public async Task<string> ReadAsync(string path)
    {
        var page = await GetAsync(path);
        Assert.True(page.Status == HttpStatusCode.OK, $"{path}: {page.Status} {page.Location}");
        return page.Body;
    }

    /// <summary>Opens a page and sends its last form to the same address.</summary>
    public async Task<PageAnswer> SubmitAsync(string path, params (string Name, string Value)[] fields) => await SubmitAsync(path, path, fields);

    /// <summary>Opens a page and sends its last form elsewhere, as a button with an address of its own does.</summary>
    public async Task<PageAnswer> SubmitAsync(string page, string action, params (string Name, string Value)[] fields) =>
        await PostAsync(action, [.. fields, ("__RequestVerificationToken", TokenIn((await GetAsync(page)).Body))]);

    public Task<PageAnswer> PostAsync(string path, params (string Name, string Value)[] fields) => SendAsync(
        HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), "text/html");

    /// <summary>Opens a page and sends its last form with files, as a browser does.</summary>
    public async Task<PageAnswer> SendFilesAsync(string page, string action, (string Name, string Value)[] fields, params (string Name, byte[] Bytes, string FileName)[] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields.Append(("__RequestVerificationToken", TokenIn((await GetAsync(page)).Body))))
            form.Add(new StringContent(value), name);
        foreach (var (name, bytes, fileName) in files)
            form.Add(new ByteArrayContent(bytes), name, fileName);
        using var request = new HttpRequestMessage(HttpMethod.Post, action) { Content = form };
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        // What is refused at once is not sent.
        request.Headers.ExpectContinue = true;
        return await SendAsync(request);
    }

    static string TokenIn(string body) => WebUtility.HtmlDecode(Token.Matches(body).LastOrDefault()?.Groups["value"].Value ?? "");

    async Task<PageAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, string accept)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await SendAsync(request);
    }

    /// <summary>What an address answers, as it is: for what is no page.</summary>
    public async Task<HttpResponseMessage> FetchAsync(string path, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", "image/avif,image/webp,*/*;q=0.8");
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
        change?.Invoke(request);
        return await hub.Http.SendAsync(request);
    }

    /// <summary>A request of the test's own making, with this browser's cookies.</summary>
    public async Task<PageAnswer> SendAsync(HttpRequestMessage request)
    {
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
        using var response = await hub.Http.SendAsync(request);
        foreach (var set in response.Headers.TryGetValues("Set-Cookie", out var all) ? all : [])
            Keep(set.Split(';')[0].Split('=', 2), gone: set.Contains("expires=Thu, 01 Jan 1970", StringComparison.Ordinal));
        return new PageAnswer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.Location?.OriginalString,
            response.Headers.NonValidated.TryGetValues("Cache-Control", out var cache) ? cache.ToString() : "",
            string.Join(", ", response.Headers.Vary));
    }

    /// <summary>All but the language: one that a test asks for is no other test's.</summary>
    void Keep(string[] pair, bool gone)
    {
        if (pair[0] == LanguageChoice.Cookie)
            return;
        if (gone)
            _cookies.Remove(pair[0]);
        else
            _cookies[pair[0]] = pair[1];
    }

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="(?<value>[^"]+)""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Token { get; }
}
