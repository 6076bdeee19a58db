using System.Text.Encodings.Web;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc.TagHelpers;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary>What several tag helpers do to their output.</summary>
static class TagHelperOutputs
{
    extension(TagHelperOutput output)
    {
        public void AddCssClass(string names)
        {
            foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                output.AddClass(name, HtmlEncoder.Default);
        }

        /// <summary>Sets the attribute unless the page has set it.</summary>
        public void Default(string name, object? value)
        {
            if (value is not null && !output.Attributes.ContainsName(name))
                output.Attributes.SetAttribute(name, value);
        }

        public void Flag(string name, bool on)
        {
            if (on)
                output.Attributes.SetAttribute(new TagHelperAttribute(name, null, HtmlAttributeValueStyle.Minimized));
        }

        /// <summary>Marks text that people wrote: its own direction, and its language where it is a language tag.</summary>
        public void MarkPeoplesText(string? language)
        {
            output.Default("dir", "auto");
            if (Languages.Normalize(language) is { } code)
                output.Default("lang", UiLanguage.Of(code).Tag);
        }
    }
}
