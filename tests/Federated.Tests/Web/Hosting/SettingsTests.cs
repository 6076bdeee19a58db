using Federated.Instance.Config;
using Federated.Web.Hosting;
using Microsoft.Extensions.Configuration;

namespace Federated.Tests.Web.Hosting;

public sealed class SettingsTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("federated-settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Arguments_with_a_colon_are_settings_and_the_others_are_not()
    {
        var (settings, others) = Settings.Split(["serve", "--Hub:Domain=hub.example.org", "--Hub:Name", "A hub", "--verbose", "--reason=a:b"]);

        Assert.Equal([new("Hub:Domain", "hub.example.org"), new("Hub:Name", "A hub")], settings);
        Assert.Equal(["serve", "--verbose", "--reason=a:b"], others);
    }

    [Fact]
    public void A_value_may_hold_equals_signs()
    {
        var (settings, _) = Settings.Split(["--Database:ConnectionString=Host=db;Username=a"]);

        Assert.Equal("Host=db;Username=a", Read(settings).Config.Database.ConnectionString);
    }

    [Fact]
    public void The_environment_counts_and_an_argument_wins_over_it()
    {
        Environment.SetEnvironmentVariable("FEDERATED__Media__BaseUrl", "https://from.environment.example");
        try
        {
            Assert.Equal("https://from.environment.example", Settings.Read(Settings.Sources([])).Config.Media.BaseUrl);
            Assert.Equal("https://from.argument.example", Settings.Read(Settings.Sources([new("Media:BaseUrl", "https://from.argument.example")])).Config.Media.BaseUrl);
        }
        finally
        {
            Environment.SetEnvironmentVariable("FEDERATED__Media__BaseUrl", null);
        }
    }

    [Fact]
    public void A_misspelt_key_is_told_with_the_keys_there_are()
    {
        var error = Assert.Single(Read([new("Hub:Domian", "hub.example.org")]).Errors);

        Assert.StartsWith("Hub:Domian is not a setting; section Hub has Domain,", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_section_is_told() =>
        Assert.StartsWith("Hubb is no section", Assert.Single(Read([new("Hubb:Domain", "x")]).Errors), StringComparison.Ordinal);

    [Fact]
    public void Letter_case_of_keys_does_not_matter() => Assert.Equal("x.example", Read([new("hub:domain", "x.example")]).Config.Hub.Domain);

    [Fact]
    public void The_logging_section_is_the_frameworks() => Assert.Empty(Read([new("Logging:LogLevel:Default", "Debug")]).Errors);

    [Fact]
    public void A_word_where_a_number_belongs_is_told() =>
        Assert.Equal("Mail:Port 'many' is not a whole number.", Assert.Single(Read([new("Mail:Port", "many")]).Errors));

    [Fact]
    public void A_list_is_written_with_commas_or_as_an_array()
    {
        Assert.Equal(["de", "fr"], Read([new("Hub:Languages", "de, fr")]).Config.Hub.Languages);
        Assert.Equal(["de", "fr"], Read([new("Hub:Languages:0", "de"), new("Hub:Languages:1", "fr")]).Config.Hub.Languages);
    }

    [Fact]
    public void A_secret_is_read_from_a_file_without_its_line_end()
    {
        var file = Path.Combine(_folder, "connection");
        File.WriteAllText(file, "Host=db.example\n");

        Assert.Equal("Host=db.example", Read([new("Database:ConnectionString_FILE", file)]).Config.Database.ConnectionString);
    }

    [Fact]
    public void A_secret_file_that_is_missing_is_told() =>
        Assert.Contains("cannot be read", Assert.Single(Read([new("Secrets:Key_FILE", Path.Combine(_folder, "none"))]).Errors), StringComparison.Ordinal);

    [Fact]
    public void What_is_no_secret_has_no_file_form() =>
        Assert.StartsWith("Hub:Domain_FILE is not a setting", Assert.Single(Read([new("Hub:Domain_FILE", "/etc/hostname")]).Errors), StringComparison.Ordinal);

    [Fact]
    public void A_part_of_a_section_is_read_and_its_secrets_too()
    {
        var file = Path.Combine(_folder, "client");
        File.WriteAllText(file, "secret\n");

        var (config, errors) = Read([new("SignIn:Wikimedia:ClientId", "hub"), new("signin:wikimedia:clientsecret_FILE", file), new("SignIn:Wikimedia:Nmae", "x")]);

        Assert.Equal(("hub", "secret"), (config.SignIn.Wikimedia.ClientId, config.SignIn.Wikimedia.ClientSecret));
        Assert.StartsWith("SignIn:Wikimedia:Nmae is not a setting; section SignIn:Wikimedia has ClientId,", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_provider_is_told()
    {
        var hub = new HubOptions { Domain = "hub.example.org" };
        string[] Errors(params (string Key, string? Value)[] settings) => [.. Read(settings.Select(s => KeyValuePair.Create($"SignIn:{s.Key}", s.Value))).Config.SignIn.Errors(hub)];

        Assert.Empty(Errors());
        Assert.Equal(["SignIn:Wikimedia:ClientSecret is missing; SignIn:Wikimedia needs it."], Errors(("Wikimedia:ClientId", "hub")));
        Assert.Equal(["SignIn:OpenId:ClientId is missing, though the rest of SignIn:OpenId is there."], Errors(("OpenId:ClientSecret", "s")));
        Assert.Single(Errors(("Wikimedia:ClientId", "hub"), ("Wikimedia:ClientSecret", "s"), ("Wikimedia:Address", "meta")));
        Assert.Equal(3, Errors(("OpenId:ClientId", "hub")).Length);
        Assert.Equal(
            ["SignIn:OpenId:Issuer 'http://id.example' is not an address that starts with https://, without user, query and fragment."],
            Errors(("OpenId:ClientId", "hub"), ("OpenId:ClientSecret", "s"), ("OpenId:Name", "ID"), ("OpenId:Issuer", "http://id.example")));
    }

    static (HubConfig Config, IReadOnlyList<string> Errors) Read(IEnumerable<KeyValuePair<string, string?>> settings) =>
        Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
}
