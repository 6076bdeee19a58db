using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using Federated.Tests.Web.Localization;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Federated.Web.TagHelpers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Tests.Web.TagHelpers;

/// <summary>Runs tag helpers as Razor does, with a form behind them.</summary>
sealed class Tag
{
    public sealed class Form
    {
        [Required, StringLength(40)] public string? Name { get; set; } = "Ada \"A\" <b>";

        [DataType(DataType.Password)] public string? Password { get; set; } = "secret";

        [EmailAddress, DataType(DataType.EmailAddress)] public string? Email { get; set; }

        public string? Text { get; set; } = "\nfirst <line>";

        public int Count { get; set; } = 1234;

        public DateTime Start { get; set; } = new(2026, 5, 1, 14, 30, 0, DateTimeKind.Unspecified);

        public DateOnly Day { get; set; } = new(2026, 5, 1);

        public string Language { get; set; } = "fr";

        public bool Approve { get; set; } = true;

        public IReadOnlyList<string> Days { get; set; } = ["mon"];
    }

    static readonly IModelMetadataProvider Metadata = new ServiceCollection().AddLogging()
        .AddHubLocalization().AddRazorPages().Services.BuildServiceProvider().GetRequiredService<IModelMetadataProvider>();

    readonly Dictionary<object, object> items = [];

    public Tag(string language = "en")
    {
        L = TestLocalizer.In(language);
        View = new ViewContext { HttpContext = new DefaultHttpContext(), ViewData = new ViewDataDictionary(Metadata, new ModelStateDictionary()) };
    }

    public Localizer L { get; }

    public ViewContext View { get; }

    public ModelStateDictionary State => View.ViewData.ModelState;

    public Form Model { get; } = new();

    public static LayoutOptions Layout { get; } = new() { MediaBase = "https://media.example.org" };

    public ModelExpression For(string property) => new(
        $"Input.{property}", Metadata.GetModelExplorerForType(typeof(Form), Model).GetExplorerForProperty(property)!);

    public Task<string> Html(ITagHelper helper, string content = "", params (string Name, object? Value)[] attributes) =>
        Html(helper, () => Task.FromResult(content), attributes);

    /// <summary>The content is made when the helper asks for it, so that inner helpers know of outer ones.</summary>
    public async Task<string> Html(ITagHelper helper, Func<Task<string>> content, params (string Name, object? Value)[] attributes) =>
        (await Output(helper, content, attributes))();

    /// <summary>Run now, to be written when the rest of the page has run.</summary>
    public async Task<Func<string>> Output(ITagHelper helper, Func<Task<string>>? content = null, params (string Name, object? Value)[] attributes)
    {
        var context = new TagHelperContext("tag", [], items, "1");
        var output = new TagHelperOutput("tag", [.. attributes.Select(a => new TagHelperAttribute(a.Name, a.Value))], async (_, _) =>
            new DefaultTagHelperContent().SetHtmlContent(content is null ? "" : await content()));
        helper.Init(context);
        await helper.ProcessAsync(context, output);
        return () =>
        {
            using var writer = new StringWriter();
            output.WriteTo(writer, HtmlEncoder.Default);
            return writer.ToString();
        };
    }

    public InputTagHelper Input(string? property) => new(L) { For = property is null ? null : For(property), View = View };

    public FieldTagHelper Field(string property, string label) => new(L) { For = For(property), Label = label, View = View };
}
