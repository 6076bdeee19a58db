using Federated.Web.TagHelpers;
using Microsoft.Extensions.Options;

namespace Federated.Tests.Web.TagHelpers;

public sealed class ComponentTests
{
    readonly Tag tag = new();
    readonly Tag arabic = new("ar");

    [Fact]
    public async Task A_button_submits_and_keeps_what_the_page_gives_it() => Assert.Equal(
        "<button name=\"a\" class=\"cdx-button cdx-button--action-progressive cdx-button--weight-primary cdx-button--size-medium\" type=\"submit\">Go</button>",
        await tag.Html(new ButtonTagHelper(tag.L) { Action = "progressive", Weight = "primary" }, "Go", ("name", "a")));

    [Fact]
    public async Task A_button_with_an_address_is_a_link() => Assert.Equal(
        "<a class=\"cdx-button cdx-button--action-default cdx-button--weight-normal cdx-button--size-large cdx-button--fake-button cdx-button--fake-button--enabled\" href=\"/x?a=1&amp;b=2\">Go</a>",
        await tag.Html(new ButtonTagHelper(tag.L) { Href = "/x?a=1&b=2", Size = "large" }, "Go"));

    [Fact]
    public async Task A_button_of_an_icon_has_a_label()
    {
        var html = await tag.Html(new ButtonTagHelper(tag.L) { Icon = "heart", Label = "Like", Type = "button" });

        Assert.StartsWith("<button class=\"cdx-button cdx-button--action-default cdx-button--weight-normal cdx-button--size-medium cdx-button--icon-only\" aria-label=\"Like\" type=\"button\">" +
            "<span class=\"cdx-icon cdx-icon--medium\" aria-hidden=\"true\"><svg", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "<button class=\"cdx-button cdx-button--action-default cdx-button--weight-normal cdx-button--size-medium\" type=\"submit\" disabled>x</button>")]
    [InlineData("/x", "<a class=\"cdx-button cdx-button--action-default cdx-button--weight-normal cdx-button--size-medium cdx-button--fake-button cdx-button--fake-button--disabled\" aria-disabled=\"true\">x</a>")]
    public async Task A_disabled_button_does_nothing(string? href, string expected) =>
        Assert.Equal(expected, await tag.Html(new ButtonTagHelper(tag.L) { Href = href, Disabled = true }, "x"));

    [Theory]
    [InlineData("error", "role=\"alert\"")]
    [InlineData("success", "aria-live=\"polite\"")]
    public async Task A_message_is_read_out(string type, string expected)
    {
        var html = await tag.Html(new MessageTagHelper(tag.L) { Type = type }, "Hello");

        Assert.StartsWith($"<div class=\"cdx-message cdx-message--block cdx-message--{type}\" {expected}><span class=\"cdx-icon", html, StringComparison.Ordinal);
        Assert.EndsWith("</span><div class=\"cdx-message__content\">Hello</div></div>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_icon_is_mirrored_where_reading_goes_the_other_way()
    {
        Assert.Contains("class=\"cdx-icon cdx-icon--small\" aria-hidden=\"true\"", await tag.Html(new IconTagHelper(tag.L) { Name = "arrow-next", Size = "small" }), StringComparison.Ordinal);
        Assert.Contains("cdx-icon--flipped", await arabic.Html(new IconTagHelper(arabic.L) { Name = "arrow-next" }), StringComparison.Ordinal);
        Assert.DoesNotContain("cdx-icon--flipped", await arabic.Html(new IconTagHelper(arabic.L) { Name = "heart" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_icon_can_be_drawn_for_a_language() => Assert.NotEqual(
        await tag.Html(new IconTagHelper(tag.L) { Name = "info" }), await arabic.Html(new IconTagHelper(arabic.L) { Name = "info" }));

    [Fact]
    public async Task An_icon_alone_has_a_name() => Assert.Contains(
        "role=\"img\" aria-label=\"A &amp; B\"", await tag.Html(new IconTagHelper(tag.L) { Name = "heart", Label = "A & B" }), StringComparison.Ordinal);

    [Fact]
    public async Task An_icon_that_does_not_exist_is_a_mistake() =>
        await Assert.ThrowsAsync<ArgumentException>(() => tag.Html(new IconTagHelper(tag.L) { Name = "unicorn" }));

    [Fact]
    public async Task A_card_marks_what_people_wrote() => Assert.Equal(
        "<a class=\"cdx-card cdx-card--is-link\" href=\"/events/1\"><span class=\"cdx-card__text\"><span class=\"cdx-card__text__title\" dir=\"auto\" lang=\"pt-BR\">&lt;Festa&gt;</span>" +
        "<span class=\"cdx-card__text__description\" dir=\"auto\" lang=\"pt-BR\">Venha</span><span class=\"cdx-card__text__supporting-text\">soon &amp; near</span></span></a>",
        await tag.Html(new CardTagHelper(tag.L) { Href = "/events/1", Title = "<Festa>", ContentLanguage = "pt_BR", Supporting = "soon & near" }, "Venha"));

    [Fact]
    public async Task A_chip_shows_a_state()
    {
        Assert.Equal("<span class=\"cdx-info-chip cdx-info-chip--notice\"><span class=\"cdx-info-chip__text\">Draft</span></span>", await tag.Html(new ChipTagHelper(tag.L), "Draft"));
        Assert.Contains("cdx-info-chip__icon--vue", await tag.Html(new ChipTagHelper(tag.L) { Status = "success" }, "Done"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_accordion_opens_without_a_script() => Assert.Equal(
        "<details class=\"cdx-accordion\" open><summary><h2 class=\"cdx-accordion__header\"><span class=\"cdx-accordion__header__title\">More &amp; more</span></h2></summary>" +
        "<div class=\"cdx-accordion__content\"><p>Text</p></div></details>",
        await tag.Html(new AccordionTagHelper { Title = "More & more", Open = true, Level = 2 }, "<p>Text</p>"));

    [Theory]
    [InlineData("/media/1/a.webp", true)]
    [InlineData("https://media.example.org/1/a.webp", true)]
    [InlineData("https://elsewhere.example.org/a.webp", false)]
    [InlineData("https://media.example.org.other.example/a.webp", false)]
    [InlineData("//elsewhere.example.org/a.webp", false)]
    [InlineData("/\\elsewhere.example.org/a.webp", false)]
    [InlineData("data:image/png,x", false)]
    [InlineData(null, false)]
    public async Task Only_our_own_pictures_are_shown(string? source, bool shown)
    {
        var html = await tag.Html(new ThumbnailTagHelper(Options.Create(Tag.Layout)) { Name = "Ada Example", Src = source });

        Assert.Equal(shown, html.Contains("<img", StringComparison.Ordinal));
        // The initials stand below it until it is there.
        Assert.Contains(">AE</span>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ada Example", "AE")]
    [InlineData("ada", "A")]
    [InlineData("Ada von der Example", "AE")]
    [InlineData("أمينة مثال", "أم")]
    [InlineData("山田太郎", "山")]
    [InlineData("👩‍🔬 Bo", "B")]
    [InlineData("", "?")]
    [InlineData("!!!", "?")]
    public void Initials_are_letters_of_any_script(string name, string initials) => Assert.Equal(initials, ThumbnailTagHelper.Initials(name));

    [Fact]
    public async Task Tabs_are_links_in_a_navigation()
    {
        var html = await tag.Html(new TabsTagHelper { Label = "Lists" }, async () =>
            await tag.Html(new TabTagHelper { Href = "/a", Current = true }, "A") + await tag.Html(new TabTagHelper { Href = "/b" }, "B"));

        Assert.Equal(
            "<nav class=\"cdx-tabs tabs\" aria-label=\"Lists\"><div class=\"cdx-tabs__header\"><ul class=\"cdx-tabs__list\">" +
            "<li><a class=\"cdx-tabs__list__item\" href=\"/a\" aria-current=\"page\">A</a></li><li><a class=\"cdx-tabs__list__item\" href=\"/b\">B</a></li></ul></div></nav>",
            html);
    }

    [Fact]
    public async Task A_pager_leads_both_ways_or_is_not_there()
    {
        var html = await tag.Html(new PagerTagHelper(tag.L) { Newer = "/n", Older = "/o?max=1&x" });

        Assert.Contains("<a class=\"cdx-button cdx-button--fake-button cdx-button--fake-button--enabled\" href=\"/n\" rel=\"prev\">", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/o?max=1&amp;x\" rel=\"next\">Older<span", html, StringComparison.Ordinal);
        Assert.Equal("", await tag.Html(new PagerTagHelper(tag.L)));
    }

    [Theory]
    [InlineData("ar", "<tag dir=\"auto\" lang=\"ar\">x</tag>")]
    [InlineData("not a tag!", "<tag dir=\"auto\">x</tag>")]
    [InlineData(null, "<tag dir=\"auto\">x</tag>")]
    public async Task What_people_wrote_has_its_own_direction_and_language(string? language, string expected)
    {
        var helper = new PeoplesTextTagHelper { ContentLanguage = language };
        var context = new Microsoft.AspNetCore.Razor.TagHelpers.TagHelperContext("tag", [], new Dictionary<object, object>(), "1");
        var output = new Microsoft.AspNetCore.Razor.TagHelpers.TagHelperOutput("tag", [], (_, _) => throw new InvalidOperationException());
        output.Content.SetContent("x");
        await helper.ProcessAsync(context, output);
        await using var writer = new StringWriter();
        output.WriteTo(writer, System.Text.Encodings.Web.HtmlEncoder.Default);

        Assert.Equal(expected, writer.ToString());
    }
}
