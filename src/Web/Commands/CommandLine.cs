using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Data.Common;
using Federated.Instance.Storage;
using Federated.Web.Demo;
using Federated.Web.Hosting;

namespace Federated.Web.Commands;

/// <summary>The verbs of the program `federated`. Exit codes: 0 done, 1 failed, 2 wrong usage or settings.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var (settings, others) = Settings.Split(arguments);
        using var signals = new StopSignals();
        try
        {
            var parsed = Root(new Hub(settings)).Parse(others);
            if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
                throw new ExitException(ExitException.Usage, $"{parsed.Errors[^1].Message} Try: federated {Path(parsed)}--help");
            return await parsed.InvokeAsync(
                new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, signals.Stopping);
        }
        catch (ExitException exit)
        {
            return Say(exit.Code, exit.Sentences);
        }
        catch (Exception failure) when (failure is StorageException or IOException or UnauthorizedAccessException)
        {
            return Say(ExitException.Failed, [failure.Message]);
        }
        catch (DbException failure)
        {
            return Say(ExitException.Failed, [$"The database refused or was lost: {failure.Message}"]);
        }
        catch (OperationCanceledException) when (signals.Stopping.IsCancellationRequested)
        {
            return Say(ExitException.Failed, ["Stopped before it was done."]);
        }
    }

    static RootCommand Root(Hub hub)
    {
        var root = new RootCommand("Federated: a hub of the Wikimedia movement that federates over ActivityPub. Every verb takes settings as --Section:Key=value.")
        {
            ServeCommand.Create(hub),
            MigrateCommand.Create(hub),
            DoctorCommand.Create(hub),
            AccountCommand.Create(hub),
            InviteCommand.Create(hub),
            InviteCommand.SignUp(hub),
            PeerCommand.Create(hub),
            KeysCommand.Create(hub),
            TokenCommand.Create(hub),
            MediaCommand.Create(hub),
            DemoCommand.Create(),
            VersionCommand.Create(),
        };
        root.Add(HelpCommand.Create(root));
        return root;
    }

    static string Path(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? "" : $"{string.Join(' ', Names(parsed.CommandResult))} ";

    static IEnumerable<string> Names(SymbolResult? result) => result switch
    {
        CommandResult { Command: not RootCommand } command => [.. Names(command.Parent), command.Command.Name],
        _ => [],
    };

    static int Say(int code, IReadOnlyList<string> sentences)
    {
        foreach (var sentence in sentences)
            Console.Error.WriteLine($"federated: {sentence}");
        return code;
    }
}
