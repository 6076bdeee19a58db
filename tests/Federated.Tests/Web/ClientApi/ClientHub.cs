using Federated.Tests.Web.Pages;

namespace Federated.Tests.Web.ClientApi;

/// <summary>The hub of ada, bo who follows her and cy, each with an app.</summary>
public sealed class ClientHub : IAsyncLifetime
{
    public PagesHub Pages { get; } = new();
    internal Support.TestHub Hub => Pages.Hub;
    internal ApiClient Ada { get; private set; } = null!;
    internal ApiClient Bo { get; private set; } = null!;
    internal ApiClient Cy { get; private set; } = null!;
    internal ApiClient Nobody { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Pages.InitializeAsync();
        (Ada, Bo, Cy) = (await ApiClient.OfAsync(Hub, Pages.Ada), await ApiClient.OfAsync(Hub, Pages.Bo), await ApiClient.OfAsync(Hub, Pages.Cy));
        Nobody = new ApiClient(Hub, null);
    }

    public Task DisposeAsync() => Pages.DisposeAsync();
}
