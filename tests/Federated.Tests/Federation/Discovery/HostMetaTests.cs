using System.Text;
using Federated.Federation;
using Federated.Federation.Discovery;

namespace Federated.Tests.Federation.Discovery;

public sealed class HostMetaTests
{
    static readonly Acct Ada = Acct.Parse("ada@example.org")!;

    [Fact]
    public void Our_own_document_leads_to_our_webfinger()
    {
        var xml = HostMeta.Write("https://social.example.org");
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?><XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\"><Link rel=\"lrdd\"", Encoding.UTF8.GetString(xml), StringComparison.Ordinal);
        Assert.Equal("https://social.example.org/.well-known/webfinger?resource=acct%3Aada%40example.org", HostMeta.LookupAt(xml, Ada));
    }

    [Fact]
    public void There_is_a_json_form() => Assert.Equal(
        """{"links":[{"rel":"lrdd","type":"application/jrd+json","template":"https://social.example.org/.well-known/webfinger?resource={uri}"}]}""",
        Encoding.UTF8.GetString(HostMeta.WriteJson("https://social.example.org")));

    [Theory]
    [InlineData("""<XRD><Link rel="x" template="https://a.example.org/{uri}"/><Link rel="lrdd" template="https://b.example.org/?r={uri}"/></XRD>""", "https://b.example.org/?r=acct%3Aada%40example.org")]
    [InlineData("""<!-- x --><XRD xmlns="urn:x"><Link type="application/xrd+xml" rel='lrdd' template='https://b.example.org/?r={uri}'></Link></XRD>""", "https://b.example.org/?r=acct%3Aada%40example.org")]
    [InlineData("""<XRD><Link rel="lrdd" template="http://b.example.org/?r={uri}"/></XRD>""", null)]
    [InlineData("""<XRD><Link rel="lrdd" template="https://b.example.org/"/></XRD>""", null)]
    [InlineData("""<XRD><Link rel="lrdd" href="https://b.example.org/?r={uri}"/></XRD>""", null)]
    [InlineData("<XRD>", null)]
    [InlineData("{}", null)]
    [InlineData("", null)]
    public void The_first_lrdd_template_counts(string xml, string? expected) =>
        Assert.Equal(expected, HostMeta.LookupAt(Encoding.UTF8.GetBytes(xml), Ada));

    [Theory]
    [InlineData("""<!DOCTYPE XRD [<!ENTITY a "https://b.example.org/{uri}">]><XRD><Link rel="lrdd" template="&a;"/></XRD>""")]
    [InlineData("""<!DOCTYPE XRD SYSTEM "file:///etc/hostname"><XRD><Link rel="lrdd" template="https://b.example.org/{uri}"/></XRD>""")]
    public void A_document_type_is_refused(string xml) => Assert.Null(HostMeta.LookupAt(Encoding.UTF8.GetBytes(xml), Ada));

    [Fact]
    public void A_document_may_have_the_size_of_the_cap_and_no_more()
    {
        const string link = """<XRD><Link rel="lrdd" template="https://b.example.org/?r={uri}"/></XRD>""";
        Assert.NotNull(HostMeta.LookupAt(Encoding.UTF8.GetBytes(link.PadRight(Limits.BodyBytes)), Ada));
        Assert.Null(HostMeta.LookupAt(Encoding.UTF8.GetBytes(link.PadRight(Limits.BodyBytes + 1)), Ada));
    }
}
