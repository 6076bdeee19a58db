using System.Collections.Concurrent;
using Federated.Federation;

namespace Federated.Instance.Media;

/// <summary>Pictures that this node lately saw that they cannot be had, by their names: for a while pages show a link, initials or a shortcode instead.</summary>
public sealed class MissingPictures(TimeProvider clock)
{
    readonly ConcurrentDictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    public void Add(byte[] name, DateTimeOffset until)
    {
        // To forget costs no more than one look.
        if (_until.Count >= Limits.MissingPictures)
            _until.Clear();
        _until[Convert.ToHexString(name)] = until;
    }

    public bool Has(byte[] name) => _until.TryGetValue(Convert.ToHexString(name), out var until) && until > clock.GetUtcNow();
}
