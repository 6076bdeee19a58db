using System.Globalization;
using Federated.Instance.Policies;

namespace Federated.Tests.Web.Pages;

/// <summary>Asking, voting and reading results on pages, without scripts.</summary>
public sealed class PollPageTests(PagesHub pages) : IClassFixture<PagesHub>
{
    [Fact]
    public async Task A_poll_is_written_voted_in_and_read()
    {
        var answer = await pages.AsAda.SubmitAsync("/compose",
            ("Input.Source", "Tea or coffee?"), ("Input.Language", "en"), ("Input.Visibility", Visibility.Public),
            ("Input.Choices", "Green <b>tea</b>\r\nCoffee\r\n\r\n"), ("Input.Multiple", "false"), ("Input.Length", "72"));
        Assert.Equal(303, answer.Code);
        var page = answer.Location!;

        var before = await pages.AsBo.ReadAsync(page);
        Assert.Contains("Choose one answer", before, StringComparison.Ordinal);
        Assert.Contains("Green &lt;b&gt;tea&lt;/b&gt;", before, StringComparison.Ordinal);
        Assert.DoesNotContain("%", Inside(before), StringComparison.Ordinal);

        Assert.Equal(303, (await pages.AsBo.SubmitAsync(page, $"{page}?handler=vote", ("choice", "1"))).Code);
        var after = await pages.AsBo.ReadAsync(page);
        Assert.Contains("100% (1 vote)", after, StringComparison.Ordinal);
        Assert.Contains("Your vote", after, StringComparison.Ordinal);
        Assert.DoesNotContain("Choose one answer", after, StringComparison.Ordinal);

        var visitor = await pages.Visitor.ReadAsync(page);
        Assert.Contains("Coffee", visitor, StringComparison.Ordinal);
        Assert.DoesNotContain("100%", visitor, StringComparison.Ordinal);
        Assert.Contains("1 person has voted", visitor, StringComparison.Ordinal);
        Assert.Contains("100% (1 vote)", await pages.AsAda.ReadAsync(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_form_says_what_is_wrong_with_a_poll_and_keeps_it()
    {
        var answer = await pages.AsAda.SubmitAsync("/compose",
            ("Input.Source", "Only one?"), ("Input.Language", "en"), ("Input.Visibility", Visibility.Public), ("Input.Choices", "Alone"), ("Input.Length", "24"));

        Assert.Equal(200, answer.Code);
        Assert.Contains("Please give at least two answers.", answer.Body, StringComparison.Ordinal);
        Assert.Matches("(?s)<details[^>]* open.*Alone", answer.Body);
    }

    [Fact]
    public async Task A_poll_that_one_may_not_see_takes_no_vote()
    {
        var poll = await pages.WriteAsync(pages.Ada, "Among friends?", Visibility.Followers);
        var path = $"/posts/{poll.Id.ToString(CultureInfo.InvariantCulture)}";

        Assert.Equal(404, (await pages.AsCy.SubmitAsync("/compose", $"{path}?handler=vote", ("choice", "0"))).Code);
    }

    static string Inside(string page) => page[page.IndexOf("<main", StringComparison.Ordinal)..];
}
