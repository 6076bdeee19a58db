using Federated.Instance.Storage;
using Federated.Tests.Support;

namespace Federated.Tests.Instance.Storage;

/// <summary>A data directory below the temporary folder, gone at the end with its cluster.</summary>
sealed class TemporaryData : IDisposable
{
    readonly string _root = Path.Combine(Path.GetTempPath(), "federated-data-" + Path.GetRandomFileName());

    public TemporaryData(string below = "data", UnixFileMode parent = DataDirectory.Passable)
    {
        Directory.CreateDirectory(_root);
        File.SetUnixFileMode(_root, parent);
        Data = DataDirectory.Open(Path.Combine(_root, below));
    }

    public DataDirectory Data { get; private set; }

    /// <summary>The folder again, after something was done to it.</summary>
    public DataDirectory Reopen() => Data = DataDirectory.Open(Data.FullPath);

    public void Dispose()
    {
        if (Directory.Exists(Data.FullPath))
            TestCluster.Remove(Data);
        if (Directory.Exists(_root))
            Directory.Delete(_root, recursive: true);
    }
}
