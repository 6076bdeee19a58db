using System.Net;
using Federated.Tests.Web.TagHelpers;
using Federated.Web.Localization;

namespace Federated.Tests.Web.Localization;

public sealed class LanguageChoiceTests(LookHost host) : IClassFixture<LookHost>
{
    [Theory]
    [InlineData("/language?uselang=ar", "de", "fr", "en", "ar")]
    [InlineData("/language", "fr", "ar", "en", "fr")]
    [InlineData("/language", null, "ar", "fr", "ar")]
    [InlineData("/language", null, null, "fr", "fr")]
    [InlineData("/language", null, null, null, "en")]
    [InlineData("/language?uselang=nonsense", null, "ar", "fr", "ar")]
    [InlineData("/language?uselang=%22%3E", null, null, "fr", "fr")]
    [InlineData("/language?uselang=FR_ca", null, null, null, "fr")]
    [InlineData("/language?uselang=arz", null, null, null, "ar")]
    [InlineData("/language", null, null, "nl, fr;q=0.5", "fr")]
    [InlineData("/language", null, null, "fr;q=0.1, ar;q=0.8, en;q=0", "ar")]
    [InlineData("/language", null, null, "fr;q=0, *;q=0.1", "en")]
    [InlineData("/language", null, null, ";;;,,q=", "en")]
    [InlineData("/language?uselang=qqx", null, "ar", null, "qqx")]
    public async Task The_language_is_the_first_that_we_have(string path, string? account, string? cookie, string? accept, string expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("X-Account-Language", account);
        request.Headers.TryAddWithoutValidation("Cookie", cookie is null ? null : $"{LanguageChoice.Cookie}={cookie}");
        request.Headers.TryAddWithoutValidation("Accept-Language", accept);

        using var response = await host.Client.SendAsync(request);

        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
        Assert.Equal(["Accept-Language", "Cookie"], response.Headers.Vary);
    }

    [Theory]
    [InlineData("/language?uselang=fr-CA", null, "federated-language=fr; max-age=31536000; path=/; samesite=lax; httponly")]
    [InlineData("/language?uselang=fr", "fr", null)]
    [InlineData("/language?uselang=nonsense", null, null)]
    [InlineData("/language?uselang=qqx", null, null)]
    [InlineData("/language", null, null)]
    public async Task What_was_asked_for_is_kept(string path, string? cookie, string? expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Cookie", cookie is null ? null : $"{LanguageChoice.Cookie}={cookie}");

        using var response = await host.Client.SendAsync(request);

        Assert.Equal(expected, response.Headers.TryGetValues("Set-Cookie", out var kept) ? kept.Single() : null);
    }

    [Fact]
    public async Task A_theme_is_kept_and_leads_back_to_the_page()
    {
        using var response = await host.Client.GetAsync("/page?a=%C3%A9&theme=dark");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/page?a=%C3%A9", response.Headers.Location?.OriginalString);
        Assert.StartsWith("federated-theme=dark;", response.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//example.org/x?theme=dark")]
    [InlineData("/%5Cexample.org/x?theme=dark")]
    public async Task A_theme_never_leads_to_another_host(string path)
    {
        using var response = await host.Client.GetAsync(new Uri("http://localhost" + path));

        Assert.Equal("/example.org/x", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Without_a_message_of_their_own_rules_speak_the_language_of_who_asks()
    {
        using var response = await host.Client.GetAsync("/validate?uselang=fr");

        Assert.Equal(
            "Merci de remplir ce champ.|Merci de ne pas dépasser 5 caractères.|Merci de choisir un nombre entre 1 et 10.|Own words",
            await response.Content.ReadAsStringAsync());
    }
}
