using System.Text;
using System.Text.Json;
using Federated.Federation;
using Federated.Federation.Discovery;
using Federated.Federation.Vocabulary;

namespace Federated.Tests.Federation.Discovery;

/// <summary>The public WebFinger checks as far as they need no server (RFC 7033), and reading of other hosts' answers.</summary>
public sealed class WebFingerTests
{
    const string Hub = "https://social.example.org";

    static readonly Acct Ada = Acct.Parse("ada@example.org")!;

    static readonly Jrd OfAda = WebFinger.Describe(Ada, Hub + "/actors/ada", Hub + "/@ada", Hub);

    [Theory]
    [InlineData("acct:ada@example.org", ResourceKind.Account, "ada")]
    [InlineData("acct:@ada@example.org", ResourceKind.Account, "ada")]
    [InlineData("Acct:ADA@Example.ORG", ResourceKind.Account, "ada")]
    [InlineData("acct:ada@social.example.org", ResourceKind.Account, "ada")]
    [InlineData(Hub + "/actors/ada", ResourceKind.Actor, "ada")]
    [InlineData("HTTPS://SOCIAL.example.org:443/actors/ada", ResourceKind.Actor, "ada")]
    [InlineData(Hub + "/@Ada", ResourceKind.Page, "ada")]
    [InlineData(Hub + "/groups/translation", ResourceKind.Page, "translation")]
    [InlineData(Hub, ResourceKind.Hub, null)]
    [InlineData(Hub + "/", ResourceKind.Hub, null)]
    [InlineData(Hub + "/actor", ResourceKind.Hub, null)]
    [InlineData("acct:example.org@example.org", ResourceKind.Hub, null)]
    [InlineData("acct:social.example.org@social.example.org", ResourceKind.Hub, null)]
    public void A_resource_is_an_account_an_actor_a_page_or_the_hub(string resource, ResourceKind kind, string? name) =>
        Assert.Equal(new(kind, name), WebFingerResource.Parse(resource, "example.org", Hub));

    [Theory]
    [InlineData("acct:ada@localhost:8081", ResourceKind.Account, "ada")]
    [InlineData("acct:localhost:8081@localhost:8081", ResourceKind.Hub, null)]
    [InlineData("http://localhost:8081/@ada", ResourceKind.Page, "ada")]
    [InlineData("acct:ada@localhost", ResourceKind.Unknown, null)]
    [InlineData("https://localhost:8081/@ada", ResourceKind.Unknown, null)]
    public void Ports_belong_to_the_domain(string resource, ResourceKind kind, string? name) =>
        Assert.Equal(new(kind, name), WebFingerResource.Parse(resource, "localhost:8081", "http://localhost:8081"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ada@example.org")]
    [InlineData("@ada@example.org")]
    [InlineData("=acct:ada@example.org")]
    [InlineData("acct:")]
    [InlineData("acct:ada")]
    [InlineData("acct:a@b@example.org")]
    [InlineData("acct:a%40b@example.org")]
    [InlineData("acct:ada@example.org\r\nX: y")]
    [InlineData("acct:ada\0@example.org")]
    [InlineData("acct:ada @example.org")]
    [InlineData("://example.org")]
    [InlineData("1a:b")]
    public void A_malformed_resource_is_told_apart(string? resource) =>
        Assert.Equal(ResourceKind.Malformed, WebFingerResource.Parse(resource, "example.org", Hub).Kind);

    [Theory]
    [InlineData("mailto:abc@def.example.org")]
    [InlineData("foo://social.example.org")]
    [InlineData("acct:ada@other.example.org")]
    [InlineData("acct:a.b@example.org")]
    [InlineData("https://other.example.org/actors/ada")]
    [InlineData("https://ada@social.example.org/actors/ada")]
    [InlineData(Hub + "/actors/../secrets")]
    [InlineData(Hub + "/actors/a%25")]
    [InlineData(Hub + "/actors/")]
    [InlineData(Hub + "/actors/ada/inbox")]
    [InlineData(Hub + "/@ada?x=1")]
    [InlineData(Hub + "/?x=1")]
    [InlineData("http://social.example.org/actors/ada")]
    public void Any_scheme_may_be_asked_and_what_is_not_ours_is_unknown(string resource) =>
        Assert.Equal(ResourceKind.Unknown, WebFingerResource.Parse(resource, "example.org", Hub).Kind);

    [Fact]
    public void A_resource_may_have_the_length_of_the_cap_and_no_more()
    {
        var longest = "acct:" + new string('a', Limits.UriLength - 17) + "@example.org";
        Assert.Equal(ResourceKind.Unknown, WebFingerResource.Parse(longest, "example.org", Hub).Kind);
        Assert.Equal(ResourceKind.Malformed, WebFingerResource.Parse(longest + "a", "example.org", Hub).Kind);
    }

    [Fact]
    public void The_answer_is_a_jrd_with_the_links_that_peers_follow()
    {
        var json = JsonElement.Parse(WebFinger.Write(OfAda));
        Assert.Equal("acct:ada@example.org", json.GetProperty("subject").GetString());
        Assert.Equal([Hub + "/@ada", Hub + "/actors/ada"], json.GetProperty("aliases").EnumerateArray().Select(alias => alias.GetString()));
        Assert.Equal(
            """
            [{"rel":"self","type":"application/activity+json","href":"https://social.example.org/actors/ada"},
            {"rel":"self","type":"application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"","href":"https://social.example.org/actors/ada"},
            {"rel":"http://webfinger.net/rel/profile-page","type":"text/html","href":"https://social.example.org/@ada"},
            {"rel":"http://ostatus.org/schema/1.0/subscribe","template":"https://social.example.org/authorize_interaction?uri={uri}"}]
            """.Replace("\n", "", StringComparison.Ordinal),
            json.GetProperty("links").GetRawText());
        Assert.StartsWith("application/jrd+json", WebFinger.ContentType, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hub_is_named_by_its_own_relation_and_a_picture_by_its()
    {
        var jrd = WebFinger.Describe(
            Acct.Parse("relay@example.org")!, Hub + "/actor", null, Hub, new MediaLink(Hub + "/media/1/a.png", "image/png"), isHub: true);
        Assert.Contains(new JrdLink(AsNames.ServiceRelation, AsNames.ActivityJson, Hub + "/actor"), jrd.Links);
        Assert.Contains(new JrdLink(WebFinger.AvatarRelation, "image/png", Hub + "/media/1/a.png"), jrd.Links);
        Assert.DoesNotContain(jrd.Links, link => link.Rel == WebFinger.PageRelation);
    }

    [Fact]
    public void Our_own_answer_is_read_back()
    {
        var read = WebFinger.Read(WebFinger.Write(OfAda))!;
        Assert.Equal(Ada, read.Acct());
        Assert.Equal(Hub + "/actors/ada", read.ActorId());
        Assert.True(read.Confirms(Acct.Parse("ADA@example.org")!, Hub + "/actors/ada"));
        Assert.False(read.Confirms(Ada, Hub + "/actors/Ada"));
        Assert.False(read.Confirms(Acct.Parse("ada@social.example.org")!, Hub + "/actors/ada"));
        Assert.Null(read.Aliases);
    }

    [Theory]
    [InlineData("""{"links":[{"rel":"self","type":"application/activity+json","href":"https://a.example.org/1"}]}""", "https://a.example.org/1")]
    [InlineData("""{"links":{"rel":"self","type":"application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"","href":"https://a.example.org/1"}}""", "https://a.example.org/1")]
    [InlineData("""{"links":[{"rel":"self","type":"text/html","href":"https://a.example.org/0"},{"rel":"self","type":"application/activity+json","href":"https://a.example.org/1"}]}""", "https://a.example.org/1")]
    [InlineData("""{"links":[{"rel":"self","href":"https://a.example.org/1"}]}""", null)]
    [InlineData("""{"links":[{"rel":"self","type":"application/ld+json","href":"https://a.example.org/1"}]}""", null)]
    [InlineData("""{"links":[{"rel":"self","type":"application/activity+json","href":"javascript:x"}]}""", null)]
    [InlineData("""{"links":[{"rel":"self","type":"application/activity+json","href":"http://a.example.org/1"}]}""", null)]
    [InlineData("""{"links":[{"type":"application/activity+json","href":"https://a.example.org/1"},7,null]}""", null)]
    [InlineData("""{"links":7,"subject":7}""", null)]
    [InlineData("{}", null)]
    public void The_actor_is_the_first_self_of_the_right_type(string json, string? expected) =>
        Assert.Equal(expected, WebFinger.Read(Encoding.UTF8.GetBytes(json))!.ActorId());

    [Theory]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("")]
    public void What_is_no_jrd_is_null(string body) => Assert.Null(WebFinger.Read(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("https://b.example.org/authorize_interaction?uri={uri}", "https://b.example.org/authorize_interaction?uri=https%3A%2F%2Fa.example.org%2F1%3Fx%3D1%262")]
    [InlineData("http://b.example.org/?uri={uri}", null)]
    [InlineData("javascript:alert('{uri}')", null)]
    [InlineData("https://{uri}.example.org/", null)]
    [InlineData("https://b.example.org/follow", null)]
    public void A_visitor_is_sent_home_by_a_plain_https_template(string template, string? expected)
    {
        var jrd = new Jrd { Links = [new(WebFinger.SubscribeRelation, Template: template)] };
        Assert.Equal(expected, WebFinger.Read(WebFinger.Write(jrd))!.SubscribeAt("https://a.example.org/1?x=1&2"));
    }

    [Fact]
    public void A_handle_is_looked_up_on_its_domain()
    {
        Assert.Equal("https://example.org/.well-known/webfinger?resource=acct%3Aada%40example.org", WebFinger.LookupAt(Ada));
        Assert.Equal(
            "http://localhost:8081/.well-known/webfinger?resource=acct%3Aada%40localhost%3A8081",
            WebFinger.LookupAt(Acct.Parse("@ada@localhost:8081")!, "http"));
    }
}
