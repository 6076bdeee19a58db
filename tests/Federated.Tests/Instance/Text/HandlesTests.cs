using Federated.Instance.Text;

namespace Federated.Tests.Instance.Text;

public sealed class HandlesTests
{
    [Theory]
    [InlineData("@ada", "ada", 4)]
    [InlineData("@Ada, hello", "ada", 4)]
    [InlineData("@ada.", "ada", 4)]
    [InlineData("@ada@Hub.example.org", "ada@hub.example.org", 20)]
    [InlineData("@ada@hub.example.org.", "ada@hub.example.org", 20)]
    [InlineData("@ada@hub.example.org: hi", "ada@hub.example.org", 20)]
    [InlineData("@ada@localhost:8081", "ada@localhost:8081", 19)]
    [InlineData("@ada.l-b@hub.example.org", "ada.l-b@hub.example.org", 24)]
    [InlineData("@ada@bücher.example", "ada@xn--bcher-kva.example", 19)]
    public void A_handle_ends_where_its_host_ends(string text, string handle, int length)
    {
        Assert.Equal(handle, Handles.Read(text, out var read));
        Assert.Equal(length, read);
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("@")]
    [InlineData("@@ada")]
    [InlineData("@ada@")]
    [InlineData("@ada.lovelace")]
    [InlineData("@.ada")]
    [InlineData("@амина")]
    [InlineData("@abcdefghijklmnopqrstuvwxyz12345")]
    [InlineData("@ada@-.-")]
    public void Other_words_are_no_handle(string text) => Assert.Null(Handles.Read(text, out _));
}
