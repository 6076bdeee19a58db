using System.Collections.Frozen;
using Federated.Federation;

namespace Federated.Instance.Text;

/// <summary>Names of local actors, one name space over persons, groups and calendars, and the names people show.</summary>
public static class Names
{
    static readonly FrozenSet<string> Reserved = FrozenSet.Create(StringComparer.Ordinal,
        // the hub's own actors and the words of their addresses
        "relay", "events", "actor", "actors", "hub", "instance", "server", "system", "internal", "instance_actor", "inbox", "outbox",
        "followers", "following", "featured", "upcoming", "moderators", "replies", "likes", "shares", "context", "proxy",
        // routes
        "about", "accessibility", "account", "accounts", "activities", "admin", "api", "app", "apps", "articles", "assets", "auth",
        "authorize", "authorize_follow", "authorize_interaction", "bookmarks", "calendar", "calendars", "codeofconduct", "compose",
        "confirm", "connect", "contact", "css", "dashboard", "directory", "discover", "docs", "edit", "embed", "error", "errors", "event",
        "explore", "export", "favicon", "favourites", "federation", "feed", "feeds", "files", "fonts", "group", "groups", "health",
        "healthz", "help", "home", "host_meta", "hubs", "i18n", "icons", "images", "img", "import", "interact", "intent", "invite",
        "invites", "js", "legal", "lib", "lists", "livez", "local", "login", "logout", "manifest", "media", "messages", "metrics",
        "moderation", "new", "nodeinfo", "notes", "notifications", "oauth", "objects", "offline", "openapi", "page", "pages", "password",
        "people", "places", "post", "posts", "preferences", "privacy", "profile", "public", "queue", "readyz", "register",
        "remote_interaction", "report", "reports", "reset", "robots", "rules", "search", "sessions", "settings", "setup", "share",
        "sign_in", "sign_out", "sign_up", "signin", "signout", "signup", "sitemap", "sso", "static", "status", "statuses", "stories",
        "story", "streaming", "tag", "tags", "terms", "timeline", "timelines", "topic", "topics", "unsubscribe", "uploads", "user",
        "users", "verify", "web", "webfinger", "welcome", "well_known", "ws",
        // people in charge, and nobody
        "administrator", "administrators", "admins", "all", "anonymous", "anybody", "bot", "daemon", "everybody", "everyone", "guest",
        "here", "me", "mod", "moderator", "mods", "no_reply", "nobody", "none", "noreply", "null", "official", "operator", "owner",
        "owners", "root", "self", "somebody", "staff", "sudo", "superuser", "sysadmin", "team", "trust", "trustandsafety", "undefined",
        "unknown", "verified", "you",
        // RFC 2142 and mail
        "abuse", "bounce", "bounces", "dns", "email", "ftp", "hostmaster", "http", "https", "imap", "info", "list", "list_request",
        "localhost", "mail", "mailer_daemon", "marketing", "news", "noc", "pop3", "postmaster", "sales", "security", "smtp", "ssladmin",
        "support", "usenet", "uucp", "webmaster", "www");

    /// <summary>Why a name cannot be given: `name-invalid` or `name-reserved`; null when it can. Whether it is free, the database says.</summary>
    public static string? Refusal(string name) =>
        !IsWellFormed(name) ? "name-invalid" : Reserved.Contains(Fold(name)) ? "name-reserved" : null;

    /// <summary>`[A-Za-z0-9_]{1,30}`; upper case is another spelling of the same name.</summary>
    public static bool IsWellFormed(string name) =>
        name.Length is > 0 and <= Limits.LocalName && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>The form in which names are stored and compared.</summary>
    public static string Fold(string name) => name.ToLowerInvariant();

    /// <summary>A name that can be given, as near as can be to what somebody is called elsewhere; empty when nothing is left.</summary>
    public static string Suggest(string called)
    {
        var plain = called.Normalize(System.Text.NormalizationForm.FormD).Where(c => c is ' ' or '-' or '.' or '_' || char.IsAsciiLetterOrDigit(c));
        var name = Fold(string.Concat(plain.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))).Trim('_');
        name = name.Length <= Limits.LocalName ? name : name[..Limits.LocalName].TrimEnd('_');
        return Refusal(name) is null ? name : "";
    }

    /// <summary>A display name: one visible line without signs that look like a badge; empty when nothing is left.</summary>
    public static string Display(string? name) =>
        Title(name?.IndexOfAny(Badges) >= 0 ? string.Join(' ', name.Replace("\uFE0F", "", StringComparison.Ordinal).Split(Badges)) : name);

    /// <summary>A title: one visible line.</summary>
    public static string Title(string? title)
    {
        var line = Characters.Line(title ?? "");
        return line.Length <= Limits.Name ? line : Characters.Line(Characters.Cut(line, Limits.Name));
    }

    static readonly char[] Badges = ['\u2611', '\u2705', '\u2713', '\u2714'];
}
