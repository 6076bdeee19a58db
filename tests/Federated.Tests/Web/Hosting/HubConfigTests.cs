using System.Net;
using Federated.Instance.Config;

namespace Federated.Tests.Web.Hosting;

public sealed class HubConfigTests
{
    static readonly HubConfig Good = new() { Hub = new() { Domain = "hub.example.org" } };

    [Fact]
    public void The_domain_alone_is_enough() => Assert.Empty(Good.Errors());

    [Fact]
    public void Without_a_domain_there_is_one_sentence() =>
        Assert.StartsWith("Hub:Domain is missing", Assert.Single(new HubConfig().Errors()), StringComparison.Ordinal);

    [Fact]
    public void A_verb_may_take_the_domain_from_the_database() => Assert.Empty(new HubConfig().Errors(domainNeeded: false));

    [Theory]
    [InlineData("Hub.example.org")]
    [InlineData("https://hub.example.org")]
    [InlineData("hub.example.org/")]
    [InlineData("[::1")]
    public void A_domain_is_a_lower_case_host(string domain) =>
        AssertTold("Hub:Domain", Good with { Hub = new() { Domain = domain, Scheme = "http" } });

    [Fact]
    public void Plain_http_is_for_this_machine_only()
    {
        AssertTold("Hub:Scheme=http", Good with { Hub = new() { Domain = "hub.example.org", Scheme = "http" } });
        foreach (var domain in (string[])["localhost:8080", "a.localhost:8081", "127.0.0.1:8080", "[::1]:8080"])
            Assert.Empty((Good with { Hub = new() { Domain = domain, Scheme = "http" } }).Errors());
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://hub.example.org")]
    [InlineData("somebody")]
    [InlineData("a@b?subject=x")]
    public void A_contact_is_an_address_one_can_write_to(string contact) =>
        AssertTold("Hub:Contact", Good with { Hub = new() { Domain = "hub.example.org", Contact = contact } });

    [Fact]
    public void Test_networks_are_refused_on_a_public_hub() =>
        AssertTold("Federation:AllowNetworks", Good with { Federation = new() { AllowNetworks = "127.0.0.0/8" } });

    [Theory]
    [InlineData("")]
    [InlineData("https://0.0.0.0:443")]
    [InlineData("8080")]
    [InlineData("http://127.0.0.1:8080/hub")]
    public void An_address_to_listen_on_is_plain_http(string urls) => AssertTold("Server:Urls", Good with { Server = new() { Urls = urls } });

    [Theory]
    [InlineData("http://*:8080")]
    [InlineData("http://127.0.0.1:8080,http://[::1]:8080")]
    [InlineData("http://unix:/run/federated/http.sock")]
    public void Addresses_to_listen_on_are_many(string urls) => Assert.Empty((Good with { Server = new() { Urls = urls } }).Errors());

    [Fact]
    public void Trusted_proxies_are_addresses_networks_and_loopback()
    {
        var server = new ServerOptions { TrustedProxies = "loopback, 10.1.2.3, 172.16.0.0/12" };

        Assert.Equal(["127.0.0.0/8", "::1/128", "10.1.2.3/32", "172.16.0.0/12"], server.Proxies.Select(p => p.ToString()));
        Assert.Contains(server.Proxies, p => p.Contains(IPAddress.Parse("172.20.1.1")));
        AssertTold("Server:TrustedProxies", Good with { Server = new() { TrustedProxies = "proxy.example.org" } });
    }

    [Fact]
    public void A_secret_key_has_32_bytes()
    {
        Assert.Empty((Good with { Secrets = new() { Key = Convert.ToBase64String(new byte[32]) } }).Errors());
        AssertTold("Secrets:Key", Good with { Secrets = new() { Key = Convert.ToBase64String(new byte[31]) } });
    }

    [Fact]
    public void A_connection_string_is_one_of_Npgsql()
    {
        AssertTold("Database:ConnectionString", Good with { Database = new() { ConnectionString = "Server name without equals" } });
        AssertTold("Database:ConnectionString", Good with { Database = new() { ConnectionString = "Database=federated" } });
        Assert.Empty((Good with { Database = new() { ConnectionString = "Host=a,b;Username=federated" } }).Errors());
    }

    [Fact]
    public void Mail_is_checked_before_the_first_mail()
    {
        AssertTold("Mail:Port", Good with { Mail = new() { Port = 0 } });
        AssertTold("Mail:Security", Good with { Mail = new() { Security = "tls" } });
        AssertTold("Mail:From", Good with { Mail = new() { From = "nobody" } });
        AssertTold("Mail:User", Good with { Mail = new() { User = "hub" } });
        AssertTold("Mail:Security=none", Good with { Mail = new() { User = "hub", Password = "x", Security = "none" } });
    }

    [Fact]
    public void Metrics_and_media_have_addresses()
    {
        AssertTold("Metrics:Url", Good with { Metrics = new() { Url = "9464" } });
        Assert.Empty((Good with { Metrics = new() { Url = "" } }).Errors());
        AssertTold("Media:Storage", Good with { Media = new() { Storage = "tape" } });
        AssertTold("Media:BaseUrl", Good with { Media = new() { BaseUrl = "media.hub.example.org" } });
    }

    static void AssertTold(string start, HubConfig config) => Assert.StartsWith(start, Assert.Single(config.Errors()), StringComparison.Ordinal);
}
