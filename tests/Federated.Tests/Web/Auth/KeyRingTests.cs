using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Federated.Instance.Accounts;
using Federated.Instance.Storage;

namespace Federated.Tests.Web.Auth;

public sealed class KeyRingTests : IAsyncLifetime
{
    SignInHub _hub = null!;

    public async Task InitializeAsync() => _hub = await SignInHub.StartAsync();

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    [Fact]
    public async Task Sessions_and_open_forms_survive_a_restart()
    {
        await _hub.PersonAsync("ada");
        var before = new Browser(_hub);
        await before.SignInAsync("ada");
        var form = await before.GetAsync("/logout");

        await _hub.RestartAsync();

        var after = new Browser(_hub, cookies: before.Cookies);
        Assert.True(await after.IsSignedInAsync());
        Assert.Equal("/", (await after.PostAsync("/logout", [("__RequestVerificationToken", Browser.TokenIn(form.Body))])).Location);
        Assert.Single(_hub.Get<KeyRing>().List());
    }

    [Fact]
    public async Task The_ring_is_unreadable_without_the_secret()
    {
        var browser = new Browser(_hub);
        await browser.GetAsync("/login");

        var ring = XElement.Parse(Assert.Single(_hub.Get<KeyRing>().List()));
        var envelope = Convert.FromBase64String(ring.Descendants("sealed").Single().Value);

        Assert.Empty(ring.Descendants("masterKey"));
        Assert.Contains("masterKey", Encoding.UTF8.GetString(_hub.Get<SecretKey>().Unprotect(envelope, "key-ring")), StringComparison.Ordinal);
        Assert.ThrowsAny<CryptographicException>(() => SecretKey.Parse(SecretKey.Make()).Unprotect(envelope, "key-ring"));
    }
}
