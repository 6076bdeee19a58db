using System.Globalization;
using Federated.Instance.Policies;
using Federated.Instance.Posts;

namespace Federated.Tests.Web.Pages;

/// <summary>Quoting on pages: the button, the form, the box with the quoted post, and taking it back.</summary>
public sealed class QuotePageTests(PagesHub pages) : IClassFixture<PagesHub>
{
    [Fact]
    public async Task A_post_is_quoted_shown_and_taken_back()
    {
        var post = await pages.WriteAsync(pages.Ada, "The first <word> of ada");
        var id = post.Id.ToString(CultureInfo.InvariantCulture);
        Assert.Contains($"/compose?quote={id}", await pages.AsBo.ReadAsync($"/posts/{id}"), StringComparison.Ordinal);

        var answer = await pages.AsBo.SubmitAsync($"/compose?quote={id}", "/compose",
            ("quote", id), ("Input.Source", "Let me add"), ("Input.Language", "en"), ("Input.Visibility", Visibility.Public), ("Input.Quotable", Quotable.Nobody));
        Assert.Equal(303, answer.Code);
        var page = await pages.Visitor.ReadAsync(answer.Location!);
        Assert.Matches("(?s)<section class=\"quote\".*The first &lt;word&gt; of ada.*</section>", page);
        Assert.DoesNotContain("Remove my post", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/compose?quote=", Quoting(await pages.AsCy.ReadAsync(answer.Location!)), StringComparison.Ordinal);

        Assert.Contains("Remove my post", await pages.AsAda.ReadAsync(answer.Location!), StringComparison.Ordinal);
        Assert.Equal(303, (await pages.AsAda.SubmitAsync(answer.Location!, $"{answer.Location}?handler=unquote")).Code);
        Assert.DoesNotContain("of ada", await pages.Visitor.ReadAsync(answer.Location!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_not_be_quoted_has_no_form_for_it()
    {
        var shy = await pages.WriteAsync(pages.Ada, "Please not", with: d => d with { Quotable = Quotable.Nobody });
        var hidden = await pages.WriteAsync(pages.Ada, "Among friends", Visibility.Followers);

        foreach (var post in new[] { shy, hidden })
            Assert.Equal(404, (await pages.AsBo.GetAsync($"/compose?quote={post.Id.ToString(CultureInfo.InvariantCulture)}")).Code);
    }

    static string Quoting(string page) => page[page.IndexOf("post-focus", StringComparison.Ordinal)..];
}
