using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Federated.Federation;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Tests.Federation.Signatures;

/// <summary>Proofs of FEP-8b32: the public vectors, and what must break one.</summary>
public sealed class IntegrityProofTests
{
    const string Owner = "https://server.example/users/alice";
    const string KeyId = $"{Owner}#ed25519-key";

    /// <summary>The key pair of the vectors of W3C and of FEP-8b32; the seed follows the two bytes that name its kind.</summary>
    const string VectorPublic = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
    const string VectorSecret = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq";
    const string VectorValue = "z42ffGu6AUKPCFcFPiabmUvnGLPJzC7e4DGWC52NUasSSH37UMa9c58tdgVszUcZfytxa4fQ5TYHaJENCxUDe9SdL";
    static readonly DateTimeOffset VectorTime = new(2023, 2, 24, 23, 36, 38, TimeSpan.Zero);

    const string VectorDocument = """
        {"@context":["https://www.w3.org/ns/activitystreams","https://w3id.org/security/data-integrity/v2"],
         "id":"https://server.example/activities/1","type":"Create","actor":"https://server.example/users/alice",
         "object":{"id":"https://server.example/objects/1","type":"Note","attributedTo":"https://server.example/users/alice",
         "content":"Hello world","location":{"type":"Place","longitude":-71.184902,"latitude":25.273962}}}
        """;

    static readonly DocumentKey Key = DocumentKey.Create(KeyId);

    static DocumentKey VectorKey => DocumentKey.FromSeed(KeyId, Base58(VectorSecret[1..]).AsSpan(2));

    sealed class Keys(PublicKey key, string owner = Owner) : IKeySource
    {
        public List<(string Id, bool Refresh)> Asked { get; } = [];

        public KeyLookup? Answer { get; init; }

        public Task<KeyLookup> FindAsync(string keyId, bool refresh, CancellationToken cancel)
        {
            Asked.Add((keyId, refresh));
            return Task.FromResult(Answer ?? new KeyLookup.Found(key, owner, Fresh: false));
        }
    }

    static async Task<string> JudgeAsync(string json, IKeySource? keys = null, DateTimeOffset? now = null)
    {
        var read = AsReader.Read(Encoding.UTF8.GetBytes(json));
        Assert.Null(read.Refusal);
        return await IntegrityProof.VerifyAsync(read.Document, Owner, keys ?? new Keys(Key.Public), now ?? VectorTime, CancellationToken.None) switch
        {
            Verified => "good",
            Refused refused => refused.Code,
            _ => "",
        };
    }

    static string Signed(string document = VectorDocument, DocumentKey? key = null) =>
        Encoding.UTF8.GetString(IntegrityProof.Attach(Encoding.UTF8.GetBytes(document.Trim()), key ?? Key, VectorTime));

    static string Change(Action<JsonObject> change, string? json = null)
    {
        var node = JsonNode.Parse(json ?? Signed())!.AsObject();
        change(node);
        return node.ToJsonString();
    }

    [Fact]
    public async Task Vector_of_the_fep_is_signed_to_the_same_value_and_verified()
    {
        var signed = Signed(key: VectorKey);

        Assert.Equal(VectorValue, JsonNode.Parse(signed)!["proof"]!["proofValue"]!.GetValue<string>());
        Assert.StartsWith(VectorDocument.Trim()[..^1], signed, StringComparison.Ordinal);
        Assert.Equal("good", await JudgeAsync(signed, new Keys(PublicKey.FromMultibase(VectorPublic)!)));
        Assert.Equal(VectorPublic, VectorKey.Public.ToMultibase());
    }

    [Fact]
    public async Task Vector_of_the_cryptosuite_is_verified()
    {
        const string issuer = "https://vc.example/issuers/5678";
        var read = AsReader.Read(Encoding.UTF8.GetBytes($$"""
            {"@context":["https://www.w3.org/ns/credentials/v2","https://www.w3.org/ns/credentials/examples/v2"],
             "id":"urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33","type":["VerifiableCredential","AlumniCredential"],"name":"Alumni Credential",
             "description":"A minimum viable example of an Alumni Credential.","issuer":"{{issuer}}","validFrom":"2023-01-01T00:00:00Z",
             "credentialSubject":{"id":"did:example:abcdefgh","alumniOf":"The School of Examples"},
             "proof":{"type":"DataIntegrityProof","cryptosuite":"eddsa-jcs-2022","created":"2023-02-24T23:36:38Z",
              "verificationMethod":"{{issuer}}#{{VectorPublic}}","proofPurpose":"assertionMethod",
              "@context":["https://www.w3.org/ns/credentials/v2","https://www.w3.org/ns/credentials/examples/v2"],
              "proofValue":"z63t83Y53KfzJ5ZosfKTnqfMcKB2dmTrfjSaQjeNNjAD5srBowQfmWqeRb8rRjmeEuCBEsddF9LsVogtuTsijJKh4"} }
            """));

        var keys = new Keys(PublicKey.FromMultibase(VectorPublic)!, issuer);
        Assert.Equal(new Verified($"{issuer}#{VectorPublic}", issuer), await IntegrityProof.VerifyAsync(read.Document, issuer, keys, VectorTime, CancellationToken.None));
    }

    [Fact]
    public async Task Proof_has_the_context_of_its_document()
    {
        var signed = JsonElement.Parse(Signed());

        Assert.True(JsonElement.DeepEquals(signed.GetProperty("@context"), signed.GetProperty("proof").GetProperty("@context")));
        Assert.Equal("good", await JudgeAsync(Signed("""{"id":"https://server.example/1","type":"Like"}""")));
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "content", SignatureCodes.ProofInvalid },
        { "added", SignatureCodes.ProofInvalid },
        { "removed", SignatureCodes.ProofInvalid },
        { "created", SignatureCodes.ProofInvalid },
        { "purpose", SignatureCodes.ProofMalformed },
        { "suite", SignatureCodes.ProofMalformed },
        { "type", SignatureCodes.ProofMalformed },
        { "value", SignatureCodes.ProofMalformed },
        { "short value", SignatureCodes.ProofMalformed },
        { "no created", SignatureCodes.ProofMalformed },
        { "context", SignatureCodes.ProofInvalid },
        { "context order", SignatureCodes.ProofInvalid },
        { "method", SignatureCodes.OriginMismatch },
        { "expires", SignatureCodes.ProofExpired },
        { "string", SignatureCodes.ProofMalformed },
        { "none", SignatureCodes.ProofMissing },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Anything_that_is_changed_breaks_it(string what, string code) => Assert.Equal(code, await JudgeAsync(Change(d =>
    {
        var proof = d["proof"]!.AsObject();
        Action change = what switch
        {
            "content" => () => d["object"]!["content"] = "Hello worle",
            "added" => () => d["cc"] = new JsonArray("https://www.w3.org/ns/activitystreams#Public"),
            "removed" => () => d.Remove("type"),
            "created" => () => proof["created"] = "2023-02-24T23:36:39Z",
            "purpose" => () => proof["proofPurpose"] = "authentication",
            "suite" => () => proof["cryptosuite"] = "eddsa-rdfc-2022",
            "type" => () => proof["type"] = "Ed25519Signature2020",
            "value" => () => proof["proofValue"] = "u" + proof["proofValue"]!.GetValue<string>()[1..],
            "short value" => () => proof["proofValue"] = proof["proofValue"]!.GetValue<string>()[..^4],
            "no created" => () => proof.Remove("created"),
            "context" => () => d["@context"]![1] = "https://elsewhere.example.org/context",
            "context order" => () => d["@context"] = new JsonArray("https://w3id.org/security/data-integrity/v2", "https://www.w3.org/ns/activitystreams"),
            "method" => () => proof["verificationMethod"] = "https://mallory.example.org/users/alice#ed25519-key",
            "expires" => () => proof["expires"] = "2023-02-24T23:36:38Z",
            "string" => () => d["proof"] = "https://server.example/proofs/1",
            _ => () => d.Remove("proof"),
        };
        change();
    })));

    [Fact]
    public async Task What_is_not_covered_may_be_added()
    {
        Assert.Equal("good", await JudgeAsync(Change(d => d["signature"] = new JsonObject { ["type"] = "RsaSignature2017" })));
        Assert.Equal("good", await JudgeAsync(Change(d => d["@context"]!.AsArray().Add("https://w3id.org/security/v1"))));
        Assert.Equal("good", await JudgeAsync(Change(d => d.Remove("@context"))));
    }

    [Fact]
    public async Task Proof_without_context_is_checked_with_that_of_the_document_too()
    {
        Assert.Equal("good", await JudgeAsync(Change(d => d["proof"]!.AsObject().Remove("@context"))));

        var bare = JsonNode.Parse(Signed("""{"id":"https://server.example/1","type":"Like"}"""))!.AsObject();
        Assert.False(bare["proof"]!.AsObject().ContainsKey("@context"));
        Assert.Equal("good", await JudgeAsync(bare.ToJsonString()));
    }

    [Fact]
    public async Task One_good_proof_among_as_many_as_the_limit_is_enough()
    {
        static string Among(int broken) => Change(d =>
        {
            var good = d["proof"]!.DeepClone();
            var bad = Enumerable.Range(0, broken).Select(_ => (JsonNode)new JsonObject { ["type"] = "DataIntegrityProof" });
            d["proof"] = new JsonArray([.. bad, good]);
        });

        Assert.Equal("good", await JudgeAsync(Among(Limits.Proofs - 1)));
        Assert.Equal(SignatureCodes.ProofMalformed, await JudgeAsync(Among(Limits.Proofs)));
    }

    [Theory]
    [InlineData(-3600, "good")]
    [InlineData(-3601, SignatureCodes.ProofExpired)]
    [InlineData(30 * 86400, "good")]
    [InlineData((30 * 86400) + 1, SignatureCodes.ProofExpired)]
    public async Task Proof_counts_as_long_as_seen_activities_are_remembered(int age, string verdict) =>
        Assert.Equal(verdict, await JudgeAsync(Signed(), now: VectorTime.AddSeconds(age)));

    [Fact]
    public async Task Key_must_be_of_the_actor_and_is_asked_for_once_more_when_it_does_not_fit()
    {
        var other = new Keys(DocumentKey.Create(KeyId).Public);

        Assert.Equal(SignatureCodes.ProofInvalid, await JudgeAsync(Signed(), other));
        Assert.Equal([(KeyId, false), (KeyId, true)], other.Asked);
        Assert.Equal(SignatureCodes.KeyNotListed, await JudgeAsync(Signed(), new Keys(Key.Public, "https://server.example/users/bob")));
        Assert.Equal(SignatureCodes.KeyMissing, await JudgeAsync(Signed(), new Keys(Key.Public) { Answer = new KeyLookup.Missing(SignatureCodes.KeyMissing) }));
        Assert.Equal(SignatureCodes.ProofInvalid, await JudgeAsync(Signed(), new Keys(TestKeys.AdaPublic)));
    }

    [Fact]
    public async Task Number_without_a_form_is_no_proof_and_no_fault() =>
        Assert.Equal(SignatureCodes.ProofInvalid, await JudgeAsync(Signed().Replace("25.273962", "1e400", StringComparison.Ordinal)));

    [Fact]
    public void Document_of_any_form_never_throws() => Check.QuickThrowOnFailure(Prop.ForAll<string[], int>((texts, number) =>
    {
        var junk = new JsonArray([.. (texts ?? []).Select(t => JsonValue.Create(t)), number, null, new JsonArray(), new JsonObject { ["type"] = "DataIntegrityProof" }]);
        foreach (var name in new[] { "proofValue", "created", "verificationMethod", "@context", "expires", "proofPurpose" })
            if (AsReader.Read(Encoding.UTF8.GetBytes(Change(d => d["proof"]![name] = junk.DeepClone()))) is { Refusal: null } read)
                Assert.IsType<Refused>(IntegrityProof.VerifyAsync(read.Document, Owner, new Keys(Key.Public), VectorTime, CancellationToken.None).GetAwaiter().GetResult());
    }));

    static byte[] Base58(string text)
    {
        var number = System.Numerics.BigInteger.Zero;
        foreach (var c in text)
            number = (number * 58) + "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".IndexOf(c, StringComparison.Ordinal);
        return number.ToByteArray(isUnsigned: true, isBigEndian: true);
    }
}
