using System.Text.RegularExpressions;
using Federated.Federation;

namespace Federated.Instance.Text;

/// <summary>
/// E-mail addresses that every mail server reads in the same way: a subset of RFC 5321 without quotes, comments, routes
/// and address literals (security.md AT-194).
/// </summary>
public static partial class Emails
{
    /// <summary>`email-invalid`, or null.</summary>
    public static string? Refusal(string email) =>
        email.Length <= Limits.Email && email.IndexOf('@', StringComparison.Ordinal) <= Limits.EmailLocalPart && Address.IsMatch(email) ? null : "email-invalid";

    /// <summary>One mailbox, one text: letter case and what follows a `+` in the local part make no other person.</summary>
    public static string Canonical(string email)
    {
        var at = email.LastIndexOf('@');
        var local = at < 0 ? email : email[..at];
        return (local.Split('+')[0] + (at < 0 ? "" : email[at..])).ToLowerInvariant();
    }

    [GeneratedRegex(
        @"\A[A-Za-z0-9_'+&=~-]+(\.[A-Za-z0-9_'+&=~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Address { get; }
}
