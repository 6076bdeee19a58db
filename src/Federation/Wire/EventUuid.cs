using System.Security.Cryptography;
using System.Text;

namespace Federated.Federation.Wire;

/// <summary>The `uuid` of an event: the same id always has the same one (decisions 1).</summary>
static class EventUuid
{
    /// <summary>A name-based UUID: version 8, from the SHA-256 of the id (RFC 9562 section 5.8).</summary>
    public static string Of(string id)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16);
        hash[6] = (byte)(hash[6] & 0x0F | 0x80);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        return new Guid(hash, bigEndian: true).ToString();
    }
}
