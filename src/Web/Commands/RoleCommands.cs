using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Federated.Instance.Accounts;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Web.Commands;

/// <summary>`account role` and `account roles`: who may do what, and for how long.</summary>
static class RoleCommands
{
    const int PageSize = 500;

    public static Command Change(Hub hub, string roles, Action<SymbolResult> check)
    {
        var name = AccountCommand.NameArgument();
        var role = new Argument<string>("role") { Description = $"What the account may do: {roles}." };
        role.Validators.Add(check);
        var from = DayOption("--from", "The first day of the role, as 2027-01-31 (UTC); what the account has stays until it ends. Default: now.");
        var until = DayOption("--until", "The last day of the role, as 2027-12-31 (UTC). Default: no end.");
        var command = new Command("role", "Gives an account another role; its sessions end.") { name, role, from, until };
        command.SetAction((parsed, ct) => hub.OpenAsync(
            domainNeeded: false,
            async services =>
            {
                var (typed, given) = (parsed.GetValue(name)!, Words.Read<Role>(parsed.GetValue(role)!));
                var (first, last) = (Day(parsed.GetValue(from)), Day(parsed.GetValue(until))?.AddDays(1));
                var account = AccountCommand.Value(await services.GetRequiredService<Appointing>().SetAsync(typed, given, ct, first, last), typed);
                AccountCommand.Say(account.Role == given ? $"@{account.Name} is {given.Word()} now." : $"@{account.Name} will be {given.Word()}.");
                return 0;
            },
            ct));
        return command;
    }

    public static Command List(Hub hub)
    {
        var over = new Option<bool>("--over") { Description = "Those that are over instead of those that run or are to come." };
        var command = new Command("roles", "Lists roles: name, role, state, first day, end, given by (- for the command line).") { over };
        command.SetAction((parsed, ct) => hub.OpenAsync(domainNeeded: false, services => PrintAsync(services, parsed.GetValue(over), ct), ct));
        return command;
    }

    static async Task<int> PrintAsync(IServiceProvider services, bool over, CancellationToken ct)
    {
        await using var db = await services.GetRequiredService<Database>().OpenAsync(ct);
        IReadOnlyList<RoleGrant> page;
        var before = long.MaxValue;
        do
        {
            page = await RoleStore.ListAsync(db, over, before, PageSize, ct);
            foreach (var grant in page)
                Console.WriteLine(string.Join('\t', grant.Name, grant.Role.Word(), grant.StateAt(db.Now).Word(), Text(grant.StartsAt), Text(grant.EndedAt ?? grant.EndsAt), grant.ByName ?? "-"));
            before = page.Count > 0 ? page[^1].Id : before;
        }
        while (page.Count == PageSize);
        return 0;
    }

    static Option<string?> DayOption(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var typed] && Day(typed.Value) is null)
                result.AddError($"'{typed.Value}' is no day like 2027-01-31.");
        });
        return option;
    }

    static DateTimeOffset? Day(string? typed) =>
        DateTimeOffset.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? day : null;

    static string Text(DateTimeOffset? moment) => moment?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-";
}
