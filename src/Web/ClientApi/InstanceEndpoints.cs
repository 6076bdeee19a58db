using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.SignUps;
using Federated.Instance.Actors;
using Federated.Instance.Clients.Push;
using Federated.Instance.Config;
using Federated.Instance.Health;
using Federated.Instance.Media;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Web.ClientApi.Entities;
using Federated.Web.Commands;
using Federated.Web.Pages.Shared;

namespace Federated.Web.ClientApi;

/// <summary>What the hub says of itself: to anybody.</summary>
sealed class InstanceEndpoints(Database database, AccountShow accounts, HubAddress address, HubOptions hub, HubCounts counts, Uploading uploading, VapidKeys keys)
{
    /// <summary>Programs read from the number in front what they can expect, so it is that of the server whose API this is.</summary>
    static readonly string Version = $"4.3.0 (compatible; Federated {VersionCommand.Version})";

    /// <summary>2: grouped notifications; 3: PKCE and the other metadata of OAuth; 4: push by the standard, and deleted posts whose media go with them if so asked.</summary>
    const int ApiVersion = 4;

    const string Scope = "read:accounts";

    /// <summary>Of more than this hub keeps, it leaves some out by itself; clients need not.</summary>
    const int MostFrameRate = 120;

    public void Map(ClientRoutes routes)
    {
        routes.GetOpen("/api/v2/instance", Scope, ShowAsync);
        routes.GetOpen("/api/v1/instance", Scope, ShowOldAsync);
        routes.GetOpen("/api/v1/instance/rules", Scope, RulesAsync);
        routes.GetOpen("/api/v1/instance/extended_description", Scope, _ => Task.FromResult(Call.Answer(new DocumentJson(null, ""), ClientJson.Default.DocumentJson)));
        routes.GetOpen("/api/v1/instance/privacy_policy", Scope, call => TextAsync(call, HubTexts.Privacy, "/privacy"));
        routes.GetOpen("/api/v1/instance/terms_of_service", Scope, call => TextAsync(call, HubTexts.Terms, "/terms"));
        routes.GetOpen("/api/v1/instance/translation_languages", Scope, _ => Task.FromResult(Call.Empty()));
        routes.GetOpen("/api/v1/instance/peers", Scope, PeersAsync);
        routes.GetOpen("/api/v1/instance/domain_blocks", Scope, NothingAsync);
        routes.GetOpen("/api/v1/instance/activity", Scope, NothingAsync);
        routes.GetOpen("/api/v1/custom_emojis", Scope, NothingAsync);
    }

    static Task<IResult> NothingAsync(Call call) => Task.FromResult(Call.Answer<IReadOnlyList<string>>([], ClientJson.Default.IReadOnlyListString));

    string Title => hub.Name.Length > 0 ? hub.Name : hub.Domain;

    string Banner => $"{address.Base}/images/header.png";

    string Streaming => $"{(hub.Scheme == "https" ? "wss" : "ws")}://{hub.Domain}";

    async Task<InstanceConfigurationJson> ConfigurationAsync(CancellationToken ct) => new()
    {
        Urls = new(Streaming, $"{address.Base}/about", $"{address.Base}/privacy", $"{address.Base}/terms"),
        Vapid = new((await keys.FindAsync(ct)).PublicKey),
        Accounts = new(0, Limits.Pins, 0, 0, 0),
        Statuses = new(Limits.LocalPost, Limits.PostMedia, 23),
        MediaAttachments = new InstanceMediaJson
        {
            SupportedMimeTypes = uploading.MediaTypes,
            DescriptionLimit = Limits.AltText,
            ImageSizeLimit = Limits.UploadImageBytes,
            ImageMatrixLimit = Limits.PicturePixels,
            VideoSizeLimit = Limits.UploadRecordingBytes,
            VideoFrameRateLimit = MostFrameRate,
            VideoMatrixLimit = Limits.PicturePixels,
        },
        Polls = new(Limits.PollChoices, Limits.PollChoice, (long)Limits.PollShortest.TotalSeconds, (long)Limits.PollLongest.TotalSeconds),
    };

    async Task<AccountJson?> ContactAsync(Db db, CancellationToken ct) =>
        (await AccountStore.InChargeAsync(db, 1, ct)) is [var first] ? accounts.Of(first, EmojiSet.Empty) : null;

    /// <summary>Never null: some clients do not start without.</summary>
    string Email => hub.ContactLink is ['m', 'a', 'i', 'l', 't', 'o', ':', .. var email] ? email : "";

    async Task<IResult> ShowAsync(Call call)
    {
        var usage = await counts.ReadAsync(call.Ct);
        await using var db = await database.OpenAsync(call.Ct);
        var mode = await SignUpStore.ModeAsync(db, call.Ct);
        return Call.Answer(new InstanceJson
        {
            Domain = hub.Domain,
            Title = Title,
            Version = Version,
            SourceUrl = hub.SourceUrl,
            Description = call.Words["federated-about-intro"],
            Usage = new(new(usage.ActiveMonth)),
            Thumbnail = new(Banner),
            Icon = [new($"{address.Base}/images/avatar.png", "256x256")],
            Languages = hub.Languages,
            Configuration = await ConfigurationAsync(call.Ct),
            Registrations = new InstanceRegistrationsJson { Enabled = mode is SignUpMode.Approval or SignUpMode.Open, ApprovalRequired = mode == SignUpMode.Approval, Url = $"{address.Base}/signup" },
            ApiVersions = new(ApiVersion),
            Contact = new(Email, await ContactAsync(db, call.Ct)),
            Rules = await HubRules.ListAsync(db, call.Words, call.Ct),
        }, ClientJson.Default.InstanceJson);
    }

    async Task<IResult> ShowOldAsync(Call call)
    {
        var usage = await counts.ReadAsync(call.Ct);
        await using var db = await database.OpenAsync(call.Ct);
        var mode = await SignUpStore.ModeAsync(db, call.Ct);
        return Call.Answer(new InstanceV1Json
        {
            Uri = hub.Domain,
            Title = Title,
            ShortDescription = call.Words["federated-about-intro"],
            Description = call.Words["federated-about-intro"],
            Email = Email,
            Version = Version,
            Urls = new(Streaming),
            Stats = new(usage.People, usage.Posts + usage.Replies, await PeerDirectory.CountAsync(db, call.Ct)),
            Thumbnail = Banner,
            Languages = hub.Languages,
            Registrations = mode is SignUpMode.Approval or SignUpMode.Open,
            ApprovalRequired = mode == SignUpMode.Approval,
            InvitesEnabled = false,
            Configuration = await ConfigurationAsync(call.Ct),
            ContactAccount = await ContactAsync(db, call.Ct),
            Rules = await HubRules.ListAsync(db, call.Words, call.Ct),
        }, ClientJson.Default.InstanceV1Json);
    }

    async Task<IResult> RulesAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return Call.Answer(await HubRules.ListAsync(db, call.Words, call.Ct), ClientJson.Default.IReadOnlyListRuleJson);
    }

    /// <summary>The hub's own text; ours is a page, to which a link leads.</summary>
    async Task<IResult> TextAsync(Call call, string key, string page)
    {
        var html = await HubText.HtmlAsync(database, address, key, call.Ct) ?? $"<p><a href=\"{address.Base}{page}\">{address.Base}{page}</a></p>";
        return Call.Answer(new DocumentJson(null, html), ClientJson.Default.DocumentJson);
    }

    async Task<IResult> PeersAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return Call.Answer([.. (await PeerDirectory.ListAsync(db, "", Limits.ApiPeers, call.Ct)).Select(p => p.Host)], ClientJson.Default.IReadOnlyListString);
    }
}
