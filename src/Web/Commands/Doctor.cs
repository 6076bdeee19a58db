using System.Data.Common;
using System.Globalization;
using Federated.Instance.Config;
using Federated.Instance.Health;
using Federated.Instance.Media;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Web.Commands;

/// <summary>Examines a hub from its settings to its mail. Changes nothing, but starts the embedded database when it does not run.</summary>
sealed class Doctor(Findings findings, TimeProvider clock)
{
    static readonly TimeSpan LateQueue = TimeSpan.FromHours(1);
    static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(30);

    public async Task ExamineAsync(HubConfig config, IReadOnlyList<string> unreadable, CancellationToken ct)
    {
        string[] errors = [.. unreadable, .. config.Errors(domainNeeded: false)];
        foreach (var error in errors)
            findings.Fail("configuration", error);
        if (errors.Length > 0)
            return;
        findings.Ok("configuration", "every setting is known and can be read");
        if (Open(config.Data) is not { } data)
            return;
        var running = IsServing(data);
        var key = ReadKey(data, config.Secrets);
        var hub = await ExamineDatabaseAsync(config, data, key, ct);
        if (hub.Domain.Length == 0)
            findings.Fail("domain", "Hub:Domain is not set, and no first start has stored one.");
        else
            await new OriginCheck(findings, clock).ExamineAsync(hub, running, ct);
        await new MailCheck(findings).ExamineServerAsync(config.Mail, hub, data, ct);
        if (hub.Domain.Length > 0)
            await new SignInCheck(findings, clock).ExamineAsync(config, hub, ct);
        ExaminePictures();
    }

    DataDirectory? Open(DataOptions options)
    {
        if (!Directory.Exists(options.FullPath))
        {
            findings.Fail("data directory", $"{options.FullPath} does not exist: the first federated serve makes it, or Data:Directory is wrong.");
            return null;
        }
        var data = DataDirectory.Open(options.FullPath);
        findings.Ok("data directory", data.FullPath);
        return data;
    }

    static bool IsServing(DataDirectory data)
    {
        var locking = data.LockForServing();
        (locking as IDisposable)?.Dispose();
        return locking is DataDirectoryLocked;
    }

    SecretKey? ReadKey(DataDirectory data, SecretsOptions secrets)
    {
        var text = secrets.Key.Length > 0 ? secrets.Key : data.Read(SecretKey.FileName);
        if (text is null)
        {
            findings.Fail("secret key", $"{data.PathOf(SecretKey.FileName)} is missing: restore it from the backup; a hub that never ran makes it at its first start.");
            return null;
        }
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        var exposed = secrets.Key.Length == 0 && (File.GetUnixFileMode(data.PathOf(SecretKey.FileName)) & others) != UnixFileMode.None;
        try
        {
            var key = SecretKey.Parse(text);
            findings.Add("secret key", exposed ? $"Other users can read it: chmod 600 {data.PathOf(SecretKey.FileName)}" : null,
                string.Create(CultureInfo.InvariantCulture, $"number {key.Current}; keep a copy of it apart from this machine"));
            return key;
        }
        catch (FormatException failure)
        {
            findings.Fail("secret key", failure.Message);
            return null;
        }
    }

    async Task<HubOptions> ExamineDatabaseAsync(HubConfig config, DataDirectory data, SecretKey? key, CancellationToken ct)
    {
        try
        {
            await using var embedded = config.Database.IsEmbedded ? await EmbeddedPostgres.StartAsync(new(data), NullLogger.Instance, ct) : null;
            await using var database = new Database(embedded?.ConnectionString ?? config.Database.ConnectionString, clock);
            var health = new HubHealth(database, new Migrator(database, Migration.All, NullLogger<Migrator>.Instance), data, clock);
            var facts = await health.DatabaseAsync(ct);
            findings.Ok("database", $"PostgreSQL {facts.Version}, {(embedded is null ? "elsewhere" : $"embedded in {embedded.ClusterDirectory}")}, answers in {facts.AnswerTime.TotalMilliseconds:0.0} ms");
            findings.Add("clock", facts.ClockAhead.Duration() > ClockTolerance ? $"This machine and the database differ by {facts.ClockAhead.TotalSeconds:0} s: set both by NTP." : null,
                $"{facts.ClockAhead.Duration().TotalMilliseconds:0} ms from the database's");
            findings.Add("disk", health.DiskProblem(), $"{health.FreeBytes >> 20} MiB free");
            var schema = await health.SchemaProblemAsync(ct);
            findings.Add("migrations", schema, "the schema is up to date");
            return schema is null ? await ExamineDataAsync(config, database, health, key, ct) : config.Hub;
        }
        catch (Exception failure) when (failure is StorageException or DbException || Transient.Is(failure))
        {
            findings.Fail("database", failure.Message);
            return config.Hub;
        }
    }

    async Task<HubOptions> ExamineDataAsync(HubConfig config, Database database, HubHealth health, SecretKey? key, CancellationToken ct)
    {
        var hub = await HubBinding.CompleteAsync(config.Hub, database, ct);
        if (hub.Domain.Length > 0 && key is not null)
            findings.Add("binding", await HubBinding.CheckAsync(database, hub, key, ct), $"{hub.Scheme}://{hub.Domain}");
        var queues = await health.QueuesAsync(ct);
        findings.Add("inbox queue", Late(queues.InboxAgeSeconds), $"{queues.InboxWaiting} waiting, {queues.InboxDead} given up");
        findings.Add("delivery queue", Late(queues.DeliveryAgeSeconds), $"{queues.DeliveryWaiting} waiting, {queues.DeliveryGivenUp} given up");
        await using var db = await database.OpenAsync(ct);
        await new MailCheck(findings).ExamineQueueAsync(db, clock.GetUtcNow(), ct);
        return hub;
    }

    void ExaminePictures()
    {
        if (Thumbnailer.IsInstalled)
            findings.Ok("pictures", $"{Thumbnailer.Program} makes them small");
        else
            findings.Skip("pictures", $"{Thumbnailer.Program} is not installed (Debian: libvips-tools), so those of other servers stay links and people here can attach none");
        if (Recordings.IsInstalled)
            findings.Ok("films and sounds", $"{Recordings.Program} makes them playable");
        else
            findings.Skip("films and sounds", $"{Recordings.Program} is not installed (Debian: ffmpeg), so people here can attach none");
    }

    static string? Late(double seconds) => seconds > LateQueue.TotalSeconds
        ? $"The oldest row is {seconds / 3600:0.0} hours late: is a node with the role worker running?"
        : null;
}
