using System.Text;

namespace Federated.Instance.Storage;

/// <summary>Whether this program got the data directory for itself.</summary>
public abstract record Locking;

/// <summary>It did, until disposed or until the program ends in any way.</summary>
public sealed record DataDirectoryHeld(FileStream File) : Locking, IDisposable
{
    public void Dispose() => File.Dispose();
}

/// <summary>Another program has it.</summary>
public sealed record DataDirectoryLocked(string Sentence) : Locking;

/// <summary>The folder with everything that the hub keeps outside PostgreSQL: media, secrets, mail, and the embedded cluster.</summary>
public sealed class DataDirectory
{
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    public const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    public const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    DataDirectory(string path) => FullPath = path;

    public string FullPath { get; }

    /// <summary>
    /// Opens the folder, made when missing: 0700, and 0711 for root, because PostgreSQL, as another user, has to pass
    /// through. The mode of a folder that is there is its owner's choice. Fails with <see cref="StorageException"/>.
    /// </summary>
    public static DataDirectory Open(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        try
        {
            if (!Directory.Exists(full))
            {
                Directory.CreateDirectory(full);
                File.SetUnixFileMode(full, Environment.IsPrivilegedProcess ? Passable : Private);
            }
            return new DataDirectory(Posix.RealPath(full));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The data directory {full} cannot be made: {failure.Message}", failure);
        }
    }

    public string PathOf(string name) => Path.Combine(FullPath, name);

    /// <summary>A folder inside for the hub alone (0700), made when missing.</summary>
    public string Folder(string name) => Directory.CreateDirectory(PathOf(name), Private).FullName;

    /// <summary>The text of a file inside, without white space at its ends, or null when there is none.</summary>
    public string? Read(string name) => File.Exists(PathOf(name)) ? File.ReadAllText(PathOf(name)).Trim() : null;

    /// <summary>Writes a file for the hub alone (0600), whole or not at all.</summary>
    public void Write(string name, string text)
    {
        var draft = PathOf(name + ".new");
        File.Delete(draft);
        using (var file = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = PrivateFile }))
        {
            file.Write(Encoding.UTF8.GetBytes(text + "\n"));
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, PathOf(name), overwrite: true);
    }

    /// <summary>The text of a file inside; the first time it is made and kept (0600).</summary>
    public string ReadOrWrite(string name, Func<string> make)
    {
        if (Read(name) is { Length: > 0 } there)
            return there;
        var made = make();
        Write(name, made);
        return made;
    }

    /// <summary>Takes the directory for a serving hub; a second one gets <see cref="DataDirectoryLocked"/>.</summary>
    public Locking LockForServing() => FileLock.TryTake(PathOf("serve.lock")) is { } file
        ? new DataDirectoryHeld(file)
        : new DataDirectoryLocked($"Another federated serve already runs on {FullPath}: stop it, or give this one a Data:Directory of its own.");

    /// <summary>Waits for a lock that others hold for moments only.</summary>
    internal async Task<IDisposable> LockAsync(string name, CancellationToken ct)
    {
        while (true)
        {
            if (FileLock.TryTake(PathOf(name)) is { } file)
                return file;
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        }
    }
}
