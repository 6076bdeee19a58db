using Federated.Federation;
using Federated.Federation.Discovery;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>Looks up the people of other servers whom a text names and nobody here knows yet, before it is published: never inside a transaction.</summary>
public sealed class MentionLookup(Database database, RemoteActors actors, HubAddress address, TimeProvider clock)
{
    /// <summary>Whoever is not found in time stays plain text.</summary>
    public async Task LookUpAsync(string source, CancellationToken ct)
    {
        IReadOnlyList<string> unknown;
        await using (var db = await database.OpenAsync(ct))
            unknown = await Rendering.UnknownHandlesAsync(db, address, source, ct);
        var handles = unknown.Take(Limits.HandleLookups).Select(Acct.Parse).OfType<Acct>().ToList();
        if (handles.Count == 0)
            return;
        using var limit = new CancellationTokenSource(Limits.HandleLookupTime, clock);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            await Task.WhenAll(handles.Select(handle => actors.FindAsync(handle, time.Token)));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The text is published as it is; their servers are too slow.
        }
    }
}
