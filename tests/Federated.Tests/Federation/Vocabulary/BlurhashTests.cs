using Federated.Federation.Vocabulary;

namespace Federated.Tests.Federation.Vocabulary;

/// <summary>Blurred previews, against hashes that are published and against the description.</summary>
public sealed class BlurhashTests
{
    [Fact]
    public void A_black_picture_has_no_colours() =>
        Assert.Equal("L00000fQfQfQfQfQfQfQfQfQfQfQ", Blurhash.Encode(new byte[3 * 32 * 32], 32, 32));

    [Fact]
    public void One_component_is_the_mean_colour() =>
        // size 1x1, no further colours, then 0xff0000 in base 83.
        Assert.Equal("00TI:j", Blurhash.Encode(Fill(8, 8, 255, 0, 0), 8, 8, 1, 1));

    [Fact]
    public void Every_hash_that_is_made_is_valid()
    {
        var noise = new byte[3 * 20 * 10];
        for (var i = 0; i < noise.Length; i++)
            noise[i] = (byte)(i * 37 % 251);
        for (var across = 1; across <= 9; across++)
            for (var down = 1; down <= 9; down++)
                Assert.True(Blurhash.IsValid(Blurhash.Encode(noise, 20, 10, across, down)), $"{across}x{down}");
    }

    [Theory]
    [InlineData("LEHV6nWB2yk8pyo0adR*.7kCMdnj", true)]
    [InlineData("LGF5]+Yk^6#M@-5c,1J5@[or[Q6.", true)]
    [InlineData("LEHV6nWB2yk8pyo0adR*.7kCMdn", false)]
    [InlineData("LEHV6nWB2yk8pyo0adR*.7kCMdn<", false)]
    [InlineData("00000", false)]
    [InlineData("", false)]
    [InlineData("~00000", false)]
    public void A_hash_has_the_length_that_it_says(string hash, bool valid) => Assert.Equal(valid, Blurhash.IsValid(hash));

    static byte[] Fill(int width, int height, byte red, byte green, byte blue)
    {
        var rgb = new byte[3 * width * height];
        for (var i = 0; i < rgb.Length; i += 3)
            (rgb[i], rgb[i + 1], rgb[i + 2]) = (red, green, blue);
        return rgb;
    }
}
