using System.Collections.Frozen;
using System.Security.Cryptography;
using Federated.Federation;

namespace Federated.Instance.Accounts;

/// <summary>Which passwords are good enough, and new ones that are.</summary>
public static class Passwords
{
    // Without letters and digits that look like others.
    const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    const int Groups = 4;
    const int GroupLength = 4;

    // The first that anybody tries (of eight characters and more).
    static readonly FrozenSet<string> Common = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "password", "password1", "password12", "password123", "password1234", "passw0rd", "p@ssword", "p@ssw0rd", "12345678", "123456789", "1234567890",
        "0123456789", "87654321", "987654321", "0987654321", "123123123", "12341234", "1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx", "q1w2e3r4", "qwertyui",
        "qwertyuiop", "qwerty123", "qwerty1234", "qwertz123", "azertyuiop", "asdfghjkl", "abcd1234", "abc12345", "abcdefgh", "aaaaaaaa", "00000000",
        "11111111", "iloveyou", "iloveyou1", "sunshine", "princess", "football", "baseball", "superman", "trustno1", "letmein1", "letmein123",
        "welcome1", "welcome123", "changeme", "changeme1", "changeme123", "changeit", "administrator", "admin123", "admin1234", "computer", "internet",
        "whatever", "michelle", "jennifer", "starwars", "wikipedia", "wikipedia1", "wikimedia", "wikimedia1", "wikidata", "mediawiki", "federated");

    /// <summary>Strong and easy to read out: `k7mq-x2nd-p9rt-w4hs`, 79 random bits.</summary>
    public static string Make(int groups = Groups) => string.Join('-', Enumerable.Range(0, groups).Select(_ => RandomNumberGenerator.GetString(Alphabet, GroupLength)));

    /// <summary>`password-short`, `password-long`, `password-common` (it is what others try first), or null.</summary>
    /// <param name="password">What somebody wants to sign in with.</param>
    /// <param name="known">What everybody knows of them: name, e-mail address.</param>
    public static string? Refusal(string password, params ReadOnlySpan<string?> known)
    {
        if (password.Length < Limits.PasswordMin)
            return "password-short";
        if (password.Length > Limits.PasswordMax)
            return "password-long";
        foreach (var word in known)
        {
            if (password.Equals(word, StringComparison.OrdinalIgnoreCase))
                return "password-common";
        }
        return Common.Contains(password) ? "password-common" : null;
    }
}
