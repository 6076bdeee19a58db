using System.Security.Cryptography;
using Federated.Federation;
using Federated.Instance.Storage;

namespace Federated.Instance.Media;

/// <summary>Files in the folder `media` of the data directory: those of other servers named by the hash of their bytes, those of people here by chance.</summary>
public sealed class MediaFiles(DataDirectory data)
{
    const int HashLength = 32;

    /// <summary>How long a file may lie there before its row does.</summary>
    static readonly TimeSpan Young = TimeSpan.FromMinutes(10);

    /// <summary>Where it lies, or null.</summary>
    public string? Find(byte[] hash) => File.Exists(PathOf(hash)) ? PathOf(hash) : null;

    /// <summary>Keeps the bytes, whole or not at all, and tells their hash.</summary>
    public async Task<byte[]> KeepAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        var hash = SHA256.HashData(bytes.Span);
        var path = PathOf(hash);
        if (File.Exists(path))
        {
            File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime);
            return hash;
        }
        var draft = Path.Combine(data.Folder("media"), $"{Convert.ToHexStringLower(hash)}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.new");
        try
        {
            await File.WriteAllBytesAsync(draft, bytes, ct);
            data.Folder(Path.GetRelativePath(data.FullPath, Path.GetDirectoryName(path)!));
            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
        return hash;
    }

    /// <summary>
    /// Keeps a file of somebody here, moved out of a folder of work, and tells its name: one of its own, not the hash of its bytes, so that no
    /// two of them share their end.
    /// </summary>
    public byte[] Take(string path)
    {
        var name = RandomNumberGenerator.GetBytes(HashLength);
        data.Folder(Path.GetRelativePath(data.FullPath, Path.GetDirectoryName(PathOf(name))!));
        File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime);
        File.Move(path, PathOf(name));
        return name;
    }

    /// <inheritdoc cref="Take(string)"/>
    public async Task<byte[]> TakeAsync(WorkFolder work, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        await File.WriteAllBytesAsync(work.PathOf("kept"), bytes, ct);
        return Take(work.PathOf("kept"));
    }

    public void Delete(byte[] hash) => File.Delete(PathOf(hash));

    /// <summary>The hashes of all files that are not just being kept.</summary>
    public IEnumerable<byte[]> Old()
    {
        var before = TimeProvider.System.GetUtcNow().UtcDateTime - Young;
        var media = new DirectoryInfo(data.Folder("media"));
        // What a run that was broken off has left.
        foreach (var draft in media.EnumerateFiles().Where(f => f.LastWriteTimeUtc <= before))
            draft.Delete();
        foreach (var work in media.EnumerateDirectories("work-*").Where(f => f.LastWriteTimeUtc <= before - Limits.TranscodeTime))
            work.Delete(recursive: true);
        foreach (var file in media.EnumerateDirectories("??").SelectMany(folder => folder.EnumerateFiles()))
            if (file.LastWriteTimeUtc <= before && ReadHash(file.Name) is { } hash)
                yield return hash;
    }

    /// <summary>The hash that a file is named by; null for any other word.</summary>
    public static byte[]? ReadHash(string name) =>
        name.Length == 2 * HashLength && name.All(char.IsAsciiHexDigitLower) ? Convert.FromHexString(name) : null;

    /// <summary>An empty folder for one piece of work, which goes with it.</summary>
    public WorkFolder Work() => new(data.Folder(Path.Combine("media", $"work-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}")));

    string PathOf(byte[] hash)
    {
        var name = Convert.ToHexStringLower(hash);
        return data.PathOf(Path.Combine("media", name[..2], name));
    }
}
