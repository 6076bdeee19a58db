using System.CommandLine;
using System.Globalization;
using Federated.Instance.Accounts.SignUps;
using Federated.Instance.Storage;

namespace Federated.Web.Commands;

/// <summary>`invite ...` and `signup`: who may get an account without the operator's doing. A link goes to standard output alone.</summary>
static class InviteCommand
{
    const int PageSize = 500;

    static string Modes { get; } = string.Join(", ", Enum.GetValues<SignUpMode>().Select(m => m.Word()));

    public static Command Create(Hub hub) => new("invite", "Invitations: links by which people get an account.") { Make(hub), List(hub), Revoke(hub) };

    /// <summary>Shows or sets the mode.</summary>
    public static Command SignUp(Hub hub)
    {
        var mode = new Argument<string?>("mode") { Description = $"Who may sign up: {Modes}.", Arity = ArgumentArity.ZeroOrOne };
        mode.Validators.Add(result =>
        {
            if (result.Tokens is [var typed] && Enum.GetValues<SignUpMode>().All(m => m.Word() != typed.Value))
                result.AddError($"'{typed.Value}' is no mode; there are {Modes}.");
        });
        var command = new Command("signup", "Prints who may sign up, or sets it.") { mode };
        command.SetAction((parsed, ct) => hub.OpenAsync(
            domainNeeded: false,
            async services =>
            {
                if (parsed.GetValue(mode) is { } word)
                    await services.GetRequiredService<Admitting>().SetModeAsync(Words.Read<SignUpMode>(word), by: null, ct);
                await using var db = await services.GetRequiredService<Database>().OpenAsync(ct);
                Console.WriteLine((await SignUpStore.ModeAsync(db, ct)).Word());
                return 0;
            },
            ct));
        return command;
    }

    static Command Make(Hub hub)
    {
        var uses = new Option<int>("--uses") { Description = "How many people it lets in.", DefaultValueFactory = _ => 1 };
        var days = new Option<int>("--days") { Description = "How long it is good.", DefaultValueFactory = _ => 14 };
        var note = new Option<string>("--note") { Description = "Whom it is for; shown to moderators.", DefaultValueFactory = _ => "" };
        var command = new Command("create", "Makes an invitation and prints its link, which nobody can read again.") { uses, days, note };
        command.SetAction((parsed, ct) => hub.OpenAsync(
            domainNeeded: true,
            async services =>
            {
                var made = await services.GetRequiredService<Admitting>().InviteAsync(parsed.GetValue(uses), parsed.GetValue(days), parsed.GetValue(note)!, by: null, ct);
                Console.WriteLine(made.Ok ? made.Value : throw new ExitException(ExitException.Usage, AccountSentences.For(made.Code, "")));
                await using var db = await services.GetRequiredService<Database>().OpenAsync(ct);
                if (await SignUpStore.ModeAsync(db, ct) == SignUpMode.Closed)
                    await Console.Error.WriteLineAsync("Nobody can use it while sign-up is closed: federated signup invite opens it to those who are invited.");
                return 0;
            },
            ct));
        return command;
    }

    static Command List(Hub hub)
    {
        var command = new Command("list", "Lists invitations that are good: id, used, most, last day, by whom, note.");
        command.SetAction((_, ct) => hub.OpenAsync(
            domainNeeded: false,
            async services =>
            {
                await using var db = await services.GetRequiredService<Database>().OpenAsync(ct);
                var (before, now) = (long.MaxValue, services.GetRequiredService<TimeProvider>().GetUtcNow());
                IReadOnlyList<Invite> page;
                do
                {
                    page = await InviteStore.ListAsync(db, now, before, PageSize, ct);
                    foreach (var invite in page)
                        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                            $"{invite.Id}\t{invite.Uses}\t{invite.Most}\t{invite.ExpiresAt:yyyy-MM-dd}\t{invite.ByName ?? "-"}\t{invite.Note}"));
                    before = page.Count > 0 ? page[^1].Id : before;
                }
                while (page.Count == PageSize);
                return 0;
            },
            ct));
        return command;
    }

    static Command Revoke(Hub hub)
    {
        var id = new Argument<long>("id") { Description = "As invite list shows it." };
        var command = new Command("revoke", "Makes an invitation void; whoever came by it stays.") { id };
        command.SetAction((parsed, ct) => hub.OpenAsync(
            domainNeeded: false,
            async services => await services.GetRequiredService<Admitting>().RevokeAsync(parsed.GetValue(id), by: null, ct)
                ? 0 : throw new ExitException(ExitException.Failed, "There is no such invitation: federated invite list shows them."),
            ct));
        return command;
    }
}
