using Npgsql;

namespace Federated.Instance.Config;

/// <summary>Section `Database`: empty for the embedded PostgreSQL, or the server to use.</summary>
public sealed record DatabaseOptions
{
    /// <summary>An Npgsql connection string; several hosts are allowed.</summary>
    [Secret]
    public string ConnectionString { get; init; } = "";

    public bool IsEmbedded => ConnectionString.Length == 0;

    public IEnumerable<string> Errors()
    {
        var error = IsEmbedded ? null : Problem(ConnectionString);
        if (error is not null)
            yield return $"Database:ConnectionString cannot be read: {error}";
    }

    static string? Problem(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text) is { Host: null or "" } ? "it names no Host." : null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
