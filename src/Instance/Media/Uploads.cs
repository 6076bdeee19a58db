using System.Security.Cryptography;
using Federated.Instance.Storage;

namespace Federated.Instance.Media;

/// <summary>Shows what people here attached to whoever knows its address.</summary>
public sealed class Uploads(Database database, MediaFiles files)
{
    /// <param name="id">Of the upload.</param>
    /// <param name="name">From the address.</param>
    /// <param name="small">Its preview.</param>
    /// <param name="extension">The end of the name, which must be that of the file.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Sight> ShowAsync(long id, byte[] name, bool small, string extension, CancellationToken ct)
    {
        ShownUpload? upload;
        await using (var db = await database.OpenAsync(ct))
            upload = await UploadStore.ShownAsync(db, id, ct);
        if (upload is null || !CryptographicOperations.FixedTimeEquals(upload.Name, name)
            || extension != (small ? UploadAddress.SmallExtension : Path.GetExtension(upload.Url)[1..]))
            return new Sight.Missing();
        return (small ? upload.Preview : upload.File) is { } file && files.Find(file) is { } path ? new Sight.Shown(path, file, upload.Open) : new Sight.Missing();
    }
}
