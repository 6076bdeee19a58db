namespace Federated.Instance.Config;

/// <summary>All settings of one node, one property per section. docs/operators/configuration.md lists them.</summary>
public sealed record HubConfig
{
    public HubOptions Hub { get; init; } = new();
    public ServerOptions Server { get; init; } = new();
    public DataOptions Data { get; init; } = new();
    public SecretsOptions Secrets { get; init; } = new();
    public DatabaseOptions Database { get; init; } = new();
    public FederationOptions Federation { get; init; } = new();
    public MediaOptions Media { get; init; } = new();
    public MailOptions Mail { get; init; } = new();
    public SignInOptions SignIn { get; init; } = new();
    public MetricsOptions Metrics { get; init; } = new();

    /// <summary>One sentence per bad value. A verb that reads the domain from the database allows it to be missing.</summary>
    public IEnumerable<string> Errors(bool domainNeeded = true) =>
    [
        .. domainNeeded || Hub.Domain.Length > 0 ? Hub.Errors() : [],
        .. Server.Errors(),
        .. Data.Errors(),
        .. Secrets.Errors(),
        .. Database.Errors(),
        .. Federation.Errors(Hub),
        .. Media.Errors(),
        .. Mail.Errors(),
        .. SignIn.Errors(Hub),
        .. Metrics.Errors(),
    ];
}
