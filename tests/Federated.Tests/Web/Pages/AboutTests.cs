using Federated.Tests.Support;

namespace Federated.Tests.Web.Pages;

public sealed class AboutTests
{
    [Theory]
    [InlineData("help@hub.example.org", "href=\"mailto:help@hub.example.org\"")]
    [InlineData("https://hub.example.org/help", "href=\"https://hub.example.org/help\"")]
    public async Task Somebody_without_an_account_finds_whom_to_write_to(string contact, string link)
    {
        await using var hub = await TestHub.StartAsync(null, ("Hub:Contact", contact));

        Assert.Contains(link, await new PageBrowser(hub).ReadAsync("/about"), StringComparison.Ordinal);
    }
}
