using System.Globalization;
using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Media;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.OAuth;

namespace Federated.Web.ClientApi;

/// <summary>Sending pictures, films and sounds that a post is to have. A picture is there at once, the others are asked for until they are.</summary>
sealed class UploadEndpoints(Database database, Uploading uploading)
{
    /// <summary>Clients of the first version do not ask again, so they wait.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public void Map(ClientRoutes routes)
    {
        routes.PostFiles("/api/v2/media", "write:media", call => TakeAsync(call, TimeSpan.Zero));
        routes.PostFiles("/api/v1/media", "write:media", call => TakeAsync(call, Patience));
        routes.Get("/api/v1/media/{id}", "write:media", ShowAsync);
        routes.Put("/api/v1/media/{id}", "write:media", DescribeAsync);
        routes.Delete("/api/v1/media/{id}", "write:media", DropAsync);
    }

    async Task<IResult> TakeAsync(Call call, TimeSpan patience)
    {
        if (!call.Http.Request.HasFormContentType || (await call.Http.Request.ReadFormAsync(call.Ct)).Files["file"] is not { } file)
            return Call.Wrong("file is missing");
        if (Focus(call) is not { } focus)
            return call.Refuse("media-focus");
        await using var content = file.OpenReadStream();
        var taken = await uploading.TakeAsync(await MeAsync(call), content, new UploadWords(call.Fields.Text("description") ?? "", focus.X, focus.Y), call.Ct);
        if (!taken.Ok)
            return Refuse(call, taken.Code);
        if (taken.Value.State == UploadState.Waiting && patience > TimeSpan.Zero)
            await uploading.UntilReadyAsync(call.Me, [taken.Value.Id], patience, call.Ct);
        return await FindAsync(call, taken.Value.Id) is { } upload ? Show(call, upload, StatusCodes.Status202Accepted) : Call.NotFound();
    }

    async Task<IResult> ShowAsync(Call call) =>
        await FindAsync(call, call.Id()) is { } upload ? Show(call, upload, StatusCodes.Status206PartialContent) : Call.NotFound();

    async Task<IResult> DescribeAsync(Call call)
    {
        if (Focus(call) is not { } focus)
            return call.Refuse("media-focus");
        var done = await database.TransactAsync(async tx => call.Id() is { } id
            ? await Uploading.DescribeAsync(tx, call.Me, id, call.Fields.Given("description"), focus.X, focus.Y, call.Ct) : new Refusal("media-gone"), call.Ct);
        return done.Ok ? await ShowAsync(call) : Refuse(call, done.Code);
    }

    async Task<IResult> DropAsync(Call call) =>
        call.Id() is { } id && await database.TransactAsync(tx => Uploading.DropAsync(tx, call.Me, id, call.Ct), call.Ct) ? Call.Empty() : Call.NotFound();

    static IResult Show(Call call, Upload upload, int waiting) => upload.State switch
    {
        UploadState.Ready => Call.Answer(MediaShow.Of(upload), ClientJson.Default.MediaAttachmentJson),
        UploadState.Waiting => Call.Answer(MediaShow.Of(upload), ClientJson.Default.MediaAttachmentJson, waiting),
        _ => call.Refuse("media-broken"),
    };

    static IResult Refuse(Call call, string code)
    {
        if (code == "media-gone")
            return Call.NotFound();
        if (code != "media-too-often")
            return call.Refuse(code);
        call.Http.Response.TooMany(Limits.UploadWindow);
        return OAuthError.Answer(StatusCodes.Status429TooManyRequests, call.Words[$"federated-error-{code}"]);
    }

    async Task<Upload?> FindAsync(Call call, long? id)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return id is { } wanted && await UploadStore.UnusedAsync(db, call.Me, [wanted], call.Ct) is [var upload] ? upload : null;
    }

    async Task<Instance.Actors.Actor> MeAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return await call.MeAsync(db);
    }

    /// <summary>`x,y`; both null when nothing is said, and nothing when it cannot be read.</summary>
    static (double? X, double? Y)? Focus(Call call)
    {
        if (call.Fields.Text("focus") is not { } text)
            return (null, null);
        return text.Split(',') is [var x, var y] && double.TryParse(x, NumberStyles.Float, CultureInfo.InvariantCulture, out var across)
            && double.TryParse(y, NumberStyles.Float, CultureInfo.InvariantCulture, out var up) ? (across, up) : null;
    }
}
