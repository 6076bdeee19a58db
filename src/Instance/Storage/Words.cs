using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Dapper;

namespace Federated.Instance.Storage;

/// <summary>
/// Enums are stored as words: the member's name in lower snake case, <c>HubOnly</c> as <c>hub_only</c>.
/// Dapper knows numbers and names only, so <see cref="Db"/> translates here, both ways.
/// </summary>
public static class Words
{
    static readonly ConcurrentDictionary<Type, FrozenDictionary<string, object>> Tables = new();
    static readonly ConcurrentDictionary<Type, PropertyInfo[]> ArgumentsWithWords = new();
    static readonly ConcurrentDictionary<Type, FrozenDictionary<string, Type>> RowsWithWords = new();

    /// <summary>The word of an enum member, as the database keeps it.</summary>
    public static string Word(this Enum member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString());

    /// <summary>The member that a word stands for. An unknown word throws: a check constraint and the enum differ.</summary>
    public static T Read<T>(string word) where T : struct, Enum => (T)Read(typeof(T), word);

    internal static object Read(Type type, string word) => TableOf(type).TryGetValue(word, out var member)
        ? member
        : throw new InvalidDataException($"'{word}' is no word of {type.Name}.");

    /// <summary>The same arguments with words in place of enums.</summary>
    internal static object? Arguments(object? args)
    {
        if (args is null or DynamicParameters)
            return args;
        var properties = ArgumentsWithWords.GetOrAdd(args.GetType(), Inspect);
        if (properties.Length == 0)
            return args;
        var replaced = new DynamicParameters();
        foreach (var property in properties)
            replaced.Add(property.Name, Replace(property.GetValue(args)));
        return replaced;
    }

    /// <summary>Whether rows of this type hold words, or are words.</summary>
    internal static bool In(Type row) => EnumOf(row) is not null || MembersOf(row).Count > 0;

    /// <summary>The enum that a column of such a row is read as, if any.</summary>
    internal static Type? ColumnOf(Type row, string column) =>
        EnumOf(row) ?? MembersOf(row).GetValueOrDefault(column.Replace("_", "", StringComparison.Ordinal));

    internal static Type? EnumOf(Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        return inner.IsEnum ? inner : null;
    }

    static FrozenDictionary<string, Type> MembersOf(Type row) => RowsWithWords.GetOrAdd(row, static row =>
        row.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.CanWrite && EnumOf(property.PropertyType) is not null)
            .ToFrozenDictionary(property => property.Name, property => EnumOf(property.PropertyType)!, StringComparer.OrdinalIgnoreCase));

    static FrozenDictionary<string, object> TableOf(Type type) => Tables.GetOrAdd(type, static type =>
        Enum.GetValues(type).Cast<Enum>().ToFrozenDictionary(member => member.Word(), member => (object)member));

    static PropertyInfo[] Inspect(Type type)
    {
        var all = type.GetProperties(BindingFlags.Instance | BindingFlags.Public);
        return all.Any(property => HoldsEnum(property.PropertyType)) ? all : [];
    }

    static bool HoldsEnum(Type type) => EnumOf(type) is not null
        || type.GetElementType() is { IsEnum: true }
        || (type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)) && type.GetGenericArguments()[0].IsEnum);

    static object? Replace(object? value) => value switch
    {
        Enum member => member.Word(),
        string or null => value,
        IEnumerable items when HoldsEnum(value.GetType()) => items.Cast<Enum>().Select(Word).ToArray(),
        _ => value,
    };
}
