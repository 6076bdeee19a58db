namespace Federated.Instance.Media;

/// <summary>A folder for one piece of work, removed with all that is in it when the work ends.</summary>
public sealed class WorkFolder(string path) : IDisposable
{
    public string Path => path;

    public string PathOf(string file) => System.IO.Path.Combine(path, file);

    /// <summary>What cannot be removed now is when all files are looked at.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}
