using Federated.Federation;
using Federated.Federation.Fetching;
using Federated.Federation.Push;
using Federated.Instance.Clients.Push;
using Federated.Instance.Storage;
using Federated.Web.ClientApi.Entities;

namespace Federated.Web.ClientApi;

/// <summary>Where an app wants to be told of notifications while it is not open: one place for each token.</summary>
sealed class PushEndpoints(Database database, PushSubscriptions subscriptions, VapidKeys keys, Outbound outbound)
{
    const string Path = "/api/v1/push/subscription";
    const string Scope = "push";

    public void Map(ClientRoutes routes)
    {
        routes.Post(Path, Scope, SubscribeAsync);
        routes.Get(Path, Scope, ShowAsync);
        routes.Put(Path, Scope, ChangeAsync);
        routes.Delete(Path, Scope, EndAsync);
    }

    async Task<IResult> SubscribeAsync(Call call)
    {
        var fields = call.Fields;
        if (fields.Text("subscription[endpoint]") is not { } endpoint || endpoint.Length > Limits.UriLength || outbound.Refuses(endpoint) is not null)
            return Call.Wrong("subscription[endpoint] is no https address that may be asked");
        if (PushReceiver.Read(fields.Text("subscription[keys][p256dh]"), fields.Text("subscription[keys][auth]")) is not { } receiver)
            return Call.Wrong("subscription[keys] are no keys");
        var wanted = new PushSubscription
        {
            TokenId = call.Grant!.TokenId, AccountId = call.Me, Endpoint = endpoint, Host = new Uri(endpoint).Authority, P256dh = receiver.Key, Auth = receiver.Secret,
            Standard = call.Is("subscription[standard]"), Token = subscriptions.Seal(call.Http.Request.Headers.Authorization.ToString()["Bearer ".Length..].Trim()),
        };
        if (Told(call, wanted) is not { } told)
            return BadPolicy();
        await database.TransactAsync(tx => PushSubscriptions.SaveAsync(tx, told, call.Ct), call.Ct);
        return await AnswerAsync(call, told);
    }

    async Task<IResult> ShowAsync(Call call) => await FindAsync(call) is { } found ? await AnswerAsync(call, found) : Call.NotFound();

    async Task<IResult> ChangeAsync(Call call)
    {
        if (await FindAsync(call) is not { } found)
            return Call.NotFound();
        if (Told(call, found) is not { } told)
            return BadPolicy();
        await database.TransactAsync(tx => PushSubscriptions.SaveAsync(tx, told, call.Ct), call.Ct);
        return await AnswerAsync(call, told);
    }

    async Task<IResult> EndAsync(Call call)
    {
        await database.TransactAsync(tx => PushSubscriptions.DropAsync(tx, call.Grant!.TokenId, call.Ct), call.Ct);
        return Call.Empty();
    }

    /// <summary>With what is said of alerts, all of which are said anew, and of whose doings; null for a policy that is none.</summary>
    static PushSubscription? Told(Call call, PushSubscription now)
    {
        var said = PushSubscription.Alerting.Select(a => (Word: a, Said: call.Said($"data[alerts][{a}]"))).Where(a => a.Said is not null).ToList();
        // Apps disagree on where it stands.
        var policy = call.Fields.Text("data[policy]") ?? call.Fields.Text("policy") ?? now.Policy;
        return !PushSubscription.Policies.Contains(policy) ? null
            : now with { Policy = policy, Alerts = said.Count == 0 ? now.Alerts : [.. said.Where(a => a.Said == true).Select(a => a.Word)] };
    }

    static IResult BadPolicy() => Call.Wrong("policy is all, followed, follower or none");

    async Task<PushSubscription?> FindAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return await PushSubscriptions.FindAsync(db, call.Grant!.TokenId, call.Ct);
    }

    async Task<IResult> AnswerAsync(Call call, PushSubscription subscription) => Call.Answer(new PushSubscriptionJson
    {
        Id = Call.Text(subscription.TokenId), Endpoint = subscription.Endpoint, Standard = subscription.Standard, Policy = subscription.Policy,
        Alerts = PushSubscription.Alerting.ToDictionary(a => a, a => subscription.Alerts.Contains(a)), ServerKey = (await keys.FindAsync(call.Ct)).PublicKey,
    }, ClientJson.Default.PushSubscriptionJson);
}
