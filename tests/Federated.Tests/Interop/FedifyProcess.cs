using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Federated.Tests.Architecture;

namespace Federated.Tests.Interop;

/// <summary>The Node program of tests/interop, one for a test run: it ends when its standard input does, so also when the run is killed.</summary>
static class FedifyProcess
{
    static readonly Lazy<Task<(Process Node, HttpClient Door)>> Run = new(StartAsync);

    /// <summary>Tells it something, or asks it when there is nothing to tell.</summary>
    public static async Task<JsonElement> AskAsync(string path, object? told)
    {
        var (_, door) = await Run.Value;
        using var answer = told is null ? await door.GetAsync(path) : await door.PostAsJsonAsync(path, told);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
        return JsonElement.Parse(text);
    }

    /// <summary>At the end of the run.</summary>
    public static async Task StopAsync()
    {
        if (!Run.IsValueCreated || !Run.Value.IsCompletedSuccessfully)
            return;
        var (node, door) = await Run.Value;
        door.Dispose();
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        node.Dispose();
    }

    static async Task<(Process Node, HttpClient Door)> StartAsync()
    {
        var node = Start(Path.Combine(Checkout.Root, "tests", "interop"));
        var errors = node.StandardError.ReadToEndAsync();
        if (await node.StandardOutput.ReadLineAsync() is not { } address)
            throw new InvalidOperationException($"tests/interop/peer.mjs did not start: {await errors}");
        // Nothing else is awaited of it; an unread pipe would fill up.
        _ = node.StandardOutput.ReadToEndAsync();
#pragma warning disable RS0030 // The one client that speaks to the other program.
        return (node, new HttpClient { BaseAddress = new Uri(address) });
#pragma warning restore RS0030
    }

    static Process Start(string folder)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node", "peer.mjs")
            {
                WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("The tests with a live peer need Node.js 18 or newer: on Debian or Ubuntu, apt-get install nodejs npm", missing);
        }
    }
}
