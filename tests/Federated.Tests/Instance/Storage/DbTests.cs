using Federated.Instance.Storage;
using Federated.Tests.Support;

namespace Federated.Tests.Instance.Storage;

public sealed class DbTests(HubDatabase hub) : IClassFixture<HubDatabase>
{
    enum Colour { Red, DeepBlue }

    sealed record ThingRow
    {
        public long Id { get; init; }
        public string DisplayName { get; init; } = "";
        public Colour Colour { get; init; }
        public Colour? OldColour { get; init; }
        public DateTimeOffset SeenAt { get; init; }
        public DateTimeOffset? GoneAt { get; init; }
        public DateOnly BornOn { get; init; }
        public string[] Words { get; init; } = [];
        public long[] Numbers { get; init; } = [];
        public short Small { get; init; }
    }

    const string ThingSql = """
        select 7::bigint as id, 'Ada' as display_name, @colour as colour, @old::text as old_colour, @at as seen_at,
               null::timestamptz as gone_at, @day as born_on, @words as words, @numbers as numbers, 3::smallint as small
        """;

    Task<Db> OpenAsync() => hub.Database.OpenAsync(default);

    [Fact]
    public async Task Row_is_read_with_all_its_types()
    {
        await using var db = await OpenAsync();
        var at = new DateTimeOffset(2026, 3, 4, 12, 30, 0, TimeSpan.FromHours(2));
        var row = await db.OneAsync<ThingRow>(ThingSql,
            new { colour = Colour.DeepBlue, old = (Colour?)null, at, day = new DateOnly(2026, 3, 4), words = new[] { "a", "b" }, numbers = new[] { 1L, 2L } }, default);
        Assert.NotNull(row);
        Assert.Equal((7, "Ada", Colour.DeepBlue, null, (short)3), (row.Id, row.DisplayName, row.Colour, row.OldColour, row.Small));
        Assert.Equal((at, TimeSpan.Zero, null, new DateOnly(2026, 3, 4)), (row.SeenAt, row.SeenAt.Offset, row.GoneAt, row.BornOn));
        Assert.Equal(["a", "b"], row.Words);
        Assert.Equal([1L, 2L], row.Numbers);
    }

    [Fact]
    public async Task Enum_is_stored_as_a_word_in_snake_case()
    {
        await using var db = await OpenAsync();
        Assert.Equal("deep_blue", await db.ValueAsync<string>("select @c", new { c = Colour.DeepBlue }, default));
        Assert.Equal("deep_blue,red", await db.ValueAsync<string>("select array_to_string(@c, ',')", new { c = new[] { Colour.DeepBlue, Colour.Red } }, default));
    }

    [Fact]
    public async Task Word_is_read_as_an_enum_alone_and_in_a_list()
    {
        await using var db = await OpenAsync();
        Assert.Equal(Colour.DeepBlue, await db.ValueAsync<Colour>("select 'deep_blue'", null, default));
        Assert.Null(await db.ValueAsync<Colour?>("select null::text", null, default));
        Assert.Equal([Colour.Red, Colour.DeepBlue], await db.ListAsync<Colour>("values ('red'), ('deep_blue')", null, default));
    }

    [Fact]
    public async Task Unknown_word_is_an_error()
    {
        await using var db = await OpenAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => db.OneAsync<ThingRow>("select 'green' as colour", null, default));
        Assert.Throws<InvalidDataException>(() => Words.Read<Colour>("green"));
    }

    [Fact]
    public async Task Array_is_matched_with_any()
    {
        await using var db = await OpenAsync();
        Assert.Equal([2L, 3L], await db.ListAsync<long>("select n from generate_series(1::bigint, 5) n where n = any(@ids)", new { ids = new long[] { 2, 3, 9 } }, default));
        Assert.Empty(await db.ListAsync<long>("select n from generate_series(1::bigint, 5) n where n = any(@ids)", new { ids = Array.Empty<long>() }, default));
    }

    [Fact]
    public async Task Nothing_found_is_the_default_and_two_for_one_is_an_error()
    {
        await using var db = await OpenAsync();
        Assert.Null(await db.OneAsync<ThingRow>("select 1::bigint as id where false", null, default));
        Assert.Equal(0, await db.ValueAsync<long>("select 1::bigint where false", null, default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.OneAsync<ThingRow>("select 1::bigint as id union all select 2", null, default));
    }

    [Fact]
    public async Task Instant_of_another_offset_does_not_break_the_connection()
    {
        await using var db = await OpenAsync();
        var at = new DateTimeOffset(2026, 1, 1, 5, 30, 0, TimeSpan.FromHours(5.5));
        Assert.Equal("2026-01-01 00:00:00+00", await db.ValueAsync<string>("select @at::timestamptz::text", new { at }, default));
        Assert.Equal(at, await db.ValueAsync<DateTimeOffset>("select @at", new { at }, default));
    }

    [Fact]
    public async Task Session_has_the_hubs_limits_and_utc()
    {
        await using var db = await OpenAsync();
        Assert.Equal("14s 5s UTC federated", await db.ValueAsync<string>(
            "select concat_ws(' ', current_setting('statement_timeout'), current_setting('lock_timeout'), current_setting('timezone'), current_setting('application_name'))", null, default));
    }

    [Fact]
    public async Task Connection_string_of_the_operator_wins()
    {
        await using var database = new Database(hub.ConnectionString + ";Application Name=mine;Options=-c lock_timeout=1s;Maximum Pool Size=2", TimeProvider.System);
        await using var db = await database.OpenAsync(default);
        Assert.Equal("14s 1s mine", await db.ValueAsync<string>(
            "select concat_ws(' ', current_setting('statement_timeout'), current_setting('lock_timeout'), current_setting('application_name'))", null, default));
    }
}
