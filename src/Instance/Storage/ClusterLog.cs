namespace Federated.Instance.Storage;

/// <summary>postgres.log: what the server says, and why it did not start.</summary>
sealed class ClusterLog(string path)
{
    const long MostBytes = 10 * 1024 * 1024;
    long _begun;

    public string FullPath => path;

    /// <summary>A new attempt; a large file is kept once as <c>.1</c>.</summary>
    public void Begin()
    {
        var file = new FileInfo(path);
        if (file is { Exists: true, Length: > MostBytes })
            file.MoveTo(path + ".1", overwrite: true);
        _begun = File.Exists(path) ? new FileInfo(path).Length : 0;
    }

    /// <summary>The line of the latest attempt that tells most.</summary>
    public string Reason()
    {
        var lines = Lines();
        return lines.Find(line => line.Contains("FATAL:", StringComparison.Ordinal) || line.Contains("PANIC:", StringComparison.Ordinal)
            || line.Contains("error:", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "it said nothing";
    }

    List<string> Lines()
    {
        if (!File.Exists(path))
            return [];
        using var file = File.OpenRead(path);
        file.Seek(_begun, SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }
}
