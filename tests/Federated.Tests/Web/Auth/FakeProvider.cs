using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Federated.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Federated.Tests.Web.Auth;

/// <summary>
/// A provider on a socket of its own that answers as OpenID Connect, and as the extension OAuth of MediaWiki. It checks what a good one checks: the client, the way
/// back, PKCE, that a code comes once.
/// </summary>
sealed class FakeProvider : IAsyncDisposable
{
    public const string Secret = "shared-secret-of-this-hub-and-nobody-else";

    readonly RSA _key = RSA.Create(2048);
    readonly ConcurrentDictionary<string, (string Challenge, string? Nonce, string Redirect)> _codes = [];
    WebApplication _app = null!;

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public string Base => $"http://127.0.0.1:{_app.Port()}";

    /// <summary>Who is signed in at the provider, as it tells others.</summary>
    public JsonObject Person { get; set; } = [];

    /// <summary>The person says no.</summary>
    public bool Refuses { get; set; }

    /// <summary>Tampers with what a token says; and how it is signed.</summary>
    public Action<JsonObject> Change { get; set; } = _ => { };
    public string Algorithm { get; set; } = "RS256";
    public RSA? OtherKey { get; set; }
    public bool WithoutToken { get; set; }

    /// <summary>What the address says that tells who somebody is, where it is not the person.</summary>
    public string? Profile { get; set; }

    /// <summary>The settings that a hub needs for it.</summary>
    public (string, string)[] Settings =>
    [
        ("Federation:AllowNetworks", "127.0.0.0/8"),
        ("SignIn:Wikimedia:ClientId", "hub"), ("SignIn:Wikimedia:ClientSecret", Secret), ("SignIn:Wikimedia:Address", $"{Base}/w/rest.php"),
        ("SignIn:OpenId:Name", "Example ID"), ("SignIn:OpenId:Issuer", $"{Base}/id"), ("SignIn:OpenId:ClientId", "hub"), ("SignIn:OpenId:ClientSecret", Secret),
        ("SignIn:OAuth:Name", "Plain"), ("SignIn:OAuth:AuthorizeUrl", $"{Base}/authorize"), ("SignIn:OAuth:TokenUrl", $"{Base}/token"), ("SignIn:OAuth:UserInfoUrl", $"{Base}/userinfo"),
        ("SignIn:OAuth:ClientId", "hub"), ("SignIn:OAuth:ClientSecret", Secret), ("SignIn:OAuth:SubjectField", "id"),
    ];

    public static async Task<FakeProvider> StartAsync()
    {
        var provider = new FakeProvider();
        provider._app = await LoopbackServer.StartAsync(provider.AnswerAsync);
        return provider;
    }

    /// <summary>As it was at the start.</summary>
    public void Reset() => (Refuses, Change, Algorithm, OtherKey, WithoutToken, Profile) = (false, _ => { }, "RS256", null, false, null);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _key.Dispose();
    }

    /// <summary>What a person's browser does there: the address that it is sent back to.</summary>
    public string Visit(string location)
    {
        var asked = QueryHelpers.ParseQuery(new Uri(location).Query);
        Assert.StartsWith(Base, location, StringComparison.Ordinal);
        Assert.Equal(("hub", "code", "S256"), (asked["client_id"].ToString(), asked["response_type"].ToString(), asked["code_challenge_method"].ToString()));
        var state = ("state", asked["state"].ToString());
        if (Refuses)
            return Back(asked["redirect_uri"]!, ("error", "access_denied"), state);
        var code = Guid.CreateVersion7().ToString();
        _codes[code] = (asked["code_challenge"]!, asked.TryGetValue("nonce", out var nonce) ? nonce.ToString() : null, asked["redirect_uri"]!);
        return Back(asked["redirect_uri"]!, ("code", code), state);
    }

    static string Back(string redirect, params (string Name, string Value)[] query) =>
        new Uri(QueryHelpers.AddQueryString(redirect, query.Select(q => KeyValuePair.Create(q.Name, (string?)q.Value)))).PathAndQuery;

    async Task AnswerAsync(HttpContext http)
    {
        var (status, answer) = http.Request.Path.Value switch
        {
            "/id/.well-known/openid-configuration" => (200, Discovery()),
            "/jwks" => (200, Keys()),
            "/token" or "/w/rest.php/oauth2/access_token" => await RedeemAsync(await http.Request.ReadFormAsync()),
            "/userinfo" or "/w/rest.php/oauth2/resource/profile" when http.Request.Headers.Authorization == "Bearer access" => (200, Profile ?? Person.ToJsonString()),
            "/userinfo" or "/w/rest.php/oauth2/resource/profile" => (401, "{}"),
            _ => (404, "{}"),
        };
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer);
    }

    string Discovery() => $$"""
        {"issuer":"{{Base}}/id","authorization_endpoint":"{{Base}}/authorize","token_endpoint":"{{Base}}/token","userinfo_endpoint":"{{Base}}/userinfo","jwks_uri":"{{Base}}/jwks",
         "response_types_supported":["code"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}
        """;

    string Keys()
    {
        var key = _key.ExportParameters(includePrivateParameters: false);
        return $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"k1","alg":"RS256","n":"{{WebEncoders.Base64UrlEncode(key.Modulus!)}}","e":"{{WebEncoders.Base64UrlEncode(key.Exponent!)}}"}]}""";
    }

    async Task<(int, string)> RedeemAsync(IFormCollection form)
    {
        await Task.Yield();
        if (form["client_id"] != "hub" || form["client_secret"] != Secret || form["grant_type"] != "authorization_code" || !_codes.TryRemove(form["code"].ToString(), out var given)
            || given.Redirect != form["redirect_uri"] || given.Challenge != WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))))
            return (400, """{"error":"invalid_grant"}""");
        var answer = new JsonObject { ["access_token"] = "access", ["token_type"] = "Bearer", ["expires_in"] = 3600 };
        if (given.Nonce is not null && !WithoutToken)
            answer["id_token"] = Token(given.Nonce);
        return (200, answer.ToJsonString());
    }

    string Token(string nonce)
    {
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        var said = (JsonObject)Person.DeepClone();
        (said["iss"], said["aud"], said["nonce"], said["iat"], said["exp"]) = ($"{Base}/id", "hub", nonce, now, now + 300);
        Change(said);
        var signed = $"{Encode($$"""{"alg":"{{Algorithm}}","typ":"JWT","kid":"k1"}""")}.{Encode(said.ToJsonString())}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = Algorithm switch
        {
            "none" => [],
            "HS256" => HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), bytes),
            _ => (OtherKey ?? _key).SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return $"{signed}.{WebEncoders.Base64UrlEncode(signature)}";
    }

    static string Encode(string text) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(text));
}
