using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Federated.Instance.Accounts;

/// <summary>Secrets that we give out and know again by their hash only.</summary>
public static class SecretToken
{
    const int Bytes = 32;

    /// <summary>256 random bits as base64url.</summary>
    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is stored. The tokens are random, so a fast hash without salt is enough.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
