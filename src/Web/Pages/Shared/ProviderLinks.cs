namespace Federated.Web.Pages.Shared;

/// <summary>What goes with people who choose a provider: where they wanted to go, and who invited them.</summary>
sealed record ProviderLinks(string? ReturnUrl = null, string? Invite = null);
