using System.Text;
using System.Text.Json.Nodes;
using Federated.Federation;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;

namespace Federated.Tests.Federation.Signatures;

public sealed class KeyDocumentTests
{
    static readonly DateTimeOffset Now = PeerRequest.Now;
    static readonly string EdKeyId = $"{TestKeys.AdaId}#ed25519-key";
    static readonly string EdMultibase = TestKeys.Multibase([0xed, 0x01, .. Ed25519.PublicKeyOf(TestKeys.EdSeed)]);

    [Fact]
    public void Actor_with_one_key_is_read()
    {
        var actor = Read(Actor());

        Assert.Equal(TestKeys.AdaId, actor.Id);
        Assert.True(actor.IsActor);
        Assert.True(actor.Complete);
        var key = Assert.Single(actor.Keys);
        Assert.Equal((TestKeys.AdaKeyId, TestKeys.AdaId), (key.Id, key.Owner));
        Assert.Equal(TestKeys.Ada.PublicPem, key.Key!.ToPem());
    }

    [Fact]
    public void Keys_of_both_properties_and_of_an_array_are_read()
    {
        var actor = Actor();
        actor["publicKey"] = new JsonArray(Pem(), Pem($"{TestKeys.AdaId}#old"));
        actor["assertionMethod"] = new JsonArray(Multikey(), "did:key:z6Mk");

        var read = Read(actor);

        Assert.Equal([TestKeys.AdaKeyId, $"{TestKeys.AdaId}#old", EdKeyId, "did:key:z6Mk"], read.Keys.Select(k => k.Id));
        Assert.True(read.Complete);
    }

    [Fact]
    public void Actor_confirms_its_own_key()
    {
        var actor = Read(Actor());

        var found = Assert.IsType<KeyLookup.Found>(KeyDocument.Confirm(TestKeys.AdaKeyId, actor, actor));
        Assert.Equal(TestKeys.AdaId, found.Owner);
        Assert.True(found.Fresh);
    }

    [Fact]
    public void Stub_of_an_actor_names_the_owner_who_confirms()
    {
        const string keyId = $"{TestKeys.AdaId}/main-key";
        var stub = Read(new JsonObject { ["id"] = TestKeys.AdaId, ["publicKey"] = Pem(keyId) });
        var actor = Actor();
        actor["publicKey"] = Pem(keyId);

        Assert.False(stub.IsActor);
        Assert.Equal(TestKeys.AdaId, stub.OwnerOf(keyId));
        Assert.IsType<KeyLookup.Found>(KeyDocument.Confirm(keyId, stub, Read(actor)));
    }

    [Theory]
    [InlineData("""["https://peer.example.org/keys/1"]""")]
    [InlineData("\"https://peer.example.org/keys/1\"")]
    [InlineData("""{"id":"https://peer.example.org/keys/1"}""")]
    public void Bare_key_is_confirmed_by_a_reference(string reference)
    {
        const string keyId = "https://peer.example.org/keys/1";
        var actor = Actor();
        actor["publicKey"] = JsonNode.Parse(reference);

        var bare = Read(Pem(keyId));

        Assert.False(bare.IsActor);
        Assert.Equal(TestKeys.AdaId, bare.OwnerOf(keyId));
        Assert.IsType<KeyLookup.Found>(KeyDocument.Confirm(keyId, bare, Read(actor)));
    }

    [Fact]
    public void Bare_multikey_is_confirmed_by_an_assertion_method()
    {
        var actor = Actor();
        actor["assertionMethod"] = EdKeyId;

        Assert.IsType<KeyLookup.Found>(KeyDocument.Confirm(EdKeyId, Read(Multikey()), Read(actor)));
    }

    [Fact]
    public void Key_that_its_owner_does_not_list_is_missing()
    {
        const string keyId = "https://peer.example.org/keys/1";

        AssertMissing(SignatureCodes.KeyNotListed, keyId, Read(Pem(keyId)), Read(Actor()));
    }

    [Fact]
    public void Key_of_another_host_is_missing_even_when_listed()
    {
        const string keyId = "https://mallory.example.org/keys/1";
        var actor = Actor();
        actor["publicKey"] = keyId;

        AssertMissing(SignatureCodes.OriginMismatch, keyId, Read(Pem(keyId)), Read(actor));
    }

    [Theory]
    [InlineData("http://peer.example.org/keys/1")]
    [InlineData("https://peer.example.org:8443/keys/1")]
    [InlineData("https://user@peer.example.org/keys/1")]
    [InlineData("https://peer.example.org.mallory.example.org/keys/1")]
    public void Origin_is_scheme_host_and_port(string keyId)
    {
        var actor = Actor();
        actor["publicKey"] = Pem(keyId);

        AssertMissing(SignatureCodes.OriginMismatch, keyId, Read(actor), Read(actor));
    }

    [Fact]
    public void Document_of_another_actor_does_not_confirm()
    {
        const string eve = "https://peer.example.org/users/eve";
        var other = Actor();
        other["id"] = eve;
        var foreign = Actor();
        foreign["publicKey"] = Pem(owner: eve);

        AssertMissing(SignatureCodes.KeyNotListed, TestKeys.AdaKeyId, Read(Actor()), Read(other));
        AssertMissing(SignatureCodes.KeyNotListed, TestKeys.AdaKeyId, Read(foreign), Read(foreign));
    }

    [Fact]
    public void Key_without_owner_is_not_listed()
    {
        var actor = Actor();
        actor["publicKey"]!.AsObject().Remove("owner");

        AssertMissing(SignatureCodes.KeyNotListed, TestKeys.AdaKeyId, Read(actor), Read(actor));
    }

    [Fact]
    public void Ids_are_compared_by_the_byte()
    {
        var actor = Read(Actor());

        AssertMissing(SignatureCodes.KeyMissing, TestKeys.AdaKeyId.Replace("peer", "PEER", StringComparison.Ordinal), actor, actor);
        AssertMissing(SignatureCodes.KeyMissing, TestKeys.AdaId, actor, actor);
    }

    [Fact]
    public void Reference_without_any_key_is_not_a_key()
    {
        var actor = Actor();
        actor["publicKey"] = TestKeys.AdaKeyId;

        Assert.IsType<KeyLookup.Missing>(KeyDocument.Confirm(TestKeys.AdaKeyId, Read(actor), Read(actor)));
    }

    [Theory]
    [InlineData("expires", "\"2026-05-04T09:59:59Z\"", SignatureCodes.KeyRevoked)]
    [InlineData("expires", "\"2026-05-04T10:00:01Z\"", null)]
    [InlineData("expires", "\"soon\"", SignatureCodes.KeyRevoked)]
    [InlineData("expires", "1", SignatureCodes.KeyRevoked)]
    [InlineData("expires", "null", null)]
    [InlineData("revoked", "\"2026-05-04T12:00:00+02:00\"", SignatureCodes.KeyRevoked)]
    [InlineData("revoked", "\"2027-01-01T00:00:00Z\"", null)]
    public void Expired_and_revoked_keys_are_not_used(string name, string value, string? code)
    {
        var actor = Actor();
        var multikey = Multikey();
        multikey[name] = JsonNode.Parse(value);
        actor["assertionMethod"] = new JsonArray(multikey);

        var read = Read(actor);

        Assert.True(read.Complete);
        Assert.Equal(code, (KeyDocument.Confirm(EdKeyId, read, read) as KeyLookup.Missing)?.Code);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("\"\"")]
    [InlineData("""{"id":1}""")]
    [InlineData("""{"id":"https://peer.example.org/users/ada#x","publicKeyPem":"junk"}""")]
    [InlineData("""{"id":"https://peer.example.org/users/ada#x","publicKeyJwk":{}}""")]
    [InlineData("""{"id":"https://peer.example.org/users/ada#x","publicKeyMultibase":"z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"}""")]
    public void Entry_that_is_not_understood_is_no_proof_that_other_keys_are_withdrawn(string entry)
    {
        var read = Read($$"""{"id":"{{TestKeys.AdaId}}","inbox":"https://peer.example.org/in","publicKey":[{{Pem().ToJsonString()}},{{entry}}]}""")!;

        Assert.False(read.Complete);
        Assert.IsType<KeyLookup.Found>(KeyDocument.Confirm(TestKeys.AdaKeyId, read, read));
    }

    [Theory]
    [InlineData(Limits.KeysPerActor, true)]
    [InlineData(Limits.KeysPerActor + 1, false)]
    public void Number_of_keys_is_capped(int count, bool complete)
    {
        var actor = Actor();
        actor["publicKey"] = new JsonArray([.. Enumerable.Range(0, count).Select(i => (JsonNode)$"{TestKeys.AdaId}#{i}")]);

        var read = Read(actor);

        Assert.Equal(complete, read.Complete);
        Assert.Equal(Limits.KeysPerActor, read.Keys.Count);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id":null}""")]
    [InlineData("""{"id":["",1]}""")]
    public void Document_without_an_id_has_no_keys(string json) => Assert.Null(Read(json));

    [Fact]
    public void Absent_document_has_no_keys() => Assert.Null(KeyDocument.Read(default, Now));

    [Fact]
    public void Actor_without_keys_is_read_as_complete()
    {
        var actor = Actor();
        actor.Remove("publicKey");

        Assert.Empty(Read(actor).Keys);
        Assert.True(Read(actor).Complete);
    }

    static void AssertMissing(string code, string keyId, KeyDocument document, KeyDocument owner) =>
        Assert.Equal(new KeyLookup.Missing(code), KeyDocument.Confirm(keyId, document, owner));

    static KeyDocument Read(JsonObject document) => Read(document.ToJsonString())!;

    static KeyDocument? Read(string json) => KeyDocument.Read(AsReader.Read(Encoding.UTF8.GetBytes(json)).Document, Now);

    static JsonObject Actor() => new()
    {
        ["id"] = TestKeys.AdaId,
        ["type"] = "Person",
        ["inbox"] = $"{TestKeys.AdaId}/inbox",
        ["publicKey"] = Pem(),
    };

    static JsonObject Pem(string id = TestKeys.AdaKeyId, string owner = TestKeys.AdaId) => new()
    {
        ["id"] = id,
        ["owner"] = owner,
        ["publicKeyPem"] = TestKeys.Ada.PublicPem,
    };

    static JsonObject Multikey() => new()
    {
        ["id"] = EdKeyId,
        ["type"] = "Multikey",
        ["controller"] = TestKeys.AdaId,
        ["publicKeyMultibase"] = EdMultibase,
    };
}
