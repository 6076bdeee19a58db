using System.Globalization;
using System.Net;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Posts;
using Federated.Tests.Support;
using Federated.Tests.Web.Pages;
using Federated.Web.Media;
using Microsoft.AspNetCore.Http;

namespace Federated.Tests.Web.Media;

/// <summary>How much people here may send, each at the limit and one past it.</summary>
public sealed class UploadLimitTests(PagesHub pages) : UploadTest(pages), IClassFixture<PagesHub>
{
    [Fact]
    public async Task A_picture_has_sixteen_megabytes_at_most()
    {
        Assert.Null(await CodeAsync(TestPictures.PngOf(Limits.UploadImageBytes)));
        Assert.Equal("media-too-large", await CodeAsync(TestPictures.PngOf(Limits.UploadImageBytes + 1)));
    }

    [Fact]
    public async Task A_film_or_sound_has_forty_megabytes_at_most()
    {
        Assert.Null(await CodeAsync(Wave(Limits.UploadRecordingBytes)));
        Assert.Equal("media-too-large", await CodeAsync(Wave(Limits.UploadRecordingBytes + 1)));
    }

    [Fact]
    public async Task A_film_or_sound_lasts_fifteen_minutes_at_most()
    {
        var seconds = (int)Limits.RecordingLength.TotalSeconds;
        Assert.Null(await CodeAsync(Wave(44 + (8_000 * seconds), rate: 8_000)));
        Assert.Equal("media-too-long", await CodeAsync(Wave(44 + (8_000 * (seconds + 1)), rate: 8_000)));
        Assert.True(Limits.ProbeTime < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_description_has_so_many_characters()
    {
        Assert.True((await SendAsync(TestPictures.Png(9, 9), words: new(new string('x', Limits.AltText)))).Ok);
        Assert.Equal("media-alt-too-long", (await SendAsync(TestPictures.Png(9, 9), words: new(new string('x', Limits.AltText + 1)))).Code);
        var upload = await SentAsync(TestPictures.Png(9, 9));
        Assert.Equal("media-alt-too-long", (await WriteAsync(Pages.Ada, [new(upload.Id, new string('x', Limits.AltText + 1))])).Code);
    }

    [Fact]
    public async Task A_note_has_four_files_and_an_article_more()
    {
        var bo = Pages.Bo;
        var ids = new List<DraftMedia>();
        for (var i = 0; i <= Limits.ArticleMedia; i++)
            ids.Add(new(await RowAsync(bo)));

        Assert.Equal("media-too-many", (await WriteAsync(bo, ids[..(Limits.PostMedia + 1)])).Code);
        Assert.True((await WriteAsync(bo, ids[..Limits.PostMedia])).Ok);
        var story = new Draft { Author = bo, Writer = bo, Kind = PostKind.Story, Title = "Title", Source = "x", Visibility = "public" };
        var fresh = new List<DraftMedia>();
        for (var i = 0; i <= Limits.ArticleMedia; i++)
            fresh.Add(new(await RowAsync(bo)));
        Assert.Equal("media-too-many", (await WriteStoryAsync(fresh)).Code);
        Assert.True((await WriteStoryAsync(fresh[..Limits.ArticleMedia])).Ok);

        Task<Federated.Instance.Result<Post>> WriteStoryAsync(IReadOnlyList<DraftMedia> media) =>
            Hub.DoAsync(tx => Hub.Get<Posting>().WriteAsync(tx, story with { Media = media }, default));
    }

    [Fact]
    public async Task So_many_may_be_unused()
    {
        var dan = await Hub.PersonAsync("dan");
        for (var i = 1; i < Limits.UnusedUploads; i++)
            await RowAsync(dan, ago: Limits.UploadWindow * 2);

        Assert.Null(await CodeAsync(TestPictures.Png(9, 9), dan));
        Assert.Equal("media-too-many-unused", await CodeAsync(TestPictures.Png(9, 9), dan));
    }

    [Fact]
    public async Task So_many_may_wait_to_be_made_playable()
    {
        var gil = await Hub.PersonAsync("gil");
        List<long> waiting = [];
        for (var i = 0; i < Limits.UploadsWaiting; i++)
            waiting.Add(await RowAsync(gil));
        await Hub.DoAsync(tx => tx.ExecAsync("update upload set state = 'waiting', claimed_until = @until where id = any(@ids)", new { ids = waiting.Skip(1).ToArray(), until = tx.Now.AddHours(1) }, default));
        Assert.Null(await CodeAsync(TestPictures.Png(9, 9), gil));
        await Hub.DoAsync(tx => tx.ExecAsync("update upload set state = 'waiting', claimed_until = @until where id = any(@ids)", new { ids = waiting.ToArray(), until = tx.Now.AddHours(1) }, default));
        Assert.Equal("media-too-often", await CodeAsync(TestPictures.Png(9, 9), gil));
    }

    [Fact]
    public async Task So_many_may_be_sent_within_half_an_hour()
    {
        var eva = await Hub.PersonAsync("eva");
        for (var i = 1; i < Limits.UploadsPerWindow; i++)
            await RowAsync(eva, ago: Limits.UploadWindow - TimeSpan.FromMinutes(1));
        await RowAsync(eva, ago: Limits.UploadWindow + TimeSpan.FromMinutes(1));

        Assert.Null(await CodeAsync(TestPictures.Png(9, 9), eva));
        Assert.Equal("media-too-often", await CodeAsync(TestPictures.Png(9, 9), eva));
        var post = await WriteAsync(eva, [], "Words still go.");
        Assert.True(post.Ok);
    }

    [Fact]
    public async Task An_account_has_so_much_room()
    {
        var (fay, size) = (await Hub.PersonAsync("fay"), (await SentAsync(TestPictures.Png(9, 9), Pages.Cy)).Bytes);
        await RowAsync(fay, bytes: Limits.StoragePerAccount - (2 * size) + 1);

        Assert.Null(await CodeAsync(TestPictures.Png(9, 9), fay));
        Assert.Equal("media-quota", await CodeAsync(TestPictures.Png(9, 9), fay));
        Assert.True((await WriteAsync(fay, [], "Words still go.")).Ok);
    }

    [Fact]
    public async Task A_form_with_files_may_be_large_and_others_not()
    {
        var fits = await Pages.AsAda.SendFilesAsync("/compose", "/compose", [("Input.Source", "x"), ("Input.Language", "en"), ("Input.Visibility", "public")],
            ("Input.Media[0].File", TestPictures.PngOf(2 * Limits.BodyBytes), "a.png"));
        Assert.Equal(303, fits.Code);
        Assert.Equal(413, (await Pages.AsAda.SendFilesAsync("/report", "/report", [], ("x", new byte[2 * Limits.BodyBytes], "a.png"))).Code);
        Assert.Equal(413, (await SendLengthAsync(Limits.UploadRequestBytes + 1)).Code);
        Assert.Equal(400, (await Pages.AsAda.PostAsync("/compose", ("Input.Source", "no token"))).Code);

        Task<PageAnswer> SendLengthAsync(int bytes) => Pages.AsAda.SendFilesAsync("/compose", "/compose", [], ("Input.Media[0].File", new byte[bytes], "a.png"));
    }

    [Fact]
    public async Task A_form_of_ten_thousand_parts_is_refused()
    {
        var fields = Enumerable.Range(0, 10_000).Select(i => ($"x{i.ToString(CultureInfo.InvariantCulture)}", "y")).ToArray();

        Assert.Equal(400, (await Pages.AsAda.SendFilesAsync("/compose", "/compose", fields)).Code);
    }

    [Fact]
    public async Task Few_requests_with_files_are_under_way_at_once()
    {
        var go = new TaskCompletionSource();
        using var gate = new UploadGate(_ => go.Task);
        var running = new List<Task>();
        for (var i = 0; i < Limits.UploadsAtOnce; i++)
            running.Add(gate.InvokeAsync(Request(1)));

        Assert.Equal(429, await StatusAsync(1));
        Assert.Equal(429, await StatusAsync(1, length: null));
        Assert.All(running, r => Assert.False(r.IsCompleted));
        for (var who = 2; running.Count < Limits.UploadsAtOncePerNode; who++)
            for (var i = 0; i < Limits.UploadsAtOnce; i++)
                running.Add(gate.InvokeAsync(Request(who)));
        Assert.Equal(503, await StatusAsync(99));
        go.SetResult();
        await Task.WhenAll(running);
        Assert.Equal(200, await StatusAsync(1));

        async Task<int> StatusAsync(int who, long? length = Limits.UploadRequestBytes)
        {
            var request = Request(who, length);
            await gate.InvokeAsync(request);
            return request.Response.StatusCode;
        }

        static DefaultHttpContext Request(int who, long? length = Limits.UploadRequestBytes)
        {
            var context = new DefaultHttpContext();
            context.Connection.RemoteIpAddress = new IPAddress([10, 0, 0, (byte)who]);
            context.Request.ContentType = "multipart/form-data; boundary=x";
            context.Request.ContentLength = length;
            context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new TakesFilesAttribute()), null));
            return context;
        }
    }

    /// <summary>A row as an upload leaves it, without its files.</summary>
    Task<long> RowAsync(Actor owner, TimeSpan ago = default, long bytes = 1) => Hub.DoAsync(async tx =>
    {
        var id = Hub.Get<Federated.Instance.Ids.IdMaker>().Next();
        await tx.ExecAsync("""
            insert into upload (id, actor_id, name, kind, state, bytes, media_type, url, created_at) values (@id, @owner, '\x00', 'image', 'ready', @bytes, 'image/png', 'https://hub.example.org/x', @at)
            """, new { id, owner = owner.Id, bytes, at = tx.Now - ago }, default);
        return id;
    });

    /// <summary>Silence of so many bytes.</summary>
    static byte[] Wave(int bytes, int rate = 48_000 * 4)
    {
        var wave = new byte[bytes];
        using var head = new BinaryWriter(new MemoryStream(wave));
        head.Write("RIFF"u8);
        head.Write(bytes - 8);
        head.Write("WAVEfmt "u8);
        head.Write(16);
        head.Write((short)1);
        head.Write((short)1);
        head.Write(rate);
        head.Write(rate);
        head.Write((short)1);
        head.Write((short)8);
        head.Write("data"u8);
        head.Write(bytes - 44);
        return wave;
    }
}
