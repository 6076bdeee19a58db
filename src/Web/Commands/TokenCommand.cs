using System.CommandLine;
using Federated.Instance.Accounts.Apps;
using Federated.Web.OAuth;

namespace Federated.Web.Commands;

/// <summary>`token ...`: tokens for scripts and bots. The token goes to standard output alone, everything said about it to standard error.</summary>
static class TokenCommand
{
    public static Command Create(Hub hub) => new("token", "Tokens by which programs act for an account.") { Make(hub) };

    static Command Make(Hub hub)
    {
        var name = new Argument<string>("name") { Description = "The account: its name in @name." };
        var scopes = new Option<string>("--scopes") { Description = "What the program may do, such as 'read write:statuses'.", DefaultValueFactory = _ => Scopes.Default };
        var app = new Option<string>("--app") { Description = "The name under which the account's person sees it, and can end it.", DefaultValueFactory = _ => "Command line" };
        scopes.Validators.Add(result =>
        {
            if (Scopes.Parse(result.GetValue(scopes)) is null)
                result.AddError($"These scopes are known: {string.Join(' ', Scopes.All)}.");
        });
        var command = new Command("create", "Makes a token and prints it. The person sees it under Apps in their settings.") { name, scopes, app };
        command.SetAction((parsed, ct) => hub.OpenAsync(
            domainNeeded: false,
            async services =>
            {
                var wanted = Scopes.Parse(parsed.GetValue(scopes))!;
                var program = new App { Name = parsed.GetValue(app)!, RedirectUris = [App.OutOfBand], Scopes = [.. wanted] };
                if (AppRegistration.Problem(program) is { } problem)
                    throw new ExitException(ExitException.Usage, problem);
                var granted = await services.GetRequiredService<Granting>().GrantAsync(program, parsed.GetValue(name)!.TrimStart('@'), ct);
                if (!granted.Ok)
                    throw new ExitException(ExitException.Failed, AccountSentences.For(granted.Code, parsed.GetValue(name)!));
                await Console.Error.WriteLineAsync($"A token of @{parsed.GetValue(name)!.TrimStart('@')} for {string.Join(' ', wanted)}:");
                Console.WriteLine(granted.Value.Token);
                return 0;
            },
            ct));
        return command;
    }
}
