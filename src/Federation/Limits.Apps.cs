namespace Federated.Federation;

public static partial class Limits
{
    /// <summary>Addresses that one app may be sent back to. More: 422.</summary>
    public const int AppRedirects = 10;

    /// <summary>Apps that may register from one address in half an hour. More: 429.</summary>
    public const int AppsPerAddress = 30;

    /// <summary>Tokens that may be asked for from one address in five minutes. More: 429.</summary>
    public const int TokensPerAddress = 300;

    /// <summary>How long an app may fetch the token that somebody allowed.</summary>
    public static readonly TimeSpan AppCodeLife = TimeSpan.FromMinutes(10);

    /// <summary>How long an app that nobody lets in is kept.</summary>
    public static readonly TimeSpan AppUnusedFor = TimeSpan.FromDays(7);

    /// <summary>How long a token lives that is not used.</summary>
    public static readonly TimeSpan TokenIdle = TimeSpan.FromDays(365);

    /// <summary>Texts in the body of one request of a client, whatever its form. More: 422.</summary>
    public const int ApiFields = 1_000;

    /// <summary>UTF-16 units of the path of such a text, as `source[privacy]`. More: 422.</summary>
    public const int ApiPath = 200;
}
