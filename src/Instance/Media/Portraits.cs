using Federated.Instance.Storage;

namespace Federated.Instance.Media;

/// <summary>Pictures that show a person here: in small beside what they write, and above their page.</summary>
public static class Portraits
{
    public const string Avatar = "avatar";
    public const string Header = "header";

    /// <summary>Puts an upload of theirs in the place of what there was; its address. Refusals: media-gone.</summary>
    public static async Task<Result<string>> PutAsync(Tx tx, long actorId, long uploadId, string use, CancellationToken ct)
    {
        await DropAsync(tx, actorId, use, ct);
        return await UploadStore.PortraitAsync(tx, actorId, uploadId, use, ct) is { } url ? url : new Refusal("media-gone");
    }

    public static async Task DropAsync(Tx tx, long actorId, string use, CancellationToken ct) =>
        Pruning.Tell(tx, await UploadStore.DropPortraitsAsync(tx, actorId, use, ct));
}
