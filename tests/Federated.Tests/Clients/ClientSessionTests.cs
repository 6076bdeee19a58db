using System.Diagnostics;
using System.Text.RegularExpressions;
using Federated.Instance.Follows;
using Federated.Tests.Architecture;
using Federated.Tests.Web.Pages;

namespace Federated.Tests.Clients;

/// <summary>
/// Programs that people use, against a hub of their own: they log in as a person would let them, read, write and act. The programs of
/// tests/clients tell their steps on standard output, and name the page at which somebody has to allow them.
/// </summary>
public sealed class ClientSessionTests
{
    const string Python = "/usr/bin/python3";

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("node", "masto.mjs", 13)]
    [InlineData("node", "megalodon.mjs", 5)]
    [InlineData(Python, "mastodon_py.py", 7)]
    [InlineData(Python, "toot_session.py", 5)]
    public async Task A_client_logs_in_reads_writes_and_acts(string program, string script, int steps)
    {
        var pages = new PagesHub();
        await pages.InitializeAsync();
        await pages.Hub.DoAsync(tx => pages.Hub.Get<Following>().FollowAsync(tx, pages.Ada, pages.Bo, default));
        await pages.WriteAsync(pages.Bo, "@ada hi");
        var home = Directory.CreateTempSubdirectory("federated-client");
        try
        {
            using var client = Start(program, script, pages.Hub.Address.Base, home.FullName);
            using var limit = new CancellationTokenSource(Patience);
            await using var end = limit.Token.Register(() => client.Kill(entireProcessTree: true));
            var errors = client.StandardError.ReadToEndAsync();
            List<string> done = [];
            while (await client.StandardOutput.ReadLineAsync() is { } line)
                if (line.StartsWith("AUTHORIZE ", StringComparison.Ordinal))
                    await client.StandardInput.WriteLineAsync(await AllowAsync(pages, line["AUTHORIZE ".Length..]));
                else if (line.StartsWith("DONE ", StringComparison.Ordinal))
                    done.Add(line["DONE ".Length..]);
            await client.WaitForExitAsync();
            Assert.True(client.ExitCode == 0 && done.Count == steps, $"{script} after {string.Join(", ", done)}: {await errors}");
        }
        finally
        {
            home.Delete(recursive: true);
            await pages.DisposeAsync();
        }
    }

    /// <summary>What ada does in her browser: she reads, allows, and copies the code that is shown.</summary>
    static async Task<string> AllowAsync(PagesHub pages, string page)
    {
        var path = new Uri(page).PathAndQuery;
        var shown = (await pages.AsAda.SubmitAsync(path, path)).Body;
        var code = Regex.Match(shown, "<input[^>]*readonly[^>]*value=\"([^\"]+)\"|<code[^>]*>([^<]+)</code>");
        Assert.True(code.Success, shown);
        return code.Groups[1].Success ? code.Groups[1].Value : code.Groups[2].Value;
    }

    static Process Start(string program, string script, string hub, string home)
    {
        var start = new ProcessStartInfo(program, script)
        {
            WorkingDirectory = Path.Combine(Checkout.Root, "tests", "clients"), UseShellExecute = false,
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        (start.Environment["HUB_URL"], start.Environment["HOME"], start.Environment["XDG_CONFIG_HOME"]) = (hub, home, home);
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }
}
