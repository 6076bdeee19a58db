using System.Globalization;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;

namespace Federated.Bench;

/// <summary>A hub in use: people here who write and read, people of a hundred other servers who follow them and are followed.</summary>
sealed class MixedWorld(BenchHub hub, Sink sink)
{
    const int Hosts = 100;
    const int Readers = 200;
    const int Notes = 2_000;
    static readonly string[] Names = ["ada", "bo", "chidi"];

    readonly List<Actor> _writers = [];
    (long First, long Step) _notes;
    int _number;

    public BenchHub Hub => hub;
    public Sink Sink => sink;
    public Strangers Strangers { get; } = new(hosts: Hosts + 1, count: 5 * (Hosts + 1), sink.Port);

    /// <summary>A person of the last host, which is an enemy's.</summary>
    public int Enemy => Hosts;

    /// <summary>Somebody of any of the others.</summary>
    public static int Sender(int number) => (number % Hosts) + ((Hosts + 1) * (number / Hosts % 5));

    /// <summary>Posts written here so far; each goes to every host.</summary>
    public int Written { get; private set; }

    public int NextNumber() => Interlocked.Increment(ref _number);

    public string NoteUri() => hub.Address.Object(NoteId());

    public long NoteId() => _notes.First + (Random.Shared.Next(Notes) * _notes.Step);

    public Actor Writer() => _writers[Random.Shared.Next(_writers.Count)];

    public async Task SeedAsync()
    {
        sink.Say = Strangers.Document;
        await Seed.StrangersAsync(hub, Strangers);
        foreach (var name in Names)
        {
            var writer = await Seed.WriterAsync(hub, name);
            await Seed.FollowsAsync(hub, Strangers.FirstId, Strangers.Count, writer.Id, of: 1, each: 1);
            await Seed.AudienceAsync(hub, writer.Id);
            _writers.Add(writer);
        }
        await Seed.FollowsAsync(hub, await Seed.PeopleAsync(hub, Readers), Readers, Strangers.FirstId, Strangers.Count, each: 50);
        _notes = await Seed.PostsAsync(hub, Notes, _writers[0].Id, authors: 1);
        await Seed.AnalyzeAsync(hub);
    }

    /// <summary>Somebody here writes, as on another node of the hub: the process that is measured delivers it.</summary>
    public async Task WriteAsync()
    {
        var writer = Writer();
        var draft = new Draft { Author = writer, Writer = writer, Source = string.Create(CultureInfo.InvariantCulture, $"Post {Written} with **some** text."), Visibility = Visibility.Public };
        await hub.Database.TransactAsync(async tx => (await hub.Get<Posting>().WriteAsync(tx, draft, CancellationToken.None)).Value!, CancellationToken.None);
        Written++;
    }
}
