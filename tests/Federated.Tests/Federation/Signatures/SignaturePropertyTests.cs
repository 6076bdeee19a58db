using System.Text;
using System.Text.Json;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;
using FsCheck;
using FsCheck.Fluent;
using static Federated.Tests.Federation.Signatures.PeerRequest;

namespace Federated.Tests.Federation.Signatures;

public sealed class SignaturePropertyTests
{
    static readonly string[] Names =
        ["Signature", "Signature-Input", "Digest", "Content-Digest", "Date", "Host", "Authorization", "Accept"];

    /// <summary>Pieces that lead a parser far before they go wrong.</summary>
    static readonly string[] Pieces =
    [
        "keyId=", "\"", "=", ",", " ", ";", ":", "(", ")", "\\", "\0", "\u00e4", "\ud800", "sig1", "headers=", "signature=", "algorithm=",
        "\"https://peer.example.org/users/ada#main-key\"", "\"(request-target) host date digest\"", "\"AAAA\"", "created=1777888800",
        "hs2019", "rsa-sha256", "Signature ", "sig1=(\"@method\" \"@target-uri\" \"content-digest\")", "sig1=:AAAA:", ";keyid=\"https://peer.example.org/k\"",
        "\"@query-param\";name=\"x\"", "expires=", "-", "9999999999999999", "1.5", "?1", "SHA-256=", "sha-256=:", "hub.example.org", "Mon, 04 May 2026 10:00:00 GMT",
    ];

    static readonly Gen<string> Text = Gen.OneOf(
        Gen.Elements(Pieces).ArrayOf().Select(string.Concat),
        ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""));

    static readonly Gen<SignedRequest> Requests =
        from method in Gen.Elements("GET", "POST", "", "put")
        from target in Gen.OneOf(Text.Select(t => "/" + t), Text)
        from headers in Gen.Zip(Gen.Elements(Names), Text).Select(h => KeyValuePair.Create(h.Item1, h.Item2)).ListOf()
        from fixedHost in Gen.Elements(true, false)
        select new SignedRequest(
            method,
            target,
            "https",
            "hub.example.org",
            fixedHost ? [new("Host", "hub.example.org"), .. headers.DistinctBy(h => h.Key).Where(h => h.Key != "Host")] : headers,
            Encoding.UTF8.GetBytes(target));

    [Fact]
    public void Reading_never_throws_and_never_verifies() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3000),
            Prop.ForAll(Requests.ToArbitrary(), request =>
                Verifier.Read(request, Now) is Refused { Status: 400 or 401 } or SignatureClaim));

    [Fact]
    public void Structured_field_reader_never_throws_and_keeps_raw_text() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3000),
            Prop.ForAll(Text.ToArbitrary(), text =>
                StructuredFields.Dictionary(text) is not { } fields
                || fields.Values.All(item => text.Contains(item.Raw, StringComparison.Ordinal))));

    [Fact]
    public void Key_document_of_any_form_never_throws()
    {
        string[] scalars =
        [
            "null", "1", "true", "\"\"", "\"\\ud800\"", "\"Multikey\"", "\"2026-05-04T09:59:59Z\"", JsonSerializer.Serialize(TestKeys.Ada.PublicPem),
            $"\"{TestKeys.AdaId}\"", $"\"{TestKeys.AdaKeyId}\"", "\"https://\u00e4-/k\"", "\"z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK\"",
        ];
        string[] names =
            ["id", "type", "inbox", "publicKey", "assertionMethod", "owner", "controller", "publicKeyPem", "publicKeyMultibase", "expires", "revoked"];
        var scalar = Gen.Elements(scalars);
        Gen<string> Object(Gen<string> value) =>
            Gen.Zip(Gen.Elements(names), value).ArrayOf()
                .Select(members => $"{{{string.Join(',', members.DistinctBy(m => m.Item1).Select(m => $"\"{m.Item1}\":{m.Item2}"))}}}");
        Gen<string> Value(Gen<string> inner) =>
            Gen.OneOf(scalar, Object(inner), inner.ArrayOf().Select(items => $"[{string.Join(',', items)}]"));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Object(Value(Value(scalar))).ToArbitrary(), json =>
        {
            return KeyDocument.Read(AsReader.Read(Encoding.UTF8.GetBytes(json)).Document, Now) is not { } read
                || read.Keys.All(k => KeyDocument.Confirm(k.Id, read, read) is KeyLookup.Found or KeyLookup.Missing);
        }));
    }

    [Fact]
    public void Host_of_any_form_never_throws()
    {
        string[] pieces = ["xn--", "a", "-", ".", "\u00e4", "\u00df", "\u3002", "\u200d", "\u0301", "%41", "[", "]", ":", "1", "\ud83d", "\u202e", "\u2488", "@"];
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(Gen.Elements(pieces).ArrayOf().ToArbitrary(), host =>
        {
            var id = $"https://{string.Concat(host)}/users/ada";
            var document = new KeyDocument(id, true, [new ListedKey(id, id, TestKeys.AdaPublic, null)], true);
            return KeyDocument.Confirm(id, document, document) is KeyLookup.Found or KeyLookup.Missing;
        }));
    }

    [Fact]
    public void Any_changed_bit_of_target_digest_or_date_breaks_a_cavage_signature() => ChangedBit(() => Post().Cavage());

    [Fact]
    public void Any_changed_bit_of_target_digest_or_date_breaks_a_message_signature() =>
        ChangedBit(() => Post().Message("@method @target-uri content-digest digest date"));

    static void ChangedBit(Func<PeerRequest> signed)
    {
        var genuine = signed();
        var headers = genuine.Arrive().Headers;
        string[] places = ["target", "Digest", "Content-Digest", "Date"];
        var changes =
            from place in Gen.Elements(places)
            let text = place == "target" ? genuine.Target : headers[place].Single()
            from index in Gen.Choose(0, text.Length - 1)
            from bit in Gen.Choose(0, 6)
            select (Place: place, Text: text[..index] + (char)(text[index] ^ (1 << bit)) + text[(index + 1)..]);
        // The draft does not cover Content-Digest where Digest is.
        var covered = changes.Where(c => c.Place != "Content-Digest" || headers.Contains("Signature-Input"));
        Check.QuickThrowOnFailure(Prop.ForAll(covered.ToArbitrary(), async change =>
        {
            var request = signed();
            if (change.Place == "target")
                request.Target = change.Text;
            else
                request.With(change.Place, change.Text);
            return await genuine.JudgeAsync() is Verified && await request.JudgeAsync() is Refused;
        }));
    }
}
