namespace Federated.Federation.Fetching;

/// <summary>
/// Remembers the hosts that check signatures over the path alone (wire-microblog.md S9).
/// Strangers cannot fill it: one more than <see cref="Limits.QuerylessHosts"/> and it starts anew, which costs each host one request.
/// </summary>
sealed class QuerylessHosts
{
    readonly Lock _lock = new();
    readonly HashSet<string> _hosts = [];

    public bool Contains(string authority)
    {
        lock (_lock)
            return _hosts.Contains(authority);
    }

    public void Set(string authority, bool queryless)
    {
        lock (_lock)
        {
            if (!queryless)
            {
                _hosts.Remove(authority);
                return;
            }
            if (_hosts.Count >= Limits.QuerylessHosts && !_hosts.Contains(authority))
                _hosts.Clear();
            _hosts.Add(authority);
        }
    }
}
