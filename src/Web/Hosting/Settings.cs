using System.Globalization;
using System.Reflection;
using Federated.Instance.Config;

namespace Federated.Web.Hosting;

/// <summary>Reads the settings of all sources into one <see cref="HubConfig"/>, and says what is wrong with them.</summary>
public static class Settings
{
    public const string EnvironmentPrefix = "FEDERATED__";
    public const string SystemFile = "/etc/federated/appsettings.json";
    const string FileSuffix = "_FILE";

    /// <summary>The program's own file, the system's file, the environment, the arguments: later ones win.</summary>
    public static IConfigurationRoot Sources(IEnumerable<KeyValuePair<string, string?>> arguments) =>
        new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddJsonFile(SystemFile, optional: true)
            .AddEnvironmentVariables(EnvironmentPrefix)
            .AddInMemoryCollection(arguments.GroupBy(a => a.Key, StringComparer.OrdinalIgnoreCase).Select(given => given.Last()))
            .Build();

    /// <summary>Takes `--Section:Key=value` and `--Section:Key value` out of a command line.</summary>
    public static (IReadOnlyList<KeyValuePair<string, string?>> Settings, string[] Others) Split(IReadOnlyList<string> arguments)
    {
        List<KeyValuePair<string, string?>> settings = [];
        List<string> rest = [];
        for (var i = 0; i < arguments.Count; i++)
        {
            var parts = arguments[i].Split('=', 2);
            if (!parts[0].StartsWith("--", StringComparison.Ordinal) || !parts[0].Contains(':', StringComparison.Ordinal))
                rest.Add(arguments[i]);
            else if (parts.Length == 2)
                settings.Add(new(parts[0][2..], parts[1]));
            else
                settings.Add(new(parts[0][2..], ++i < arguments.Count ? arguments[i] : ""));
        }
        return (settings, [.. rest]);
    }

    /// <summary>The settings as values; one sentence for each key that is not known or cannot be read.</summary>
    public static (HubConfig Config, IReadOnlyList<string> Errors) Read(IConfiguration sources)
    {
        var config = new HubConfig();
        List<string> errors = [];
        foreach (var section in sources.GetChildren().Where(s => !s.Key.Equals("Logging", StringComparison.OrdinalIgnoreCase)))
        {
            var property = Property(typeof(HubConfig), section.Key);
            if (property is null)
                errors.Add($"{section.Key} is no section of settings; there are {Names(typeof(HubConfig))} and Logging.");
            else
                ReadSection(section, property.GetValue(config)!, property.Name, errors);
        }
        return (config, errors);
    }

    /// <summary>Every key that can be set, as `Section:Key`, in sections with parts `Section:Part:Key`.</summary>
    public static IEnumerable<string> Keys => KeysOf(typeof(HubConfig));

    static IEnumerable<string> KeysOf(Type section) =>
        from property in Settable(section)
        from key in IsSection(property) ? KeysOf(property.PropertyType).Select(k => $"{property.Name}:{k}") : [property.Name]
        select key;

    static void ReadSection(IConfigurationSection section, object values, string name, List<string> errors)
    {
        foreach (var setting in section.GetChildren())
        {
            if (Property(values.GetType(), setting.Key) is { } part && IsSection(part))
            {
                ReadSection(setting, part.GetValue(values)!, $"{name}:{part.Name}", errors);
                continue;
            }
            var (property, value) = Find(setting, values.GetType(), errors);
            if (property is null)
                errors.Add($"{name}:{setting.Key} is not a setting; section {name} has {Names(values.GetType())}.");
            else if (value is null && setting.Value is null && property.PropertyType == typeof(string[]))
                property.SetValue(values, setting.GetChildren().Select(c => c.Value ?? "").ToArray());
            else if (Convert(value, property.PropertyType) is { } converted)
                property.SetValue(values, converted);
            else
                errors.Add($"{name}:{property.Name} '{value}' is not {Kind(property.PropertyType)}.");
        }
    }

    /// <summary>The property that a key sets, and the text to set it to: the value itself, or for `Key_FILE` what the file holds.</summary>
    static (PropertyInfo?, string?) Find(IConfigurationSection setting, Type section, List<string> errors)
    {
        var property = Property(section, setting.Key);
        if (property is not null || !setting.Key.EndsWith(FileSuffix, StringComparison.OrdinalIgnoreCase))
            return (property, setting.Value);
        property = Property(section, setting.Key[..^FileSuffix.Length]);
        if (property?.GetCustomAttribute<SecretAttribute>() is null)
            return (null, null);
        try
        {
            return (property, File.ReadAllText(setting.Value ?? "").TrimEnd('\r', '\n'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            errors.Add($"{setting.Path} names '{setting.Value}', which cannot be read: {e.Message}");
            return (property, "");
        }
    }

    static object? Convert(string? text, Type type) => text switch
    {
        null => null,
        _ when type == typeof(string) => text,
        _ when type == typeof(string[]) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        _ when type == typeof(int) && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) => number,
        _ when type == typeof(bool) && bool.TryParse(text, out var flag) => flag,
        _ => null,
    };

    static string Kind(Type type) => type == typeof(int) ? "a whole number" : type == typeof(bool) ? "true or false" : "a single value";

    static IEnumerable<PropertyInfo> Settable(Type type) => type.GetProperties().Where(p => p.CanWrite);

    static bool IsSection(PropertyInfo property) => property.PropertyType.Namespace == typeof(HubConfig).Namespace;

    static PropertyInfo? Property(Type type, string name) =>
        Settable(type).FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    static string Names(Type type) => string.Join(", ", Settable(type).Select(p => p.Name));
}
