namespace Federated.Instance.Config;

/// <summary>Section `Secrets`: the one key that everything secret is encrypted with at rest.</summary>
public sealed record SecretsOptions
{
    /// <summary>32 bytes in base64; empty for the generated file `secret.key` in `Data:Directory`.</summary>
    [Secret]
    public string Key { get; init; } = "";

    public IEnumerable<string> Errors()
    {
        if (Key.Length > 0 && !(Convert.TryFromBase64String(Key, new byte[Key.Length], out var bytes) && bytes == 32))
            yield return "Secrets:Key is not 32 bytes in base64. Make one with: openssl rand -base64 32";
    }
}
