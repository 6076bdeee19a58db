namespace Federated.Instance.Storage;

/// <summary>Instants as the hub keeps them: cut to milliseconds, so that a row, the wire and an id agree.</summary>
public static class Clock
{
    public static DateTimeOffset Now(this TimeProvider clock) => Cut(clock.GetUtcNow());

    public static DateTimeOffset Cut(DateTimeOffset instant) =>
        new(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
}
