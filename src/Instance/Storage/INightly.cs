namespace Federated.Instance.Storage;

/// <summary>Something to tidy up once a day, by one node, in a transaction of its own.</summary>
public interface INightly
{
    Task RunAsync(Tx tx, CancellationToken ct);
}
