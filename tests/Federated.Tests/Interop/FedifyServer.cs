using System.Text.Json;
using Federated.Tests.Support;

namespace Federated.Tests.Interop;

/// <summary>A server on Fedify, another implementation than ours, that does what it is told and says what it has seen.</summary>
sealed class FedifyServer
{
    readonly string _path;

    FedifyServer(string @base) => (Base, _path) = (@base, new Uri(@base).Port.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public string Base { get; }
    public string Host => new Uri(Base).Authority;

    /// <param name="dialect">`cavage` or `rfc9421`: how it signs at first.</param>
    public static async Task<FedifyServer> StartAsync(string dialect) =>
        new((await FedifyProcess.AskAsync("", new { dialect })).GetProperty("base").GetString()!);

    /// <summary>See tests/interop/verbs.mjs for what can be told.</summary>
    public Task<JsonElement> TellAsync(string verb, object told) => FedifyProcess.AskAsync($"{_path}/{verb}", told);

    /// <summary>The same, for the id of what came out of it.</summary>
    public async Task<string> IdAsync(string verb, object told) => (await TellAsync(verb, told)).GetProperty("id").GetString()!;

    public Task<JsonElement> StateAsync() => FedifyProcess.AskAsync(_path, null);

    /// <summary>Waits until it has verified and understood such an activity.</summary>
    public Task<JsonElement> UntilSeenAsync(string type, Func<JsonElement, bool> like) => UntilAsync(
        state => state.GetProperty("seen").EnumerateArray().FirstOrDefault(a => Text(a, "type") == type && like(a)), $"a {type}");

    /// <summary>Waits until one of its people follows, or is followed.</summary>
    public Task UntilAsync(Func<JsonElement, bool> state, string what) => UntilAsync(
        s => state(s) ? s : default, what);

    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    async Task<JsonElement> UntilAsync(Func<JsonElement, JsonElement> find, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var state = await StateAsync();
            if (find(state) is { ValueKind: not JsonValueKind.Undefined } found)
                return found;
            if (TimeProvider.System.GetElapsedTime(started) > Patience.Most)
                Assert.Fail($"{Base} never saw {what}. Failures: {state.GetProperty("failures")}. Seen: "
                    + string.Join(", ", state.GetProperty("seen").EnumerateArray().Select(a => $"{Text(a, "type")} {Text(a, "objectId")}")));
            await Task.Delay(20);
        }
    }
}
