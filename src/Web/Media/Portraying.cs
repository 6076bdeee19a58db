using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Accounts;
using Federated.Instance.Actors;
using Federated.Instance.Media;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Web.Media;

/// <summary>Other pictures of a person, as a form or an app sends them: first the files, then, with whatever else changes, what becomes of them.</summary>
sealed class Portraying(Uploading uploading)
{
    /// <summary>Uploads that take the place of what there is, and what there is that goes.</summary>
    public sealed record Pictures(long? Avatar, long? Header, bool DropAvatar = false, bool DropHeader = false);

    public Task<Result<long?>> SendAvatarAsync(Actor me, IFormFile? file, CancellationToken ct) => SendAsync(me, file, Limits.PortraitSide, ct);

    public Task<Result<long?>> SendHeaderAsync(Actor me, IFormFile? file, CancellationToken ct) => SendAsync(me, file, Limits.BannerSide, ct);

    /// <summary>The profile with them.</summary>
    public static async Task<Profile> PutAsync(Tx tx, Actor me, Profile profile, Pictures wanted, CancellationToken ct) => profile with
    {
        IconUrl = await PutAsync(tx, me, Portraits.Avatar, wanted.Avatar, wanted.DropAvatar, me.IconUrl, ct),
        HeaderUrl = await PutAsync(tx, me, Portraits.Header, wanted.Header, wanted.DropHeader, me.HeaderUrl, ct),
    };

    /// <summary>Null for no file.</summary>
    async Task<Result<long?>> SendAsync(Actor me, IFormFile? file, int side, CancellationToken ct)
    {
        if (file is null)
            return (long?)null;
        await using var content = file.OpenReadStream();
        var taken = await uploading.TakeAsync(me, content, new UploadWords(), ct, side);
        return !taken.Ok ? new Refusal(taken.Code, taken.Field) : taken.Value.Kind == MediaKind.Image ? taken.Value.Id : new Refusal("media-type");
    }

    static async Task<string?> PutAsync(Tx tx, Actor me, string use, long? sent, bool drop, string? now, CancellationToken ct)
    {
        if (sent is { } id)
            return (await Portraits.PutAsync(tx, me.Id, id, use, ct)).Value ?? now;
        if (!drop)
            return now;
        await Portraits.DropAsync(tx, me.Id, use, ct);
        return null;
    }
}
