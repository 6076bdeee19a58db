using Federated.Federation;
using Federated.Federation.Vocabulary;

namespace Federated.Tests.Federation.Vocabulary;

public sealed class AudienceTests
{
    const string Followers = "https://a.example.org/ada/followers";
    const string Bo = "https://b.example.org/bo";

    [Theory]
    [InlineData($$"""{"to":["as:Public"],"cc":["{{Followers}}"]}""", Reach.Public)]
    [InlineData($$"""{"to":["{{Followers}}"],"cc":["as:Public"]}""", Reach.Unlisted)]
    [InlineData($$"""{"to":"{{Followers}}"}""", Reach.Followers)]
    [InlineData($$"""{"to":["{{Bo}}"],"cc":["{{Followers}}"]}""", Reach.Followers)]
    [InlineData($$"""{"to":["https://b.example.org/bo/followers"]}""", Reach.Direct)]
    [InlineData($$"""{"to":["{{Bo}}"],"cc":[]}""", Reach.Direct)]
    [InlineData($$"""{"to":["{{Bo}}"],"bto":["as:Public"],"bcc":["as:Public"],"audience":"as:Public"}""", Reach.Direct)]
    [InlineData("""{"to":[],"cc":[]}""", Reach.Direct)]
    [InlineData("{}", Reach.Direct)]
    public void The_reach_follows_from_to_and_cc(string json, Reach expected) =>
        Assert.Equal(expected, Audience.Read(Sample.Of(json), Followers).Reach);

    [Fact]
    public void Without_known_followers_nothing_is_for_followers() =>
        Assert.Equal(Reach.Direct, Audience.Read(Sample.Of($$"""{"to":["{{Followers}}"]}"""), followers: null).Reach);

    [Fact]
    public void Addressed_ids_leave_out_public_followers_and_repeats()
    {
        var note = Sample.Of($$"""{"to":["as:Public","{{Bo}}"],"cc":["{{Followers}}","{{Bo}}",{"id":"https://c.example.org/amina"}]}""");
        Assert.Equal([Bo, "https://c.example.org/amina"], Audience.Read(note, Followers).Ids);
    }

    [Fact]
    public void An_object_without_addresses_takes_those_of_its_activity()
    {
        var create = Sample.Of("""{"to":"as:Public","object":{"type":"Note"}}""");
        Assert.Equal(Reach.Public, Audience.Read(create.One("object"), Followers, create).Reach);
        var own = Sample.Of($$$"""{"to":"as:Public","object":{"to":"{{{Bo}}}"}}""");
        Assert.Equal(Reach.Direct, Audience.Read(own.One("object"), Followers, own).Reach);
    }

    [Fact]
    public void Found_openly_without_addresses_is_unlisted()
    {
        Assert.Equal(Reach.Unlisted, Audience.Read(Sample.Of("{}"), Followers, open: true).Reach);
        Assert.Equal(Reach.Direct, Audience.Read(Sample.Of("""{"to":[]}"""), Followers, open: true).Reach);
    }

    [Fact]
    public void A_thousand_addresses_are_read_together()
    {
        var thousand = Ids(Limits.Audience);
        Assert.Equal(Reach.Unlisted, Audience.Read(Addressed(Ids(Limits.Audience - 1), ["as:Public"]), Followers).Reach);
        Assert.Equal(Reach.Direct, Audience.Read(Addressed(thousand, ["as:Public"]), Followers).Reach);
    }

    [Fact]
    public void Two_hundred_addressed_ids_are_kept()
    {
        Assert.Equal(Limits.AudienceKept, Audience.Read(Addressed(Ids(Limits.AudienceKept), []), Followers).Ids.Count);
        Assert.Equal(Limits.AudienceKept, Audience.Read(Addressed(Ids(Limits.AudienceKept + 1), []), Followers).Ids.Count);
    }

    [Theory]
    [InlineData(Reach.Public)]
    [InlineData(Reach.Unlisted)]
    [InlineData(Reach.Followers)]
    [InlineData(Reach.Direct)]
    public void What_is_written_is_read_back(Reach reach)
    {
        var (to, cc) = Audience.Write(reach, Followers, [Bo]);
        var read = Audience.Read(Addressed(to, cc), Followers);
        Assert.Equal(reach, read.Reach);
        Assert.Equal([Bo], read.Ids);
    }

    static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(n => $"https://b.example.org/{n}")];

    static As Addressed(IEnumerable<string> to, IEnumerable<string> cc) =>
        Sample.Of($$"""{"to":[{{Quoted(to)}}],"cc":[{{Quoted(cc)}}]}""");

    static string Quoted(IEnumerable<string> ids) => string.Join(',', ids.Select(id => $"\"{id}\""));
}
