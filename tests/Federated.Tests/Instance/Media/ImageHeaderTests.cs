using System.Buffers.Binary;
using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Instance.Media;
using Federated.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Tests.Instance.Media;

/// <summary>Heads of pictures, read without decoding them.</summary>
public sealed class ImageHeaderTests
{
    [Fact]
    public void Every_kind_says_its_size()
    {
        Assert.Equal(new ImageHeader("image/png", 300, 200, 1), ImageHeader.Read(TestPictures.Png(300, 200)));
        Assert.Equal(new ImageHeader("image/png", 3, 2, 7), ImageHeader.Read(TestPictures.Png(3, 2, ("acTL", [0, 0, 0, 7, 0, 0, 0, 0]))));
        Assert.Equal(new ImageHeader("image/gif", 2, 2, 5), ImageHeader.Read(TestPictures.Gif(5)));
        Assert.Equal(new ImageHeader("image/jpeg", 8, 4, 1), ImageHeader.Read(TestPictures.Jpeg(place: "here")));
        Assert.Equal(new ImageHeader("image/webp", 16, 9, 1), ImageHeader.Read(WebP("VP8 ", [0, 0, 0, 0x9d, 0x01, 0x2a, 16, 0, 9, 0])));
        Assert.Equal(new ImageHeader("image/webp", 16, 9, 1), ImageHeader.Read(WebP("VP8L", [0x2f, 15, 0b0000_0000, 0b0000_0010, 0, 0, 0, 0, 0, 0])));
        Assert.Equal(new ImageHeader("image/webp", 16, 9, 2), ImageHeader.Read([.. WebP("VP8X", [2, 0, 0, 0, 15, 0, 0, 8, 0, 0]), .. Chunk("ANMF", [1]), .. Chunk("ANMF", [])]));
    }

    [Fact]
    public void What_is_none_or_has_no_size_is_none()
    {
        foreach (var bytes in new[] { [], "<svg/>"u8.ToArray(), TestPictures.Png(0, 5), TestPictures.Gif(0), TestPictures.Jpeg()[..60], "RIFF\0\0\0\0WAVE"u8.ToArray(), new byte[1_000] })
            Assert.Null(ImageHeader.Read(bytes));
    }

    [Fact]
    public void Limits_hold_at_the_edge()
    {
        Assert.Null(new ImageHeader("image/png", Limits.PictureSide, Limits.PicturePixels / Limits.PictureSide, Limits.PictureFrames).Problem);
        Assert.Equal("media-dimensions", new ImageHeader("image/png", Limits.PictureSide + 1, 1, 1).Problem);
        Assert.Equal("media-dimensions", new ImageHeader("image/png", Limits.PictureSide, (Limits.PicturePixels / Limits.PictureSide) + 1, 1).Problem);
        Assert.Equal("media-dimensions", new ImageHeader("image/png", int.MaxValue, int.MaxValue, 1).Problem);
        Assert.Equal("media-frames", new ImageHeader("image/png", 1, 1, Limits.PictureFrames + 1).Problem);
    }

    [Fact]
    public void Whatever_comes_is_read_or_refused()
    {
        byte[][] seeds = [TestPictures.Png(9, 9, ("acTL", new byte[8])), TestPictures.Gif(4), TestPictures.Jpeg(place: "x"), WebP("VP8X", new byte[10]), WebP("VP8L", new byte[10])];
        Prop.ForAll(ArbMap.Default.ArbFor<(int Seed, int Cut, byte[] Noise)>(), input =>
        {
            var bytes = seeds[(input.Seed & int.MaxValue) % seeds.Length].ToArray();
            for (var i = 0; i < input.Noise.Length; i++)
                bytes[(input.Noise[i] * 31 + i * 7) % bytes.Length] = input.Noise[i];
            _ = ImageHeader.Read(bytes.AsSpan(0, (input.Cut & int.MaxValue) % (bytes.Length + 1)))?.Problem;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("image/png", "image/png")]
    [InlineData("Image/JPG; charset=binary", "image/jpeg")]
    [InlineData("image/apng", "image/png")]
    [InlineData("image/webp", "image/webp")]
    [InlineData("image/svg+xml", null)]
    [InlineData("image/avif", null)]
    [InlineData("text/html", null)]
    [InlineData("application/activity+json", null)]
    [InlineData(null, null)]
    public void Types_that_every_browser_shows_are_pictures(string? sent, string? meant) => Assert.Equal(meant, MediaTypes.Picture(sent));

    static byte[] WebP(string kind, byte[] data) => [.. "RIFF\0\0\0\0WEBP"u8, .. Chunk(kind, [.. data, .. new byte[10 - data.Length]])];

    static byte[] Chunk(string name, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        return [.. System.Text.Encoding.ASCII.GetBytes(name), .. length, .. data, .. new byte[data.Length & 1]];
    }
}
