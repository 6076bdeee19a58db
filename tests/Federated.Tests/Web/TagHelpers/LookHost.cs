using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Federated.Tests.Web.TagHelpers;

/// <summary>A host with only the look and the languages: a page in the layout, the language chosen, and rules that fail.</summary>
public sealed class LookHost : IAsyncLifetime
{
    WebApplication app = null!;

    public HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "federated",
            ContentRootPath = Repository.Path("src", "Web"),
            EnvironmentName = "Production",
        });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddRazorPages();
        builder.Services.AddHubLocalization(options =>
        {
            options.HubName = () => "Hub of <Tests>";
            options.AccountLanguage = context => context.Request.Headers["X-Account-Language"];
        });
        builder.Services.Configure<LayoutOptions>(options =>
        {
            options.SourceUrl = "https://git.example.org/federated";
            options.Viewer = context => ValueTask.FromResult(
                context.Request.Query.ContainsKey("in") ? new LayoutViewer("ada", "Ada <3", 1234) : null);
        });
        app = builder.Build();
        app.UseHubTheme();
        app.UseHubLanguage();
        app.MapGet("/language", (HttpContext context) => context.GetUiLanguage().Code);
        app.MapGet("/validate", Validate);
        app.MapGet("/page", Page);
        await app.StartAsync();
        Client = app.GetTestClient();
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }

    sealed class Rules
    {
        [Required] public string? Name { get; set; }

        [StringLength(5)] public string Text { get; set; } = "too long";

        [Range(1, 10)] public int Count { get; set; }

        [Required(ErrorMessage = "Own words")] public string? Other { get; set; }
    }

    static string Validate(HttpContext context, IObjectModelValidator validator)
    {
        var action = new ActionContext(context, new RouteData(), new ActionDescriptor());
        validator.Validate(action, null, "", new Rules());
        return string.Join('|', new[] { "Name", "Text", "Count", "Other" }.Select(name => action.ModelState[name]!.Errors.Single().ErrorMessage));
    }

    static async Task Page(
        HttpContext context, IRazorViewEngine engine, IRazorPageActivator activator, ITempDataDictionaryFactory tempData, IModelMetadataProvider metadata)
    {
        var descriptor = new ActionDescriptor { RouteValues = { ["page"] = "/Body" } };
        var action = new ActionContext(context, new RouteData(), descriptor);
        var view = new RazorView(
            engine, activator, [], new BodyPage(), System.Text.Encodings.Web.HtmlEncoder.Default, new DiagnosticListener("test"));
        await using var writer = new StringWriter();
        var data = new ViewDataDictionary(metadata, action.ModelState)
        {
            ["Title"] = "A <title>",
            ["Meta"] = new PageMeta("https://hub.example.org/page")
            {
                Title = "A \"page\"", Type = "article", Description = "About", Activity = "https://hub.example.org/objects/1", Author = "@ada@hub.example.org",
                Published = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero),
            },
        };
        await view.RenderAsync(new ViewContext(action, view, data, tempData.GetTempData(context), writer, new HtmlHelperOptions()));
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(writer.ToString());
    }

    sealed class BodyPage : RazorPage<object>
    {
        public override Task ExecuteAsync()
        {
            Layout = "/Pages/Shared/_Layout.cshtml";
            WriteLiteral("<h1>Body</h1>");
            return Task.CompletedTask;
        }
    }
}
