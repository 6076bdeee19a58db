using System.Data;
using Dapper;

namespace Federated.Instance.Storage;

/// <summary>What Dapper has to know once: snake_case columns, instants in UTC, dates.</summary>
static class TypeHandlers
{
    static readonly Lazy<bool> Registered = new(Register);

    public static void Ensure() => _ = Registered.Value;

    static bool Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.AddTypeHandler(new Instant());
        SqlMapper.RemoveTypeMap(typeof(DateOnly));
        SqlMapper.RemoveTypeMap(typeof(DateOnly?));
        SqlMapper.AddTypeHandler(new Day());
        return true;
    }

    /// <summary>timestamptz. Another offset than zero would break the connection inside Npgsql.</summary>
    sealed class Instant : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUniversalTime();

        public override DateTimeOffset Parse(object value) => value switch
        {
            DateTimeOffset instant => instant.ToUniversalTime(),
            DateTime { Kind: DateTimeKind.Utc } instant => new DateTimeOffset(instant),
            _ => throw new InvalidDataException("An instant is read from a timestamptz column only."),
        };
    }

    /// <summary>date.</summary>
    sealed class Day : SqlMapper.TypeHandler<DateOnly>
    {
        public override void SetValue(IDbDataParameter parameter, DateOnly value) => parameter.Value = value;

        public override DateOnly Parse(object value) => value is DateOnly day ? day : DateOnly.FromDateTime((DateTime)value);
    }
}
