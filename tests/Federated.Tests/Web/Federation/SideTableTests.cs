using System.Globalization;
using System.Net;
using Federated.Federation;
using Federated.Federation.Signatures;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>What strangers say leaves no rows behind that nobody takes away (AT-125).</summary>
public sealed class SideTableTests : IAsyncLifetime
{
    const int Many = 200;
    TestHub _hub = null!;
    FakePeer _peer = null!;

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        _peer = await FakePeer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task Requests_that_are_refused_leave_no_more_rows_however_many_servers_they_name()
    {
        var mallory = _peer.Actor("mallory");
        await mallory.DeliverAsync(_hub, mallory.Activity("Like", "https://x.example.org/1"));
        var before = await RowsAsync();

        for (var i = 0; i < Many; i++)
        {
            var host = string.Create(CultureInfo.InvariantCulture, $"s{i}.localhost:{new Uri(_peer.Base).Port}");
            var key = SigningKey.FromPkcs8($"http://{host}/nobody#main-key", mallory.Key.ToPkcs8());
            using var answer = await mallory.PostAsync(_hub, mallory.Activity("Like", "https://x.example.org/2").Replace(mallory.Uri, $"http://{host}/nobody", StringComparison.Ordinal), key: key);
            Assert.False(answer.IsSuccessStatusCode);
        }

        Assert.True(await RowsAsync() <= before + Limits.NewHostsPerDomain);
    }

    [Fact]
    public async Task The_ends_of_actors_that_nobody_knows_leave_no_row()
    {
        var mallory = _peer.Actor("mallory");
        var before = await RowsAsync();

        for (var i = 0; i < Many; i++)
        {
            var nobody = string.Create(CultureInfo.InvariantCulture, $"{_peer.Base}/users/n{i}");
            using var answer = await mallory.PostAsync(_hub, mallory.Activity("Delete", nobody).Replace(mallory.Uri, nobody, StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        Assert.True(await RowsAsync() <= before);
    }

    /// <summary>Of all tables together.</summary>
    async Task<long> RowsAsync()
    {
        await using var db = await _hub.Database.OpenAsync(default);
        var tables = await db.ListAsync<string>("select tablename from pg_tables where schemaname = 'public' order by tablename", null, default);
        return await db.ValueAsync<long>(string.Join(" + ", tables.Select(t => $"(select count(*) from {t})")).Insert(0, "select "), null, default);
    }
}
