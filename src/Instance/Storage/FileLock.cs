namespace Federated.Instance.Storage;

/// <summary>A lock on a file (flock): the kernel takes it back when the program ends, however it ends.</summary>
static class FileLock
{
    const int WouldBlock = 11;

    /// <summary>Held until disposed; null when another has it. The file stays, so that all lock the same one.</summary>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = DataDirectory.PrivateFile });
        }
        catch (IOException taken) when (taken.HResult == WouldBlock)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{path} cannot be written by this user: {failure.Message}", failure);
        }
    }
}
