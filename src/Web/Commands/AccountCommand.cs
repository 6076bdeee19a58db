using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Federated.Instance;
using Federated.Instance.Accounts;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Microsoft.AspNetCore.Identity;

namespace Federated.Web.Commands;

/// <summary>`account ...`: who has an account here. A secret goes to standard output alone, everything said about it to standard error.</summary>
static class AccountCommand
{
    const int PageSize = 500;

    public static Command Create(Hub hub) => new("account", "Accounts of this hub.")
    {
        Make(hub),
        List(hub),
        RoleCommands.Change(hub, AllRoles, CheckRole),
        RoleCommands.List(hub),
        Decide(hub, "disable", "Closes an account: its sessions end and nobody signs in to it.", "is disabled now", (a, name, reason, ct) => a.DisableAsync(name, reason, by: null, ct)),
        Decide(hub, "enable", "Opens a disabled account again.", "is enabled now", (a, name, reason, ct) => a.EnableAsync(name, reason, by: null, ct)),
        ResetPassword(hub),
        ResetSecondFactor(hub),
        Delete(hub),
    };

    static Command Make(Hub hub)
    {
        var name = NameArgument();
        var email = new Option<string>("--email") { Description = "The person's e-mail address.", Required = true };
        var password = new Option<string>("--password") { Description = "The password. Others on this machine may see it; without one, a strong one is made and printed." };
        var file = new Option<string>("--password-file") { Description = "A file with the password; - for standard input." };
        var role = new Option<string>("--role") { Description = $"What the account may do: {AllRoles}.", DefaultValueFactory = _ => Role.Member.Word() };
        role.Validators.Add(CheckRole);
        var command = new Command("create", "Makes an account. Prints the password when it made one.") { name, email, password, file, role };
        command.SetAction((parsed, ct) => hub.OpenAsync(
            domainNeeded: true,
            async services =>
            {
                var (known, made) = (await ReadPasswordAsync(parsed.GetValue(password), parsed.GetValue(file), ct), Passwords.Make());
                var (typedName, typedEmail) = (parsed.GetValue(name)!, parsed.GetValue(email)!);
                if (known is not null && Passwords.Refusal(known, typedName, typedEmail) is { } refused)
                    throw new ExitException(ExitException.Usage, AccountSentences.For(refused, typedName));
                var newcomer = new Newcomer(typedName, typedEmail, Hash(services, known ?? made), Words.Read<Role>(parsed.GetValue(role)!));
                var account = Value(await services.GetRequiredService<Joining>().JoinAsync(newcomer, by: null, ct), typedName);
                Say($"@{account.Name} has an account now, as {account.Role.Word()}{(known is null ? ", with this password:" : ".")}");
                if (known is null)
                    Console.WriteLine(made);
                return 0;
            },
            ct,
            mayBegin: true));
        return command;
    }

    static Command List(Hub hub)
    {
        var command = new Command("list", "Lists accounts: name, role, state, e-mail address, made, last seen.");
        command.SetAction((_, ct) => hub.OpenAsync(domainNeeded: false, services => PrintAsync(services, ct), ct));
        return command;
    }

    static async Task<int> PrintAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var db = await services.GetRequiredService<Database>().OpenAsync(ct);
        IReadOnlyList<Account> page;
        var after = "";
        do
        {
            page = await AccountStore.ListAsync(db, after, PageSize, ct);
            foreach (var account in page)
                Console.WriteLine(Line(account));
            after = page.Count > 0 ? page[^1].Name : after;
        }
        while (page.Count == PageSize);
        return 0;
    }

    static string Line(Account account) => string.Join('\t',
        account.Name, account.Role.Word(), account.Disabled ? "disabled" : account.PausedAt is null ? "active" : "paused", account.Email ?? "-",
        account.CreatedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), account.SeenOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-");

    static Command Decide(
        Hub hub, string verb, string description, string done, Func<Administering, string, string, CancellationToken, Task<Result<Account>>> decide)
    {
        var name = NameArgument();
        var reason = new Option<string>("--reason") { Description = "Why, for the audit log.", DefaultValueFactory = _ => "" };
        var command = new Command(verb, description) { name, reason };
        command.SetAction((parsed, ct) => AdministerAsync(hub, parsed.GetValue(name)!, async (administering, typed) =>
        {
            var account = Value(await decide(administering, typed, parsed.GetValue(reason) ?? "", ct), typed);
            Say($"@{account.Name} {done}.");
        }, ct));
        return command;
    }

    static Command ResetPassword(Hub hub)
    {
        var name = NameArgument();
        var link = new Option<bool>("--link") { Description = "Print a link for one sign-in instead of a new password." };
        var command = new Command("reset-password", "Takes the password away and prints a new one, or a link; sessions end.") { name, link };
        command.SetAction((parsed, ct) => hub.OpenAsync(
            domainNeeded: true,
            services => parsed.GetValue(link) ? PrintLinkAsync(services, parsed.GetValue(name)!, ct) : PrintPasswordAsync(services, parsed.GetValue(name)!, ct),
            ct));
        return command;
    }

    static async Task<int> PrintPasswordAsync(IServiceProvider services, string name, CancellationToken ct)
    {
        var made = Passwords.Make();
        var account = Value(await services.GetRequiredService<Administering>().ResetPasswordAsync(name, Hash(services, made), by: null, ct), name);
        Say($"@{account.Name} has this password now:");
        Console.WriteLine(made);
        return 0;
    }

    static async Task<int> PrintLinkAsync(IServiceProvider services, string name, CancellationToken ct)
    {
        var link = Value(await services.GetRequiredService<Administering>().ResetToLinkAsync(name, by: null, ct), name);
        Say(string.Create(CultureInfo.InvariantCulture, $"@{name} can sign in once with this link until {link.ExpiresAt:yyyy-MM-dd HH:mm} UTC:"));
        Console.WriteLine(link.Address);
        return 0;
    }

    static Command ResetSecondFactor(Hub hub)
    {
        var name = NameArgument();
        var command = new Command("reset-2fa", "Takes the second factor away from somebody who has lost it; sessions end.") { name };
        command.SetAction((parsed, ct) => hub.OpenAsync(
            domainNeeded: false,
            async services =>
            {
                await using var db = await services.GetRequiredService<Database>().OpenAsync(ct);
                if (await AccountStore.ByNameAsync(db, parsed.GetValue(name)!, ct) is not { } account)
                    throw new ExitException(ExitException.Failed, AccountSentences.For("account-unknown", parsed.GetValue(name)!));
                Say(await services.GetRequiredService<SecondFactors>().RemoveAsync(account, by: null, ct)
                    ? $"@{account.Name} signs in by password alone now."
                    : $"@{account.Name} has no second factor.");
                return 0;
            },
            ct));
        return command;
    }

    static Command Delete(Hub hub)
    {
        var name = NameArgument();
        var command = new Command("delete", "Deletes an account and all that its person wrote, here and on other servers; nobody ever gets the name again.") { name };
        command.SetAction((parsed, ct) => hub.OpenAsync(
            domainNeeded: true,
            async services =>
            {
                var account = Value(await services.GetRequiredService<Leaving>().DeleteAsync(parsed.GetValue(name)!, by: null, ct), parsed.GetValue(name)!);
                Say($"@{account.Name} is gone. A running hub tells other servers and erases the posts.");
                return 0;
            },
            ct));
        return command;
    }

    static Task<int> AdministerAsync(Hub hub, string name, Func<Administering, string, Task> work, CancellationToken ct) => hub.OpenAsync(
        domainNeeded: false,
        async services =>
        {
            await work(services.GetRequiredService<Administering>(), name);
            return 0;
        },
        ct);

    static async Task<string?> ReadPasswordAsync(string? given, string? file, CancellationToken ct)
    {
        if (given is not null && file is not null)
            throw new ExitException(ExitException.Usage, "Give either --password or --password-file.");
        if (file is null)
            return given;
        var text = file == "-" ? await Console.In.ReadToEndAsync(ct) : await File.ReadAllTextAsync(file, ct);
        return text.TrimEnd('\r', '\n');
    }

    static string Hash(IServiceProvider services, string password) =>
        services.GetRequiredService<IPasswordHasher<Account>>().HashPassword(new Account(), password);

    internal static T Value<T>(Result<T> result, string name) => result.Ok ? result.Value : throw new ExitException(
        result.Code.EndsWith("-invalid", StringComparison.Ordinal) ? ExitException.Usage : ExitException.Failed, AccountSentences.For(result.Code, name));

    internal static void Say(string sentence) => Console.Error.WriteLine(sentence);

    static string AllRoles { get; } = string.Join(", ", Enum.GetValues<Role>().Select(r => r.Word()));

    static void CheckRole(SymbolResult result)
    {
        if (result.Tokens is [var typed] && Enum.GetValues<Role>().All(r => r.Word() != typed.Value))
            result.AddError($"'{typed.Value}' is no role; there are {AllRoles}.");
    }

    internal static Argument<string> NameArgument() => new("name") { Description = "The name in @name." };
}

/// <summary>Refusals about accounts as sentences for the operator.</summary>
static class AccountSentences
{
    public static string For(string code, string name) => code switch
    {
        "name-invalid" => $"'{name}' is not a name: use a to z, digits and _, 30 at most.",
        "name-reserved" => $"The name {name} is kept for the hub itself: choose another one.",
        "name-taken" => $"The name {name} is taken, or was once: names are never given twice.",
        "email-invalid" => "The e-mail address is not one like ada@example.org.",
        "email-taken" => "Another account has this e-mail address.",
        "password-short" => $"The password is too short: use {Federated.Federation.Limits.PasswordMin} characters or more.",
        "password-long" => $"The password is too long: use {Federated.Federation.Limits.PasswordMax} characters or fewer.",
        "password-common" => "The password is one that others would try first: choose another one.",
        "account-unknown" => $"There is no account {name}: federated account list shows them.",
        "account-disabled" => $"The account {name} is disabled: federated account enable {name} comes first.",
        "last-owner" => $"{name} is the only owner without an end: give somebody else the role owner first.",
        "role-dates" => "A role ends after it begins, and later than now; member has no dates.",
        "role-gone" => "There is no such role, or it is over: federated account roles shows them.",
        "invite-uses" => $"--uses is a number from 1 to {Federated.Federation.Limits.InviteUses}.",
        "invite-days" => $"--days is a number from 1 to {Federated.Federation.Limits.InviteDays}.",
        "note-too-long" => $"The note is too long: use {Federated.Federation.Limits.Name} characters or fewer.",
        _ => $"Refused: {code}.",
    };
}
