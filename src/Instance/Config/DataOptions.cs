namespace Federated.Instance.Config;

/// <summary>Section `Data`: the folder with everything of this hub that is not in a database elsewhere.</summary>
public sealed record DataOptions
{
    public string Directory { get; init; } = "./data";

    /// <summary>The folder as an absolute path.</summary>
    public string FullPath => Path.GetFullPath(Directory);

    public IEnumerable<string> Errors()
    {
        if (string.IsNullOrWhiteSpace(Directory))
            yield return "Data:Directory is empty. Give the folder that holds this hub's data, for example /var/lib/federated.";
        else if (File.Exists(FullPath))
            yield return $"Data:Directory '{Directory}' is a file. Give a folder.";
    }
}
