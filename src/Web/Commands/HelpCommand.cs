using System.CommandLine;

namespace Federated.Web.Commands;

/// <summary>`help [verb...]`: the same as `verb --help`.</summary>
static class HelpCommand
{
    public static Command Create(RootCommand root)
    {
        var verb = new Argument<string[]>("verb") { Description = "The verb to explain.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("help", "Explains a verb.") { verb };
        command.SetAction((parsed, ct) => root.Parse([.. parsed.GetValue(verb) ?? [], "--help"]).InvokeAsync(cancellationToken: ct));
        return command;
    }
}
