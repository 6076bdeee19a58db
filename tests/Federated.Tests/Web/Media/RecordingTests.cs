using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Instance.Media;
using Federated.Instance.Posts;
using Federated.Tests.Support;
using Federated.Tests.Web.Pages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Tests.Web.Media;

/// <summary>Films and sounds that people here attach are made playable in the background, once, whatever happens meanwhile.</summary>
public sealed class RecordingTests(PagesHub pages) : UploadTest(pages), IClassFixture<PagesHub>
{
    [Fact]
    public async Task A_film_goes_from_the_form_to_the_page_and_to_other_servers()
    {
        var film = await TestRecordings.FilmAsync("mov");
        Assert.Contains(TestRecordings.Place, Encoding.Latin1.GetString(film), StringComparison.Ordinal);
        var form = new[] { ("Input.Source", "A film"), ("Input.Language", "en"), ("Input.Visibility", "public"), ("Input.Media[0].Alt", "Colours move") };
        var sent = await Pages.AsAda.SendFilesAsync("/compose", "/compose", form, ("Input.Media[0].File", film, "film.mov"));
        Assert.Equal(303, sent.Code);

        var id = long.Parse(sent.Location!.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
        var attachment = (await DocumentAsync(id)).GetProperty("attachment")[0];
        Assert.Equal(("Video", "video/mp4", "Colours move"), (Text("type"), Text("mediaType"), Text("name")));
        Assert.Equal((64, 48), (attachment.GetProperty("width").GetInt32(), attachment.GetProperty("height").GetInt32()));
        Assert.True(Blurhash.IsValid(Text("blurhash")));
        Assert.StartsWith("PT1", Text("duration"), StringComparison.Ordinal);
        Assert.Equal(200, await StatusAsync(attachment.GetProperty("icon").GetProperty("url").GetString()!));

        var (answer, bytes) = await FetchAsync(Text("url"));
        Assert.Equal("video/mp4", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("default-src 'none'; media-src 'self'; sandbox", answer.Headers.NonValidated["Content-Security-Policy"].ToString());
        AssertAbsent("48.8577", bytes);
        AssertAbsent("Secret", bytes);
        Assert.True(bytes.AsSpan().IndexOf("moov"u8) < bytes.AsSpan().IndexOf("mdat"u8), "It cannot be played before all of it is there.");
        var (part, some) = await FetchAsync(Text("url"), r => r.Headers.Range = new RangeHeaderValue(4, 11));
        Assert.Equal((HttpStatusCode.PartialContent, "ftyp"), (part.StatusCode, Encoding.ASCII.GetString(some, 0, 4)));

        var page = await Pages.Visitor.GetAsync($"/posts/{Id(id)}");
        Assert.Matches("<video[^>]* preload=\"none\"[^>]* src=\"[^\"]*.mp4\" poster=\"[^\"]*-small.webp\"[^>]* aria-label=\"Colours move\"", page.Body);

        string Text(string name) => attachment.GetProperty(name).GetString()!;
    }

    [Theory]
    [InlineData("webm", MediaKind.Video, "video/mp4")]
    [InlineData("mp4", MediaKind.Video, "video/mp4")]
    [InlineData("gif", MediaKind.Gifv, "video/mp4")]
    [InlineData("mp3", MediaKind.Audio, "audio/mpeg")]
    [InlineData("ogg", MediaKind.Audio, "audio/mpeg")]
    [InlineData("flac", MediaKind.Audio, "audio/mpeg")]
    [InlineData("wav", MediaKind.Audio, "audio/mpeg")]
    [InlineData("m4a", MediaKind.Audio, "audio/mpeg")]
    public async Task Every_container_becomes_one_that_all_browsers_play(string extension, MediaKind kind, string type)
    {
        var bytes = extension == "gif" ? await TestRecordings.AnimationAsync() : kind == MediaKind.Audio ? await TestRecordings.SoundAsync(extension) : await TestRecordings.FilmAsync(extension);
        var sent = await SentAsync(bytes, Pages.Bo);
        Assert.Equal((UploadState.Waiting, ""), (sent.State, sent.Url));

        var ready = await ReadyAsync(sent);
        Assert.Equal((UploadState.Ready, kind, type), (ready.State, ready.Kind, ready.MediaType));
        Assert.Equal(kind != MediaKind.Audio, ready.PreviewUrl is not null);
        Assert.InRange(ready.Duration!.Value, 0.8, 1.3);
        var (answer, made) = await FetchAsync(ready.Url);
        Assert.Equal(type, answer.Content.Headers.ContentType!.ToString());
        AssertAbsent("Secret", made);
        await UntilAsync(() => Hub.Get<MediaFiles>().Find(sent.File!) is null, "What was sent is still there.");
    }

    [Fact]
    public async Task A_large_film_is_made_smaller()
    {
        var ready = await ReadyAsync(await SentAsync(await TestRecordings.FilmAsync(size: $"{Id(Limits.VideoSide + 322)}x400"), Pages.Cy));

        Assert.Equal(Limits.VideoSide, ready.Width);
        Assert.Equal(0, ready.Height % 2);
        Assert.True(Limits.VideoFrameRate <= 60 && Limits.VideoBitRate / 8 * Limits.RecordingLength.TotalSeconds > Limits.TranscodedBytes);
    }

    [Fact]
    public async Task What_says_that_it_is_a_film_and_is_none_is_refused()
    {
        var film = await TestRecordings.FilmAsync();

        Assert.Equal("media-broken", await CodeAsync([.. film[..40], .. new byte[500]]));
        Assert.Equal("media-broken", await CodeAsync([.. "ID3"u8, .. new byte[500]]));
    }

    [Fact]
    public async Task What_cannot_be_made_playable_fails_and_cannot_be_attached()
    {
        await using var hub = await StartAsync("cat >/dev/null; exit 1");
        var ada = await hub.PersonAsync("ada");
        var sent = (await hub.Get<Uploading>().TakeAsync(ada, new MemoryStream(await TestRecordings.SoundAsync("wav")), new(), default)).Value!;
        await hub.UntilAsync("select state = 'failed' from upload where id = @Id", new { sent.Id });

        var written = await hub.DoAsync(tx => hub.Get<Posting>().WriteAsync(tx, new Draft { Author = ada, Writer = ada, Source = "x", Visibility = "public", Media = [new(sent.Id)] }, default));
        Assert.Equal("media-broken", written.Code);
        await UntilAsync(() => hub.Get<MediaFiles>().Find(sent.File!) is null, "What was sent is still there.");
    }

    [Fact]
    public async Task A_film_that_waits_cannot_be_attached_and_is_said_to_wait()
    {
        await using var hub = await StartAsync("exec sleep 60");
        var ada = await hub.PersonAsync("ada");
        var sent = (await hub.Get<Uploading>().TakeAsync(ada, new MemoryStream(await TestRecordings.SoundAsync("wav")), new(), default)).Value!;

        var written = await hub.DoAsync(tx => hub.Get<Posting>().WriteAsync(tx, new Draft { Author = ada, Writer = ada, Source = "x", Visibility = "public", Media = [new(sent.Id)] }, default));
        Assert.Equal("media-not-ready", written.Code);
        Assert.False(await hub.Get<Uploading>().UntilReadyAsync(ada.Id, [sent.Id], TimeSpan.FromMilliseconds(50), default));
    }

    [Fact]
    public async Task What_a_node_died_over_is_begun_again_and_not_for_ever()
    {
        await using var hub = await StartAsync("exit 1", worker: false);
        var ada = await hub.PersonAsync("ada");
        var sent = (await hub.Get<Uploading>().TakeAsync(ada, new MemoryStream(await TestRecordings.SoundAsync("wav")), new(), default)).Value!;

        Assert.Equal(sent.Id, (await ClaimAsync())?.Id);
        Assert.Null(await ClaimAsync());
        for (var tries = 2; tries <= Limits.TranscodeTries + 1; tries++)
        {
            await hub.DoAsync(tx => tx.ExecAsync("update upload set claimed_until = @now - interval '1 second'", new { now = tx.Now }, default));
            Assert.Equal(tries, (await ClaimAsync())?.Tries);
        }

        Task<Upload?> ClaimAsync() => hub.DoAsync(tx => UploadStore.ClaimAsync(tx, tx.Now + Limits.TranscodeTime, default));
    }

    [Fact]
    public async Task What_is_finished_after_its_owner_took_it_back_is_nobodys()
    {
        await using var hub = await StartAsync("exit 1", worker: false);
        var ada = await hub.PersonAsync("ada");
        var sent = (await hub.Get<Uploading>().TakeAsync(ada, new MemoryStream(await TestRecordings.SoundAsync("wav")), new(), default)).Value!;
        var claimed = (await hub.DoAsync(tx => UploadStore.ClaimAsync(tx, tx.Now + Limits.TranscodeTime, default)))!;

        Assert.False(await hub.DoAsync(tx => UploadStore.FinishAsync(tx, claimed with { ClaimedUntil = claimed.ClaimedUntil!.Value.AddSeconds(1) }, default)));
        Assert.True(await hub.DoAsync(tx => Uploading.DropAsync(tx, ada.Id, sent.Id, default)));
        Assert.False(await hub.DoAsync(tx => UploadStore.FinishAsync(tx, claimed, default)));
    }

    [Fact]
    public async Task The_program_runs_with_limits_and_may_ask_no_network()
    {
        var folder = Directory.CreateTempSubdirectory("seen-").FullName;
        var seen = Path.Combine(folder, "seen");
        await using (var hub = await StartAsync($"(ulimit -v; ulimit -f; env; echo \"$@\") > {seen}; exit 1"))
        {
            var ada = await hub.PersonAsync("ada");
            var sent = (await hub.Get<Uploading>().TakeAsync(ada, new MemoryStream(await TestRecordings.FilmAsync()), new(), default)).Value!;
            await hub.UntilAsync("select state = 'failed' from upload where id = @Id", new { sent.Id });
        }
        var said = await File.ReadAllLinesAsync(seen);
        Directory.Delete(folder, recursive: true);

        Assert.Equal(Id(Limits.TranscodeMemory / 1024), said[0]);
        Assert.Equal(Id(Limits.TranscodedBytes / 1024), said[1]);
        Assert.True(Limits.ProbeMemory < Limits.TranscodeMemory);
        Assert.Contains("-protocol_whitelist file,pipe -f mov -i file:", said[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(said, s => s.StartsWith("DOTNET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_takes_too_long_is_stopped()
    {
        Assert.True(Limits.TranscodeTime > Limits.RecordingLength);
        await using var hub = await StartAsync("exec sleep 60", time: TimeSpan.FromMilliseconds(200));
        var ada = await hub.PersonAsync("ada");
        var sent = (await hub.Get<Uploading>().TakeAsync(ada, new MemoryStream(await TestRecordings.SoundAsync("wav")), new(), default)).Value!;

        await hub.UntilAsync("select state = 'failed' from upload where id = @Id", new { sent.Id });
    }

    [Fact]
    public async Task Without_the_program_pictures_are_taken_and_films_are_refused()
    {
        await using var hub = await TestHub.StartAsync(null, _ => { }, services => services.AddSingleton(new Recordings(NullLogger<Recordings>.Instance, "no-such-program")));
        var ada = await hub.PersonAsync("ada");
        var uploading = hub.Get<Uploading>();

        Assert.Equal("media-off", (await uploading.TakeAsync(ada, new MemoryStream(await TestRecordings.FilmAsync()), new(), default)).Code);
        Assert.Equal(MediaKind.Image, (await uploading.TakeAsync(ada, new MemoryStream(await TestRecordings.AnimationAsync()), new(), default)).Value!.Kind);
    }

    /// <summary>A hub where a script makes recordings playable.</summary>
    static Task<TestHub> StartAsync(string script, TimeSpan? time = null, bool worker = true)
    {
        var program = Path.Combine(Directory.CreateTempSubdirectory("program-").FullName, "program");
        File.WriteAllText(program, $"#!/bin/bash\n{script}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return TestHub.StartAsync(null, _ => { }, services => services.AddSingleton(new Recordings(NullLogger<Recordings>.Instance, program, time)), worker ? [] : [("Hub:Roles", "web")]);
    }
}
