using Federated.Federation;
using Federated.Instance.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Tests.Instance.Text;

public sealed class HashtagsTests
{
    [Theory]
    [InlineData("#WikiLovesMonuments", "wikilovesmonuments")]
    [InlineData("editathon", "editathon")]
    [InlineData("＃ＷＩＫＩ", "wiki")]
    [InlineData("Straße", "strasse")]
    [InlineData("ΣΊΣΥΦΟΣ", "σίσυφοσ")]
    [InlineData("Сообщество", "сообщество")]
    [InlineData("日本語", "日本語")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("می\u200Cخواهم", "می\u200Cخواهم")]
    [InlineData("cancel·lat", "cancel·lat")]
    [InlineData("e\u0301tude", "étude")]
    [InlineData("1lib1ref", "1lib1ref")]
    [InlineData("snake_case", "snake_case")]
    public void One_word_has_one_key(string tag, string key) => Assert.Equal(key, Hashtags.Normalize(tag));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("#")]
    [InlineData("2026")]
    [InlineData("#٢٠٢٦")]
    [InlineData("a b")]
    [InlineData("a-b")]
    [InlineData("·a")]
    [InlineData("_")]
    [InlineData("<b>")]
    [InlineData("😀")]
    public void Other_words_are_no_hashtag(string? tag) => Assert.Null(Hashtags.Normalize(tag));

    [Fact]
    public void A_hashtag_has_a_longest()
    {
        Assert.NotNull(Hashtags.Normalize(new string('a', Limits.HashtagLength)));
        Assert.Null(Hashtags.Normalize(new string('a', Limits.HashtagLength + 1)));
    }

    [Fact]
    public void A_key_is_its_own_key() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll<string>(text =>
        Hashtags.Normalize(text) is not { } key || Hashtags.Normalize(key) == key));
}
