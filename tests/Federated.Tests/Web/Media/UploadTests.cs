using System.Text;
using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Instance.Media;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;
using Federated.Tests.Web.Pages;

namespace Federated.Tests.Web.Media;

/// <summary>Pictures that people here attach: from the form to the page, to other servers, and away again.</summary>
public sealed class UploadTests(PagesHub pages) : UploadTest(pages), IClassFixture<PagesHub>
{
    const string Secret = "N48.8577 E2.2950";

    [Fact]
    public async Task A_picture_goes_from_the_form_to_the_page_and_to_other_servers()
    {
        var sent = await Pages.AsAda.SendFilesAsync("/compose", "/compose",
            [("Input.Source", "My cat"), ("Input.Language", "en"), ("Input.Visibility", "public"), ("Input.Media[0].Alt", "A <red> cat")],
            ("Input.Media[0].File", TestPictures.Jpeg(orientation: 6, Secret), "../../cat.php"));
        Assert.Equal(303, sent.Code);

        var id = long.Parse(sent.Location!.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
        var attachment = (await DocumentAsync(id)).GetProperty("attachment")[0];
        Assert.Equal(("Image", "image/jpeg", "A <red> cat", "A <red> cat"), (Text("type"), Text("mediaType"), Text("name"), Text("summary")));
        Assert.Equal((4, 8), (attachment.GetProperty("width").GetInt32(), attachment.GetProperty("height").GetInt32()));
        Assert.True(Blurhash.IsValid(Text("blurhash")));

        var (answer, bytes) = await FetchAsync(Text("url"));
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("default-src 'none'; sandbox", Header("Content-Security-Policy"));
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("public, max-age=86400", Header("Cache-Control"));
        Assert.Equal(new ImageHeader("image/jpeg", 4, 8, 1), ImageHeader.Read(bytes));
        AssertAbsent(Secret, bytes);
        AssertAbsent("Exif", bytes);

        var page = await Pages.Visitor.ReadAsync($"/posts/{Id(id)}");
        Assert.Matches("<img[^>]* src=\"[^\"]*-small.webp\"[^>]* alt=\"A &lt;red&gt; cat\"", page);
        var (preview, small) = await FetchAsync(Text("url").Replace(".jpg", "-small.webp", StringComparison.Ordinal));
        Assert.Equal("image/webp", preview.Content.Headers.ContentType!.ToString());
        AssertAbsent(Secret, small);

        string Text(string name) => attachment.GetProperty(name).GetString()!;
        string Header(string name) => answer.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : "";
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")]
    [InlineData("<?xml version='1.0'?><svg/>")]
    [InlineData("<!doctype html><script>alert(1)</script>")]
    [InlineData("%PDF-1.7 whatever there is")]
    [InlineData("alert(1); // a script of some length")]
    [InlineData("""{"type":"Note","content":"a document"}""")]
    [InlineData("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")]
    [InlineData("ffconcat version 1.0\nfile /etc/passwd\n")]
    [InlineData("PK\u0003\u0004 an archive of some length")]
    [InlineData("RIFF\0\0\0\0AVI LIST of old films")]
    public async Task Nothing_but_pictures_films_and_sounds_is_taken(string file) =>
        Assert.Equal("media-type", await CodeAsync(Encoding.Latin1.GetBytes(file)));

    [Fact]
    public async Task What_hides_behind_a_picture_or_in_it_is_gone()
    {
        byte[][] files =
        [
            [.. TestPictures.Png(9, 9, ("tEXt", Encoding.Latin1.GetBytes("Comment\0" + Secret))), .. Encoding.Latin1.GetBytes($"<script>{Secret}</script>")],
            [.. TestPictures.Gif(1), .. Encoding.Latin1.GetBytes($"/*{Secret}*/=1;")],
            [.. TestPictures.Jpeg(1, Secret), .. Encoding.Latin1.GetBytes($"<?php {Secret}")],
        ];
        foreach (var file in files)
        {
            var upload = await SentAsync(file, Pages.Cy);
            foreach (var url in new[] { upload.Url, upload.PreviewUrl! })
            {
                var (answer, bytes) = await FetchAsync(url);
                Assert.True(answer.IsSuccessStatusCode);
                AssertAbsent(Secret, bytes);
            }
        }
    }

    [Fact]
    public async Task Every_kind_of_picture_becomes_one_that_all_servers_read()
    {
        var avif = await MadeAsync("x.avif");
        var webp = await MadeAsync("x.webp");
        foreach (var (file, type) in new[] { (TestPictures.Png(30, 20), "image/png"), (TestPictures.Gif(1), "image/png"), (TestPictures.Jpeg(), "image/jpeg"), (avif, "image/png"), (webp, "image/png") })
        {
            var upload = await SentAsync(file, Pages.Cy);
            Assert.Equal((MediaKind.Image, UploadState.Ready, type), (upload.Kind, upload.State, upload.MediaType));
            Assert.Equal(type, ImageHeader.Read((await FetchAsync(upload.Url)).Bytes)!.Value.MediaType);
        }
    }

    [Fact]
    public async Task A_large_picture_is_made_smaller_and_what_stays_large_without_loss_becomes_a_JPEG()
    {
        var large = await SentAsync(await NoiseAsync(Limits.UploadSide + 200, 700), Pages.Cy);

        Assert.Equal((Limits.UploadSide, "image/jpeg"), (large.Width, large.MediaType));
        Assert.InRange(large.Bytes, Limits.LosslessBytes / 4, Limits.PictureFileBytes * 2);
        Assert.Equal(Limits.PreviewSide, ImageHeader.Read((await FetchAsync(large.PreviewUrl!)).Bytes)!.Value.Width);
        Assert.Equal(("image/png", Limits.UploadSide), ((await SentAsync(TestPictures.Png(Limits.UploadSide, 4), Pages.Cy)) is var fits ? fits.MediaType : "", fits.Width));
    }

    [Fact]
    public async Task A_picture_that_cannot_be_decoded_is_refused_and_leaves_nothing()
    {
        var before = Files().Count;
        var broken = TestPictures.Png(50, 50)[..40];

        Assert.Equal("media-broken", await CodeAsync(broken));
        Assert.Equal("media-empty", await CodeAsync([]));
        Assert.Equal(before, Files().Count);
    }

    [Fact]
    public async Task Bombs_are_refused_before_they_are_decoded()
    {
        var bomb = TestPictures.Png(4, 4);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(16), 65_500);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(20), 65_500);

        Assert.Equal("media-dimensions", await CodeAsync(bomb));
        Assert.Equal("media-frames", await CodeAsync(TestPictures.Gif(Limits.PictureFrames + 1)));
    }

    [Fact]
    public async Task A_post_of_a_picture_needs_no_words_and_one_without_either_is_refused()
    {
        var upload = await SentAsync(TestPictures.Png(9, 9));

        Assert.Equal("text-empty", (await WriteAsync(Pages.Ada, [], "")).Code);
        var post = (await WriteAsync(Pages.Ada, [new(upload.Id, "A square")], "")).Value!;
        Assert.Contains("alt=\"A square\"", await Pages.Visitor.ReadAsync($"/posts/{Id(post.Id)}"), StringComparison.Ordinal);
        Assert.Equal("text-empty", (await EditAsync(post, [], "")).Code);
    }

    [Fact]
    public async Task Only_ones_own_that_no_post_has_can_be_attached()
    {
        var (mine, bos) = (await SentAsync(TestPictures.Png(9, 9)), await SentAsync(TestPictures.Png(9, 9), Pages.Bo));

        Assert.Equal("media-gone", (await WriteAsync(Pages.Ada, [new(bos.Id)])).Code);
        Assert.Equal("media-gone", (await WriteAsync(Pages.Ada, [new(1)])).Code);
        Assert.Equal("media-gone", (await WriteAsync(Pages.Ada, [new(mine.Id), new(mine.Id)])).Code);
        Assert.True((await WriteAsync(Pages.Ada, [new(mine.Id)])).Ok);
        Assert.Equal("media-gone", (await WriteAsync(Pages.Ada, [new(mine.Id)])).Code);
    }

    [Fact]
    public async Task An_edit_keeps_drops_reorders_and_describes_anew()
    {
        List<Upload> sent = [await SentAsync(TestPictures.Png(9, 9), alt: "one"), await SentAsync(TestPictures.Png(9, 9), alt: "two"), await SentAsync(TestPictures.Png(9, 9), alt: "three")];
        var post = (await WriteAsync(Pages.Ada, [.. sent.Select(u => new DraftMedia(u.Id))])).Value!;

        Assert.True((await EditAsync(post, null, "other words")).Ok);
        Assert.Equal(["one", "two", "three"], await NamesAsync());
        Assert.True((await EditAsync(post, [new(sent[2].Id), new(sent[0].Id, "uno")])).Ok);
        Assert.Equal(["three", "uno"], await NamesAsync());
        Assert.Equal(404, await StatusAsync(sent[1].Url));
        Assert.Equal(200, await StatusAsync(sent[0].Url));
        Assert.Equal("media-gone", (await EditAsync(post, [new(sent[1].Id)])).Code);

        async Task<List<string>> NamesAsync() => [.. (await DocumentAsync(post.Id)).GetProperty("attachment").EnumerateArray().Select(a => a.GetProperty("name").GetString()!)];
    }

    [Fact]
    public async Task The_form_to_change_a_post_shows_what_it_has_and_takes_more()
    {
        var upload = await SentAsync(TestPictures.Png(9, 9), alt: "before");
        var post = (await WriteAsync(Pages.Ada, [new(upload.Id)])).Value!;
        var path = $"/posts/{Id(post.Id)}/edit";
        Assert.Contains($"name=\"Input.Media[0].Id\" value=\"{Id(upload.Id)}\"", await Pages.AsAda.ReadAsync(path), StringComparison.Ordinal);

        var changed = await Pages.AsAda.SendFilesAsync(path, path,
            [("Input.Source", "new"), ("Input.Language", "en"), ("Input.Media[0].Id", Id(upload.Id)), ("Input.Media[0].Alt", "after"), ("Input.Media[1].Alt", "second")],
            ("Input.Media[1].File", TestPictures.Png(7, 7), "b.png"));
        Assert.Equal(303, changed.Code);
        var page = await Pages.Visitor.ReadAsync($"/posts/{Id(post.Id)}");
        Assert.Contains("alt=\"after\"", page, StringComparison.Ordinal);
        Assert.Contains("alt=\"second\"", page, StringComparison.Ordinal);

        changed = await Pages.AsAda.SendFilesAsync(path, path,
            [("Input.Source", "new"), ("Input.Language", "en"), ("Input.Media[0].Id", Id(upload.Id)), ("Input.Media[0].Drop", "true")]);
        Assert.Equal(303, changed.Code);
        Assert.DoesNotContain("alt=\"after\"", await Pages.Visitor.ReadAsync($"/posts/{Id(post.Id)}"), StringComparison.Ordinal);
        Assert.Equal(404, await StatusAsync(upload.Url));
    }

    [Fact]
    public async Task A_file_that_was_sent_is_kept_when_something_else_is_wrong()
    {
        var again = await Pages.AsBo.SendFilesAsync("/compose", "/compose",
            [("Input.Source", "for @nobody"), ("Input.Language", "en"), ("Input.Visibility", "nonsense"), ("Input.Media[0].Alt", "kept words")],
            ("Input.Media[0].File", TestPictures.Png(9, 9), "a.png"), ("Input.Media[1].File", "<svg/>"u8.ToArray(), "b.png"));

        Assert.Equal(200, again.Code);
        Assert.Matches("name=\"Input.Media\\[0\\].Id\" value=\"[0-9]+\"", again.Body);
        Assert.Contains("kept words", again.Body, StringComparison.Ordinal);
        Assert.Contains("of a type that this hub does not take", again.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_knows_the_address_sees_it_and_nobody_can_guess_one()
    {
        var upload = await SentAsync(TestPictures.Png(9, 9));
        var post = (await WriteAsync(Pages.Ada, [new(upload.Id)], visibility: Visibility.Followers)).Value!;

        var (answer, _) = await FetchAsync(upload.Url);
        Assert.Equal((200, "private, no-store"), ((int)answer.StatusCode, answer.Headers.NonValidated["Cache-Control"].ToString()));
        Assert.Equal(404, await StatusAsync(upload.Url.Replace(Convert.ToHexStringLower(upload.Name), Convert.ToHexStringLower(new byte[16]), StringComparison.Ordinal)));
        Assert.Equal(404, await StatusAsync(upload.Url.Replace($"/{Id(upload.Id)}/", $"/{Id(post.Id)}/", StringComparison.Ordinal)));
        foreach (var end in new[] { ".jpg", ".webp", ".mp4", ".json", ".html", ".svg" })
            Assert.Equal(404, await StatusAsync(upload.Url.Replace(".png", end, StringComparison.Ordinal)));
        Assert.Equal(404, (await Pages.AsCy.GetAsync($"/posts/{Id(post.Id)}")).Code);
    }

    [Fact]
    public async Task Media_is_never_a_document()
    {
        var upload = await SentAsync(TestPictures.Png(9, 9));
        foreach (var accept in new[] { "application/activity+json", "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"", "text/html" })
        {
            var (answer, _) = await FetchAsync(upload.Url, r => r.Headers.TryAddWithoutValidation("Accept", accept));
            Assert.Equal("image/png", answer.Content.Headers.ContentType!.ToString());
        }
    }

    [Fact]
    public async Task With_its_post_it_goes_from_the_disk_as_well()
    {
        var upload = await SentAsync(TestPictures.Png(9, 9));
        var post = (await WriteAsync(Pages.Ada, [new(upload.Id)])).Value!;
        var kept = new[] { upload.File!, upload.Preview! }.Select(f => Hub.Get<MediaFiles>().Find(f)).ToList();
        Assert.All(kept, path => Assert.True(File.Exists(path)));

        await DeleteAsync(post);
        Assert.Equal((404, 404), (await StatusAsync(upload.Url), await StatusAsync(upload.PreviewUrl!)));
        await UntilAsync(() => !kept.Exists(File.Exists), "The files are still there.");
    }

    [Fact]
    public async Task What_nobody_attaches_goes_after_a_day()
    {
        var (old, young) = (await SentAsync(TestPictures.Png(9, 9)), await SentAsync(TestPictures.Png(9, 9)));
        var used = await SentAsync(TestPictures.Png(9, 9));
        await WriteAsync(Pages.Ada, [new(used.Id)]);
        await AgeAsync(old, Limits.UnusedUploadLife + TimeSpan.FromMinutes(1));
        await AgeAsync(young, Limits.UnusedUploadLife - TimeSpan.FromMinutes(1));
        await AgeAsync(used, Limits.UnusedUploadLife * 2);

        await Hub.DoAsync(tx => Hub.Get<UploadEnds>().RunAsync(tx, default));
        Assert.Equal((404, 200, 200), (await StatusAsync(old.Url), await StatusAsync(young.Url), await StatusAsync(used.Url)));
        var path = Hub.Get<MediaFiles>().Find(young.File!)!;
        await Hub.Get<Pruning>().DropFilesAsync([young.File!], default);
        Assert.True(File.Exists(path));

        Task AgeAsync(Upload upload, TimeSpan by) => Hub.DoAsync(tx => tx.ExecAsync("update upload set created_at = created_at - @by where id = @Id", new { by, upload.Id }, default));
    }

    [Fact]
    public async Task An_owner_describes_and_takes_back_what_no_post_has()
    {
        var upload = await SentAsync(TestPictures.Png(9, 9));

        Assert.Equal("media-gone", (await Hub.DoAsync(tx => Uploading.DescribeAsync(tx, Pages.Bo.Id, upload.Id, "x", null, null, default))).Code);
        Assert.Equal("media-focus", (await Hub.DoAsync(tx => Uploading.DescribeAsync(tx, Pages.Ada.Id, upload.Id, null, 1.01, 0, default))).Code);
        Assert.True((await Hub.DoAsync(tx => Uploading.DescribeAsync(tx, Pages.Ada.Id, upload.Id, "words", -1, 1, default))).Ok);
        var post = (await WriteAsync(Pages.Ada, [new(upload.Id)])).Value!;
        var attachment = (await DocumentAsync(post.Id)).GetProperty("attachment")[0];
        Assert.Equal(("words", "[-1,1]"), (attachment.GetProperty("name").GetString(), attachment.GetProperty("focalPoint").GetRawText()));

        var other = await SentAsync(TestPictures.Png(9, 9));
        Assert.False(await Hub.DoAsync(tx => Uploading.DropAsync(tx, Pages.Bo.Id, other.Id, default)));
        Assert.True(await Hub.DoAsync(tx => Uploading.DropAsync(tx, Pages.Ada.Id, other.Id, default)));
        Assert.Equal(404, await StatusAsync(other.Url));
    }

    /// <summary>Something that cannot be packed.</summary>
    static Task<byte[]> NoiseAsync(int width, int height) => MadeAsync("x.png", "gaussnoise", "n.v", Id(width), Id(height));

    static async Task<byte[]> MadeAsync(string file, params string[] how)
    {
        var folder = Directory.CreateTempSubdirectory("picture-").FullName;
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "in.png"), TestPictures.Png(30, 20));
            if (how.Length > 0)
                await VipsAsync(how);
            await VipsAsync("copy", how.Length > 0 ? "n.v" : "in.png", file);
            return await File.ReadAllBytesAsync(Path.Combine(folder, file));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        async Task VipsAsync(params string[] words)
        {
            using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("vips", words) { WorkingDirectory = folder, RedirectStandardError = true, UseShellExecute = false })!;
            await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }
    }
}
