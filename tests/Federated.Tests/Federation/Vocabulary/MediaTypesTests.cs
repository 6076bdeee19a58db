using Federated.Federation.Vocabulary;

namespace Federated.Tests.Federation.Vocabulary;

public sealed class MediaTypesTests
{
    const string Profile = "profile=\"https://www.w3.org/ns/activitystreams\"";

    [Theory]
    [InlineData("application/activity+json", true)]
    [InlineData("application/activity+json; charset=utf-8", true)]
    [InlineData("Application/Activity+JSON;charset=UTF-8", true)]
    [InlineData("application/ld+json; " + Profile, true)]
    [InlineData("application/ld+json;" + Profile + "; charset=utf-8", true)]
    [InlineData("application/ld+json; profile=https://www.w3.org/ns/activitystreams", true)]
    [InlineData("application/ld+json; profile=\"https://w3id.org/x https://www.w3.org/ns/activitystreams\"", true)]
    [InlineData("application/ld+json", false)]
    [InlineData("application/ld+json; profile=\"https://www.w3.org/ns/other\"", false)]
    [InlineData("application/json", false)]
    [InlineData("text/html", false)]
    [InlineData("text/plain", false)]
    [InlineData("application/activity+jsonx", false)]
    [InlineData("application/activity+json, text/html", false)]
    [InlineData("image/png; x=\"application/activity+json\"", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Fetched_documents_have_one_of_two_types(string? contentType, bool expected) =>
        Assert.Equal(expected, MediaTypes.IsActivityPub(contentType));

    [Theory]
    [InlineData("application/activity+json", true)]
    [InlineData("application/ld+json", true)]
    [InlineData("application/ld+json; " + Profile, true)]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("text/json", false)]
    [InlineData("application/x-www-form-urlencoded", false)]
    [InlineData(null, false)]
    public void An_inbox_takes_plain_json_too(string? contentType, bool expected) =>
        Assert.Equal(expected, MediaTypes.IsInboxBody(contentType));

    [Theory]
    [InlineData("application/activity+json", true)]
    [InlineData("application/activity+json, application/ld+json; " + Profile, true)]
    [InlineData("application/ld+json; " + Profile, true)]
    [InlineData("application/ld+json; profile=https://www.w3.org/ns/activitystreams", true)]
    [InlineData("application/ld+json", true)]
    [InlineData("APPLICATION/ACTIVITY+JSON", true)]
    [InlineData("application/activity+json;q=0.9, */*;q=0.1", true)]
    [InlineData("*/*, application/activity+json;q=0.5", true)]
    [InlineData("text/html;q=0.5, application/activity+json", true)]
    [InlineData("application/activity+json, text/html", true)]
    [InlineData("application/ld+json; profile=\"a,b https://www.w3.org/ns/activitystreams\", text/html;q=0.9", true)]
    [InlineData("application/ld+json; profile=\"https://www.w3.org/ns/other\"", false)]
    [InlineData("text/html, application/activity+json", false)]
    [InlineData("text/html, application/activity+json;q=0.9", false)]
    [InlineData("application/activity+json;q=0.8, application/xhtml+xml;q=0.9", false)]
    [InlineData("application/activity+json;q=0", false)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false)]
    [InlineData("application/json", false)]
    [InlineData("*/*", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_document_is_answered_to_who_prefers_it(string? accept, bool expected) =>
        Assert.Equal(expected, MediaTypes.PrefersActivityPub(accept));

    [Fact]
    public void Our_own_types_are_taken_by_ourselves()
    {
        Assert.True(MediaTypes.IsActivityPub(AsNames.ContentType));
        Assert.True(MediaTypes.IsActivityPub(AsNames.LdJson));
        Assert.True(MediaTypes.PrefersActivityPub(AsNames.Accept));
    }
}
