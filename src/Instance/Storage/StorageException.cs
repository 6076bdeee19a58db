namespace Federated.Instance.Storage;

/// <summary>The machine cannot hold the hub's data; the message is one sentence that says what to do.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner);
