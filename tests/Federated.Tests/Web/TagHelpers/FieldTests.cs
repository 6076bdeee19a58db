using Federated.Web.TagHelpers;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Federated.Tests.Web.TagHelpers;

public sealed class FieldTests
{
    const string ErrorIcon = "<span class=\"cdx-icon cdx-icon--medium cdx-message__icon--vue\" aria-hidden=\"true\">";

    readonly Tag tag = new();

    [Fact]
    public async Task A_field_labels_its_input()
    {
        var html = await tag.Html(tag.Field("Name", "Your <name>"), () => tag.Html(tag.Input(null), "", ("autocomplete", "name")));

        Assert.Equal(
            "<div class=\"cdx-field\"><div class=\"cdx-label\"><label class=\"cdx-label__label\" for=\"Input_Name\">" +
            "<span class=\"cdx-label__label__text\">Your &lt;name&gt;</span></label></div>" +
            "<div class=\"cdx-field__control\"><div class=\"cdx-text-input\"><input autocomplete=\"name\" id=\"Input_Name\" name=\"Input.Name\" required maxlength=\"40\" " +
            "class=\"cdx-text-input__input\" type=\"text\" value=\"Ada &quot;A&quot; &lt;b&gt;\" dir=\"auto\" /></div></div></div>",
            html);
    }

    [Fact]
    public async Task Description_help_and_error_describe_the_input()
    {
        tag.State.AddModelError("Input.Email", "Wrong <address>");
        var field = tag.Field("Email", "Mail");
        (field.Description, field.Help, field.Optional) = ("For you & us", "Nobody sees it", true);

        var html = await tag.Html(field, () => tag.Html(tag.Input(null)));

        Assert.Contains("<span class=\"cdx-label__label__optional-flag\"> (optional)</span></label>", html, StringComparison.Ordinal);
        Assert.Contains("<span id=\"Input_Email-description\" class=\"cdx-label__description\">For you &amp; us</span>", html, StringComparison.Ordinal);
        Assert.Contains("<div class=\"cdx-text-input cdx-text-input--status-error\">", html, StringComparison.Ordinal);
        Assert.Contains("aria-describedby=\"Input_Email-description Input_Email-help Input_Email-error\" aria-invalid=\"true\"", html, StringComparison.Ordinal);
        Assert.Contains("<div id=\"Input_Email-help\" class=\"cdx-field__help-text\">Nobody sees it</div>", html, StringComparison.Ordinal);
        Assert.Contains(
            "<div id=\"Input_Email-error\" class=\"cdx-field__validation-message\"><div class=\"cdx-message cdx-message--inline cdx-message--error\">" + ErrorIcon,
            html, StringComparison.Ordinal);
        Assert.Contains("<div class=\"cdx-message__content\">Wrong &lt;address&gt;</div>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Name", "type=\"text\" value=\"Ada &quot;A&quot; &lt;b&gt;\" dir=\"auto\"")]
    [InlineData("Password", "type=\"password\" />")]
    [InlineData("Email", "type=\"email\" />")]
    [InlineData("Count", "type=\"number\" value=\"1234\" />")]
    [InlineData("Start", "type=\"datetime-local\" value=\"2026-05-01T14:30\" />")]
    [InlineData("Day", "type=\"date\" value=\"2026-05-01\" />")]
    public async Task An_input_knows_its_type_and_value(string property, string expected) =>
        Assert.Contains(expected, await tag.Html(tag.Input(property)), StringComparison.Ordinal);

    [Fact]
    public async Task What_was_sent_comes_back()
    {
        tag.State.SetModelValue("Input.Count", "12 a", "12 a");

        Assert.Contains("value=\"12 a\"", await tag.Html(tag.Input("Count")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_textarea_keeps_its_first_line_break() => Assert.Equal(
        "<div class=\"cdx-text-area\"><textarea rows=\"9\" id=\"Input_Text\" name=\"Input.Text\" class=\"cdx-text-area__textarea\" dir=\"auto\">\n&#xA;first &lt;line&gt;</textarea></div>",
        await tag.Html(new TextAreaTagHelper { For = tag.For("Text"), View = tag.View }, "", ("rows", "9")));

    [Fact]
    public async Task A_select_has_its_value_selected()
    {
        SelectListItem[] items = [new("English", "en"), new("<français>", "fr")];

        Assert.Equal(
            "<select id=\"Input_Language\" name=\"Input.Language\" required class=\"cdx-select\"><option value=\"\">–</option>" +
            "<option value=\"en\">English</option><option selected=\"\" value=\"fr\">&lt;fran&#xE7;ais&gt;</option></select>",
            await tag.Html(new SelectTagHelper { For = tag.For("Language"), View = tag.View, Items = items }, "<option value=\"\">–</option>"));
    }

    [Fact]
    public async Task A_checkbox_sends_something_when_it_is_off() => Assert.Equal(
        "<div class=\"cdx-checkbox\"><div class=\"cdx-checkbox__wrapper\"><input class=\"cdx-checkbox__input\" type=\"checkbox\" id=\"Input_Approve\" name=\"Input.Approve\" " +
        "value=\"true\" checked aria-describedby=\"Input_Approve-description\" /><span class=\"cdx-checkbox__icon\"></span><div class=\"cdx-checkbox__label cdx-label\">" +
        "<label class=\"cdx-label__label\" for=\"Input_Approve\"><span class=\"cdx-label__label__text\">Yes</span></label>" +
        "<span id=\"Input_Approve-description\" class=\"cdx-label__description\">More &amp; more</span></div></div></div><input type=\"hidden\" name=\"Input.Approve\" value=\"false\" />",
        await tag.Html(new CheckboxTagHelper(tag.L) { For = tag.For("Approve"), View = tag.View, Description = "More & more" }, "Yes"));

    [Theory]
    [InlineData("true,false", true)]
    [InlineData("false", false)]
    public async Task A_checkbox_comes_back_as_it_was_sent(string sent, bool expected)
    {
        tag.State.SetModelValue("Input.Approve", sent, sent);

        var html = await tag.Html(new CheckboxTagHelper(tag.L) { For = tag.For("Approve"), View = tag.View }, "Yes");

        Assert.Equal(expected, html.Contains(" checked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_checkbox_on_its_own_says_what_is_wrong()
    {
        tag.State.AddModelError("Input.Approve", "Please agree.");

        var html = await tag.Html(new CheckboxTagHelper(tag.L) { For = tag.For("Approve"), View = tag.View }, "Yes");

        Assert.Contains("<div class=\"cdx-checkbox cdx-checkbox--status-error\">", html, StringComparison.Ordinal);
        Assert.Contains("aria-describedby=\"Input_Approve-error\" aria-invalid=\"true\"", html, StringComparison.Ordinal);
        Assert.Contains("<div id=\"Input_Approve-error\" class=\"cdx-field__validation-message\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_checkboxes_fill_a_list()
    {
        var html = await tag.Html(tag.Field("Days", "Days"), async () =>
            await tag.Html(new CheckboxTagHelper(tag.L) { Value = "mon", View = tag.View }, "Monday") +
            await tag.Html(new CheckboxTagHelper(tag.L) { Value = "tue", View = tag.View }, "Tuesday"));

        Assert.Contains("id=\"Input_Days_mon\" name=\"Input.Days\" value=\"mon\" checked", html, StringComparison.Ordinal);
        Assert.Contains("id=\"Input_Days_tue\" name=\"Input.Days\" value=\"tue\" />", html, StringComparison.Ordinal);
        Assert.DoesNotContain("type=\"hidden\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Radios_stand_in_a_fieldset_with_a_legend()
    {
        tag.State.AddModelError("Input.Language", "Choose one.");
        var field = tag.Field("Language", "Language");
        field.Group = true;

        var html = await tag.Html(field, async () =>
            await tag.Html(new RadioTagHelper(tag.L) { Value = "en", View = tag.View }, "English") +
            await tag.Html(new RadioTagHelper(tag.L) { Value = "fr", View = tag.View }, "French"));

        Assert.StartsWith(
            "<fieldset class=\"cdx-field\" id=\"Input_Language\" aria-describedby=\"Input_Language-error\"><legend class=\"cdx-label\"><span class=\"cdx-label__label\">" +
            "<span class=\"cdx-label__label__text\">Language</span></span></legend>", html, StringComparison.Ordinal);
        Assert.Contains("type=\"radio\" id=\"Input_Language_fr\" name=\"Input.Language\" value=\"fr\" checked aria-invalid=\"true\"", html, StringComparison.Ordinal);
        Assert.Single(html.Split("Choose one."), part => part.StartsWith("</div>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Errors_are_listed_with_links_to_their_fields()
    {
        tag.State.AddModelError("", "All <wrong>");
        tag.State.AddModelError("Input.Name", "No name");

        var html = await tag.Html(new ErrorsTagHelper(tag.L) { View = tag.View });

        Assert.StartsWith("<div class=\"cdx-message cdx-message--block cdx-message--error\" role=\"alert\">" + ErrorIcon, html, StringComparison.Ordinal);
        Assert.EndsWith("<p>2 things need your attention:</p><ul><li>All &lt;wrong&gt;</li><li><a href=\"#Input_Name\">No name</a></li></ul></div></div>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_have_the_names_and_the_order_of_their_fields()
    {
        tag.State.AddModelError("Input.Name", "No name");
        tag.State.AddModelError("Input.Email", "No address");
        tag.State.AddModelError("", "All wrong");

        var errors = await tag.Output(new ErrorsTagHelper(tag.L) { View = tag.View });
        await tag.Html(tag.Field("Email", "Your <address>"));
        await tag.Html(tag.Field("Name", "Your name"));

        Assert.EndsWith(
            "<ul><li>All wrong</li><li><a href=\"#Input_Email\">Your &lt;address&gt;: No address</a></li><li><a href=\"#Input_Name\">Your name: No name</a></li></ul></div></div>",
            errors(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_errors_there_is_no_list() => Assert.Equal("", await tag.Html(new ErrorsTagHelper(tag.L) { View = tag.View }));
}
