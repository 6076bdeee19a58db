using System.Text;
using System.Text.Json;
using Federated.Federation;
using Federated.Federation.Discovery;

namespace Federated.Tests.Federation.Discovery;

public sealed class NodeInfoTests
{
    static readonly NodeInfoDocument Ours = new()
    {
        Software = new("federated", "0.1.0", "https://git.example.org/federated", "https://example.org"),
        OpenRegistrations = false,
        Usage = new(new(12, 7, 9), 120, 340),
        Metadata = new() { NodeName = "Hub Exemple", Features = ["events"], Languages = ["fr"], Hub = new("Europe", "Wikimedia Exemple") },
    };

    [Fact]
    public void Both_versions_and_the_hub_actor_are_linked() => Assert.Equal(
        """
        {"links":[{"rel":"http://nodeinfo.diaspora.software/ns/schema/2.0","href":"https://hub.example.org/nodeinfo/2.0"},
        {"rel":"http://nodeinfo.diaspora.software/ns/schema/2.1","href":"https://hub.example.org/nodeinfo/2.1"},
        {"rel":"https://www.w3.org/ns/activitystreams#Application","href":"https://hub.example.org/actor"}]}
        """.Replace("\n", "", StringComparison.Ordinal),
        Encoding.UTF8.GetString(NodeInfo.WriteLinks("https://hub.example.org", "https://hub.example.org/actor")));

    [Fact]
    public void Version_2_1_says_everything() => Assert.Equal(
        """
        {"version":"2.1","software":{"name":"federated","version":"0.1.0","repository":"https://git.example.org/federated","homepage":"https://example.org"},
        "protocols":["activitypub"],"services":{"inbound":[],"outbound":[]},"openRegistrations":false,
        "usage":{"users":{"total":12,"activeMonth":7,"activeHalfyear":9},"localPosts":120,"localComments":340},
        "metadata":{"nodeName":"Hub Exemple","nodeDescription":"","upstream":{"name":"mastodon"},"features":["events"],"languages":["fr"],
        "hub":{"region":"Europe","affiliate":"Wikimedia Exemple"}}}
        """.Replace("\n", "", StringComparison.Ordinal),
        Encoding.UTF8.GetString(NodeInfo.Write21(Ours)));

    [Fact]
    public void Version_2_0_leaves_out_what_its_schema_does_not_know()
    {
        var json = JsonElement.Parse(NodeInfo.Write20(Ours));
        Assert.Equal("2.0", json.GetProperty("version").GetString());
        Assert.Equal("""{"name":"federated","version":"0.1.0"}""", json.GetProperty("software").GetRawText());
        Assert.Equal(
            "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/2.0#\"; charset=utf-8",
            NodeInfo.ContentType("2.0"));
    }

    [Theory]
    [InlineData("2.0", "https://b.example.org/nodeinfo/2.0", "https://b.example.org/nodeinfo/2.0")]
    [InlineData("1.0", "/nodeinfo/1.0?a=1", "https://b.example.org/nodeinfo/1.0?a=1")]
    [InlineData("2.1", "nodeinfo/2.1", "https://b.example.org/.well-known/nodeinfo/2.1")]
    [InlineData("2.0", "http://b.example.org/nodeinfo/2.0", null)]
    [InlineData("2.0", "file:///etc/hostname", null)]
    [InlineData("2.0", "javascript:x", null)]
    public void Links_are_read_and_relative_ones_resolved(string version, string href, string? expected)
    {
        var json = $$"""{"links":[{"rel":"http://nodeinfo.diaspora.software/ns/schema/{{version}}","href":"{{href}}"}]}""";
        var links = NodeInfo.ReadLinks(Encoding.UTF8.GetBytes(json), "https://b.example.org/.well-known/nodeinfo");
        Assert.Equal(expected, links.Document);
        Assert.Null(links.Application);
    }

    [Fact]
    public void The_newest_document_and_the_actor_are_found()
    {
        var links = NodeInfo.ReadLinks(NodeInfo.WriteLinks("https://b.example.org", "https://b.example.org/actor"), "https://b.example.org/");
        Assert.Equal(new("https://b.example.org/nodeinfo/2.1", "https://b.example.org/actor"), links);
        Assert.Equal(default, NodeInfo.ReadLinks("[]"u8.ToArray(), "https://b.example.org/"));
    }

    [Theory]
    [InlineData("""{"software":{"name":"Mobilizon","version":"5.1.0"},"metadata":{"nodeName":"Exemple"}}""", "mobilizon", "5.1.0", "Exemple")]
    [InlineData("""{"version":2,"software":{"name":" gancio "},"usage":null,"openRegistrations":"yes","metadata":[]}""", "gancio", null, null)]
    [InlineData("""{"software":{"name":"x","version":2},"usage":{"users":{"total":"12"}},"metadata":{"nodeName":null}}""", "x", null, null)]
    public void Another_host_is_read_tolerantly(string json, string software, string? version, string? name) =>
        Assert.Equal(new NodeInfoPeer(software, version, name), NodeInfo.Read(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"software":"x"}""")]
    [InlineData("""{"software":{"name":""}}""")]
    [InlineData("null")]
    [InlineData("<html>")]
    public void Without_a_program_there_is_nothing(string json) => Assert.Null(NodeInfo.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_program_may_have_a_name_of_the_cap_and_no_more()
    {
        Assert.NotNull(NodeInfo.Read(Named(Limits.Name)));
        Assert.Null(NodeInfo.Read(Named(Limits.Name + 1)));

        static byte[] Named(int length) => Encoding.UTF8.GetBytes($$$"""{"software":{"name":"{{{new string('x', length)}}}"}}""");
    }
}
