using System.Security.Cryptography;

namespace Federated.Instance.Ids;

/// <summary>
/// 64-bit ids that sort by time: 41 bits of milliseconds since 2025, 10 bits of node, 12 bits of sequence.
/// A clock that goes back keeps counting from the latest time seen.
/// </summary>
public sealed class IdMaker(TimeProvider clock, short node)
{
    static readonly DateTimeOffset Epoch = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    const int SequenceBits = 12;
    const int NodeBits = 10;

    readonly Lock _lock = new();
    long _last;
    int _sequence;
    int _past = RandomNumberGenerator.GetInt32(1 << SequenceBits);

    public const int Nodes = 1 << NodeBits;
    public short Node => node;

    public long Next()
    {
        lock (_lock)
        {
            var now = Milliseconds(clock.GetUtcNow());
            if (now > _last)
                (_last, _sequence) = (now, 0);
            else if (++_sequence == 1 << SequenceBits)
                (_last, _sequence) = (_last + 1, 0);
            return Compose(_last, _sequence);
        }
    }

    /// <summary>An id whose time part is the given instant, or now when that is in the future: for what was written elsewhere.</summary>
    public long At(DateTimeOffset instant)
    {
        lock (_lock)
        {
            var time = Math.Max(0, Milliseconds(instant));
            if (time >= Milliseconds(clock.GetUtcNow()))
                return Next();
            _past = (_past + 1) % (1 << SequenceBits);
            return Compose(time, _past);
        }
    }

    /// <summary>The smallest id that an instant can have: for keyset pages by time.</summary>
    public static long Floor(DateTimeOffset instant) => Math.Max(0, Milliseconds(instant)) << (NodeBits + SequenceBits);

    public static DateTimeOffset TimeOf(long id) => Epoch.AddMilliseconds(id >> (NodeBits + SequenceBits));

    long Compose(long time, int sequence) => (time << (NodeBits + SequenceBits)) | ((long)node << SequenceBits) | (long)sequence;

    static long Milliseconds(DateTimeOffset instant) => (long)(instant - Epoch).TotalMilliseconds;
}
