using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;

namespace Federated.Bench;

/// <summary>Whole requests checked with the key at hand, one after another; floor: the body's digest and the bare RSA verification.</summary>
static class VerifyBench
{
    public const string Name = "verify";
    public const string What = "signed requests verified, the key at hand / SHA-256 of the body and RSA verify";
    const string Here = "localhost:8080";
    const int Operations = 3_000;

    public static async Task RunAsync(Report report)
    {
        await MeasureAsync(Dialect.Cavage, 2_000);
        await MeasureAsync(Dialect.MessageSignature, 2_000);
        foreach (var (dialect, name) in new[] { (Dialect.Cavage, "cavage"), (Dialect.MessageSignature, "RFC 9421") })
        {
            var small = await MeasureAsync(dialect, 2_000);
            var large = await MeasureAsync(dialect, 20_000);
            report.Case($"{name}, 2 KB", small);
            report.Case($"{name}, 20 KB", large);
            report.Growth("2 KB", small, "20 KB", large);
        }
    }

    static async Task<Result> MeasureAsync(Dialect dialect, int bytes)
    {
        var strangers = new Strangers(hosts: 1, count: 1, port: 9);
        var body = strangers.Note(0, 1, bytes);
        var key = SigningKey.Create($"{strangers.Uri(0)}#main-key");
        var unsigned = new UnsignedRequest("POST", "http", Here, "/inbox", TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture), Digests.Of(body), "application/activity+json") { Dialect = dialect };
        List<KeyValuePair<string, string>> headers =
            [new("Host", Here), new("Date", unsigned.Date), new("Digest", unsigned.Digest!), new("Content-Type", unsigned.ContentType!), .. key.SignRequest(unsigned)];
        var keys = new OneKey(strangers.Uri(0), PublicKey.FromPem(key.PublicPem)!);
        using var rsa = RSA.Create();
        rsa.ImportFromPem(key.PublicPem);
        // As long as what is signed, and signed by the same key.
        var text = Encoding.UTF8.GetBytes(string.Join('\n', headers.Where(h => h.Key is not "Signature").Select(h => $"{h.Key}: {h.Value}")));
        var signature = key.Sign(text);

        var digest = SHA256.HashData(body);
        return await Result.MeasureAsync(
            Environment.ProcessId,
            new Side(() =>
            {
                for (var i = 0; i < Operations; i++)
                    if (!SHA256.HashData(body).AsSpan().SequenceEqual(digest) || !rsa.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
                        throw new InvalidOperationException("Not verified.");
                return Task.FromResult(Operations);
            }),
            new Side(async () =>
            {
                for (var i = 0; i < Operations; i++)
                {
                    var request = new SignedRequest("POST", "/inbox", "http", Here, headers, body);
                    if (Verifier.Read(request, TimeProvider.System.GetUtcNow()) is not SignatureClaim claim || await Verifier.VerifyAsync(claim, keys, CancellationToken.None) is not Verified)
                        throw new InvalidOperationException("Not verified.");
                }
                return Operations;
            }));
    }

    sealed class OneKey(string owner, PublicKey key) : IKeySource
    {
        readonly Task<KeyLookup> _found = Task.FromResult<KeyLookup>(new KeyLookup.Found(key, owner, Fresh: false));

        public Task<KeyLookup> FindAsync(string keyId, bool refresh, CancellationToken cancel) => _found;
    }
}
