using System.Net;
using System.Net.Http.Headers;
using Federated.Federation;
using Federated.Tests.Support;
using Federated.Tests.Web.OAuth;
using Federated.Tests.Web.Pages;

namespace Federated.Tests.Web.Media;

/// <summary>What apps do with pictures, films and sounds.</summary>
public sealed class MediaApiTests(PagesHub pages) : OAuthTest(pages), IClassFixture<PagesHub>
{
    string? _token;

    [Fact]
    public async Task A_picture_is_sent_described_attached_and_shown_whole()
    {
        var sent = await ReadAsync(await SendAsync(TestPictures.Png(30, 20), fields: [("description", "A square"), ("focus", "-0.5,0.25")]), 200);
        var id = Text(sent, "id")!;
        Assert.Equal(("image", "A square"), (Text(sent, "type"), Text(sent, "description")));
        Assert.Equal(("30x20", -0.5, 0.25), (Text(sent.GetProperty("meta").GetProperty("original"), "size"), Focus("x"), Focus("y")));
        Assert.NotNull(Text(sent, "blurhash"));

        var described = await ReadAsync(await AskAsync(HttpMethod.Put, $"/api/v1/media/{id}", Form(("description", "A gray square"), ("focus", "0,1"))), 200);
        Assert.Equal("A gray square", Text(described, "description"));
        var post = await ReadAsync(await AskAsync(HttpMethod.Post, "/api/v1/statuses", Json(new { media_ids = new[] { id } })), 200);
        var attached = Assert.Single(post.GetProperty("media_attachments").EnumerateArray());
        Assert.Equal((id, "image", "A gray square", Text(sent, "url"), Text(sent, "preview_url")), (Text(attached, "id")!, Text(attached, "type"), Text(attached, "description"), Text(attached, "url"), Text(attached, "preview_url")));
        Assert.Equal(404, (int)(await AskAsync(HttpMethod.Get, $"/api/v1/media/{id}")).StatusCode);
        using var picture = await Hub.Http.GetAsync(Text(attached, "url"));
        Assert.Equal(("image/png", HttpStatusCode.OK), (picture.Content.Headers.ContentType!.MediaType, picture.StatusCode));

        double Focus(string axis) => sent.GetProperty("meta").GetProperty("focus").GetProperty(axis).GetDouble();
    }

    [Fact]
    public async Task A_film_is_asked_for_until_it_is_there()
    {
        var sent = await ReadAsync(await SendAsync(await TestRecordings.FilmAsync()), 202);
        Assert.Equal(("video", null), (Text(sent, "type"), Text(sent, "url")));

        var (id, answer) = (Text(sent, "id")!, (HttpResponseMessage?)null);
        var started = TimeProvider.System.GetTimestamp();
        do
        {
            answer = await AskAsync(HttpMethod.Get, $"/api/v1/media/{id}");
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.PartialContent, HttpStatusCode.OK });
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60));
            await Task.Delay(20);
        }
        while (answer.StatusCode != HttpStatusCode.OK);
        Assert.EndsWith(".mp4", Text(await ReadAsync(answer, 200), "url"), StringComparison.Ordinal);
        var old = await ReadAsync(await SendAsync(await TestRecordings.SoundAsync("ogg"), "/api/v1/media"), 200);
        Assert.Equal("audio", Text(old, "type"));
    }

    [Fact]
    public async Task An_edit_says_anew_what_is_attached_and_what_it_shows()
    {
        string[] ids = [await IdAsync(), await IdAsync()];
        var post = await ReadAsync(await AskAsync(HttpMethod.Post, "/api/v1/statuses", Form(("status", "two"), ("media_ids[]", ids[0]), ("media_ids[]", ids[1]))), 200);
        Assert.Equal(2, post.GetProperty("media_attachments").GetArrayLength());

        var path = $"/api/v1/statuses/{Text(post, "id")}";
        var edited = await ReadAsync(await AskAsync(HttpMethod.Put, path, Json(new { status = "one", media_ids = new[] { ids[1] }, media_attributes = new[] { new { id = ids[1], description = "new words" } } })), 200);
        var left = Assert.Single(edited.GetProperty("media_attachments").EnumerateArray());
        Assert.Equal((ids[1], "new words"), (Text(left, "id"), Text(left, "description")));
        var none = await ReadAsync(await AskAsync(HttpMethod.Put, path, Form(("status", "none"))), 200);
        Assert.Empty(none.GetProperty("media_attachments").EnumerateArray());
    }

    [Fact]
    public async Task Others_can_neither_see_nor_change_nor_attach_it()
    {
        var id = await IdAsync();
        var bo = await TokenAsync(await RegisterAsync(), Pages.AsBo, "read write");

        Assert.Equal(404, (int)(await AskAsync(HttpMethod.Get, $"/api/v1/media/{id}", token: bo)).StatusCode);
        Assert.Equal(404, (int)(await AskAsync(HttpMethod.Put, $"/api/v1/media/{id}", Form(("description", "mine")), bo)).StatusCode);
        Assert.Equal(404, (int)(await AskAsync(HttpMethod.Delete, $"/api/v1/media/{id}", token: bo)).StatusCode);
        await ReadAsync(await AskAsync(HttpMethod.Post, "/api/v1/statuses", Form(("status", "x"), ("media_ids[]", id)), bo), 422);
        Assert.Equal(200, (int)(await AskAsync(HttpMethod.Delete, $"/api/v1/media/{id}")).StatusCode);
        Assert.Equal(404, (int)(await AskAsync(HttpMethod.Get, $"/api/v1/media/{id}")).StatusCode);
        Assert.Equal(404, (int)(await AskAsync(HttpMethod.Get, "/api/v1/media/nonsense")).StatusCode);
    }

    [Fact]
    public async Task What_is_wrong_is_said()
    {
        Assert.Contains("type", Text(await ReadAsync(await SendAsync("<svg/>"u8.ToArray()), 422), "error"), StringComparison.Ordinal);
        Assert.NotNull(Text(await ReadAsync(await SendAsync(TestPictures.Png(9, 9), fields: [("focus", "2,0")]), 422), "error"));
        Assert.NotNull(Text(await ReadAsync(await SendAsync(TestPictures.Png(9, 9), fields: [("focus", "left")]), 422), "error"));
        Assert.NotNull(Text(await ReadAsync(await AskAsync(HttpMethod.Post, "/api/v2/media", Form(("description", "no file"))), 422), "error"));
        Assert.Equal(413, (int)(await SendAsync(new byte[Limits.UploadRequestBytes])).StatusCode);
    }

    [Fact]
    public async Task A_token_is_needed_and_its_scope()
    {
        var reader = await TokenAsync(await RegisterAsync(scopes: "read"), scope: "read");

        Assert.Equal(403, (int)(await SendAsync(TestPictures.Png(9, 9), token: reader)).StatusCode);
        Assert.Equal(401, (int)(await SendAsync(TestPictures.Png(9, 9), token: "nobodys")).StatusCode);
    }

    [Fact]
    public async Task More_than_the_limit_is_429_with_a_time_to_wait()
    {
        var dan = await Hub.PersonAsync("dan");
        var token = await TokenAsync(await RegisterAsync(), await Pages.SignInAsync(dan), "write");
        await Hub.DoAsync(tx => tx.ExecAsync("""
            insert into upload (id, actor_id, name, kind, state, bytes, media_type, url, created_at)
            select n, @dan, '\x00', 'image', 'ready', 1, 'image/png', 'x', @now from generate_series(1, @count) n
            """, new { dan = dan.Id, now = tx.Now, count = Limits.UploadsPerWindow }, default));

        using var refused = await SendAsync(TestPictures.Png(9, 9), token: token);
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.True(refused.Headers.RetryAfter!.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task An_app_sends_and_removes_the_pictures_of_a_person()
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(TestPictures.Png(9, 9)), "avatar", "a" }, { new ByteArrayContent(TestPictures.Jpeg()), "header", "h" } };
        var me = await ReadAsync(await AskAsync(HttpMethod.Patch, "/api/v1/accounts/update_credentials", form), 200);
        Assert.EndsWith(".png", Text(me, "avatar"), StringComparison.Ordinal);
        Assert.EndsWith(".jpg", Text(me, "header"), StringComparison.Ordinal);
        Assert.Contains("/media/", Text(me, "header"), StringComparison.Ordinal);
        using var picture = await Hub.Http.GetAsync(Text(me, "avatar"));
        Assert.Equal(HttpStatusCode.OK, picture.StatusCode);

        var wrong = new MultipartFormDataContent { { new ByteArrayContent("<svg/>"u8.ToArray()), "avatar", "a" } };
        await ReadAsync(await AskAsync(HttpMethod.Patch, "/api/v1/accounts/update_credentials", wrong), 422);
        Assert.Contains("/images/", Text(await ReadAsync(await AskAsync(HttpMethod.Delete, "/api/v1/profile/avatar"), 200), "avatar"), StringComparison.Ordinal);
        Assert.Contains("/images/", Text(await ReadAsync(await AskAsync(HttpMethod.Delete, "/api/v1/profile/header"), 200), "header"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hub_says_what_it_takes()
    {
        var configuration = (await ReadAsync(await Hub.Http.GetAsync("/api/v2/instance"), 200)).GetProperty("configuration");
        var media = configuration.GetProperty("media_attachments");

        Assert.Equal(Limits.PostMedia, configuration.GetProperty("statuses").GetProperty("max_media_attachments").GetInt32());
        Assert.Equal((Limits.UploadImageBytes, Limits.UploadRecordingBytes, Limits.AltText), (Number("image_size_limit"), Number("video_size_limit"), Number("description_limit")));
        Assert.Contains("video/mp4", media.GetProperty("supported_mime_types").EnumerateArray().Select(t => t.GetString()));

        int Number(string name) => media.GetProperty(name).GetInt32();
    }

    async Task<string> IdAsync() => Text(await ReadAsync(await SendAsync(TestPictures.Png(9, 9)), 200), "id")!;

    async Task<HttpResponseMessage> SendAsync(byte[] file, string path = "/api/v2/media", (string Name, string Value)[]? fields = null, string? token = null)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", "upload" } };
        foreach (var (name, value) in fields ?? [])
            form.Add(new StringContent(value), name);
        return await AskAsync(HttpMethod.Post, path, form, token);
    }

    async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, HttpContent? body = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? (_token ??= await TokenAsync(await RegisterAsync(), scope: "read write")));
        request.Headers.ExpectContinue = body is MultipartFormDataContent;
        return await Hub.Http.SendAsync(request);
    }
}
