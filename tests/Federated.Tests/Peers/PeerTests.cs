namespace Federated.Tests.Peers;

/// <summary>Every server gets on the wire what it is known to insist on; one row for each thing that it would refuse, drop or show wrongly.</summary>
public sealed class PeerTests(PeerWorld world) : IClassFixture<PeerWorld>
{
    static readonly Dictionary<string, Rule[]> Special = new(StringComparer.Ordinal)
    {
        ["mastodon"] = MicroblogRules.Mastodon,
        ["gotosocial"] = MicroblogRules.GoToSocial,
        ["misskey"] = MicroblogRules.Misskey,
        ["akkoma"] = MicroblogRules.Akkoma,
        ["threads"] = MicroblogRules.Threads,
        ["friendica"] = MicroblogRules.Friendica,
        ["lemmy"] = GroupRules.Lemmy,
        ["piefed"] = GroupRules.PieFed,
        ["nodebb"] = GroupRules.NodeBB,
        ["discourse"] = GroupRules.Discourse,
        ["mobilizon"] = EventRules.Mobilizon,
        ["gancio"] = EventRules.Gancio,
        ["wordpress"] = EventRules.WordPress,
    };

    public static TheoryData<string> OfAll => [.. WireRules.All.Select(r => r.Name)];

    public static TheoryData<string, string> OfOne
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var (software, rules) in Special)
                foreach (var rule in rules)
                    rows.Add(software, rule.Name);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(OfAll))]
    public void Every_server_insists_that(string rule) =>
        Assert.All(PeerWorld.Software, software => Check(software, WireRules.All.Single(r => r.Name == rule)));

    [Theory]
    [MemberData(nameof(OfOne))]
    public void One_server_insists_that(string software, string rule) => Check(software, Special[software].Single(r => r.Name == rule));

    void Check(string software, Rule rule)
    {
        var about = world.Seen(software).Where(rule.About).ToList();
        Assert.True(about.Count > 0, $"{software} saw nothing that this is about: {rule.Name}");
        Assert.All(about, m => Assert.True(rule.Holds(m, world), $"{software}, {rule.Name}\n{m}"));
    }
}
