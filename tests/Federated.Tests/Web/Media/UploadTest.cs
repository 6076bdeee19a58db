using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Media;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Tests.Support;
using Federated.Tests.Web.Pages;

namespace Federated.Tests.Web.Media;

/// <summary>What tests of uploads have in common.</summary>
public abstract class UploadTest(PagesHub pages)
{
    private protected PagesHub Pages => pages;
    private protected TestHub Hub => pages.Hub;

    private protected static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Sends a file as an app or a form would, past its door.</summary>
    private protected Task<Result<Upload>> SendAsync(byte[] bytes, Actor? owner = null, UploadWords? words = null) =>
        Hub.Get<Uploading>().TakeAsync(owner ?? pages.Ada, new MemoryStream(bytes), words ?? new(), default);

    private protected async Task<Upload> SentAsync(byte[] bytes, Actor? owner = null, string alt = "")
    {
        var sent = await SendAsync(bytes, owner, new(alt));
        return sent.Value ?? throw new InvalidOperationException(sent.Code);
    }

    private protected async Task<string?> CodeAsync(byte[] bytes, Actor? owner = null) => (await SendAsync(bytes, owner)).Code;

    private protected async Task<Upload> ReadyAsync(Upload upload)
    {
        Assert.True(await Hub.Get<Uploading>().UntilReadyAsync(upload.ActorId, [upload.Id], TimeSpan.FromSeconds(60), default));
        await using var db = await Hub.Database.OpenAsync(default);
        return Assert.Single(await UploadStore.UnusedAsync(db, upload.ActorId, [upload.Id], default));
    }

    private protected Task<Result<Post>> WriteAsync(Actor writer, IReadOnlyList<DraftMedia> media, string text = "look", string visibility = Visibility.Public) =>
        Hub.DoAsync(async tx =>
        {
            var written = await Hub.Get<Posting>().WriteAsync(tx, new Draft { Author = writer, Writer = writer, Source = text, Visibility = visibility, Media = media }, default);
            if (!written.Ok)
                tx.RollBack();
            return written;
        });

    private protected Task<Result<Post>> EditAsync(Post post, IReadOnlyList<DraftMedia>? media, string text = "look") =>
        Hub.DoAsync(tx => Hub.Get<Posting>().EditAsync(tx, post, new Draft { Author = pages.Ada, Writer = pages.Ada, Source = text, Visibility = post.Visibility, Media = media }, default));

    private protected Task DeleteAsync(Post post) => Hub.DoAsync(tx => Hub.Get<Posting>().DeleteAsync(tx, post, pages.Ada, pages.Ada, default));

    /// <summary>What a stranger gets at an address: status, headers, bytes.</summary>
    private protected async Task<(HttpResponseMessage Answer, byte[] Bytes)> FetchAsync(string url, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url).PathAndQuery);
        change?.Invoke(request);
        var answer = await Hub.Http.SendAsync(request);
        return (answer, await answer.Content.ReadAsByteArrayAsync());
    }

    private protected async Task<int> StatusAsync(string url)
    {
        var (answer, _) = await FetchAsync(url);
        using (answer)
            return (int)answer.StatusCode;
    }

    /// <summary>A post as another server reads it.</summary>
    private protected async Task<JsonElement> DocumentAsync(long postId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/objects/{Id(postId)}");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/activity+json"));
        using var answer = await Hub.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync());
    }

    private protected static void AssertAbsent(string secret, byte[] bytes) =>
        Assert.DoesNotContain(secret, Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);

    /// <summary>Files of media on the disk, those being worked on included.</summary>
    private protected IReadOnlyList<string> Files()
    {
        var folder = Hub.Get<DataDirectory>().PathOf("media");
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)] : [];
    }

    private protected static async Task UntilAsync(Func<bool> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience.Most, what);
            await Task.Delay(10);
        }
    }
}
