using Federated.Instance.Storage;

namespace Federated.Instance.Config;

/// <summary>Section `Secrets`: the one key that everything secret is encrypted with at rest.</summary>
public sealed record SecretsOptions
{
    /// <summary>32 bytes in base64, or several such keys as `1:... 2:...`; empty for the generated file `secret.key` in `Data:Directory`.</summary>
    [Secret]
    public string Key { get; init; } = "";

    public IEnumerable<string> Errors() => Key.Length > 0 && Problem(Key) is { } problem ? [problem] : [];

    static string? Problem(string text)
    {
        try
        {
            SecretKey.Parse(text);
            return null;
        }
        catch (FormatException e)
        {
            return $"{e.Message} Make one with: openssl rand -base64 32";
        }
    }
}
