using System.Security.Cryptography;
using Federated.Federation.Vocabulary;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Media;

/// <summary>Shows pictures of other servers to whoever may see what they belong to.</summary>
public sealed class Pictures(Database database, MediaAddress address, MediaFiles files, PictureFetching fetching, Thumbnailer thumbnailer, MissingPictures missing, PeerPolicy policy, HubAddress hub, TimeProvider clock)
{
    /// <param name="id">Of the actor, post or emoji.</param>
    /// <param name="name">From the address.</param>
    /// <param name="viewer">Who wants to see it.</param>
    /// <param name="mayFetch">Asked only when another server would have to be.</param>
    /// <param name="ct">Cancels the waiting, not the fetch.</param>
    public async Task<Sight> ShowAsync(long id, byte[] name, Viewer viewer, Func<bool> mayFetch, CancellationToken ct)
    {
        MediaRow? row;
        Picture? picture;
        await using (var db = await database.OpenAsync(ct))
        {
            picture = await FindAsync(db, id, name, viewer, ct);
            row = picture is null ? null : await MediaStore.FindAsync(db, picture, ct);
        }
        if (picture is null || Origin.Of(picture.Url, hub.AllowsHttp) is not { } origin || !policy.ShowsMedia(origin.Authority))
            return new Sight.Missing();
        if (Shown(row, picture) is { } shown)
        {
            if (row!.UsedAt < clock.GetUtcNow() - TimeSpan.FromDays(1))
                await database.TransactAsync(tx => MediaStore.UsedAsync(tx, picture, ct), ct);
            return shown;
        }
        if (row?.Waits(clock.GetUtcNow()) == true)
            return Missing(row, picture);
        if (!thumbnailer.Works)
            return new Sight.Missing();
        if (!mayFetch())
            return new Sight.TooMany();
        return await fetching.GetAsync(picture, ct) is { } fetched ? (Sight?)Shown(fetched, picture) ?? Missing(fetched, picture) : new Sight.Busy();
    }

    Sight.Missing Missing(MediaRow row, Picture picture)
    {
        if (row.RetryAt is { } until)
            missing.Add(picture.Name, until);
        return new Sight.Missing();
    }

    Sight.Shown? Shown(MediaRow? row, Picture picture) =>
        row?.File is { } file && files.Find(file) is { } path ? new Sight.Shown(path, file, picture.Open) : null;

    /// <summary>Only what its owner has at this moment.</summary>
    async Task<Picture?> FindAsync(Db db, long id, byte[] name, Viewer viewer, CancellationToken ct)
    {
        var sources = await MediaStore.SourcesAsync(db, id, viewer, ct);
        return sources.FirstOrDefault(s => CryptographicOperations.FixedTimeEquals(address.Name(s.Kind, id, s.Url), name)) is { } source
            ? new Picture { OwnerId = id, Kind = source.Kind, Name = name, Host = source.Host, Url = source.Url, Open = source.Open }
            : null;
    }
}
