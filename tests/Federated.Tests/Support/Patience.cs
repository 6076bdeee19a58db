namespace Federated.Tests.Support;

/// <summary>How long a test waits for what must come: long, because what comes at once on a quiet machine may take a while on a busy one.</summary>
static class Patience
{
    public static readonly TimeSpan Most = TimeSpan.FromMinutes(1);
}
