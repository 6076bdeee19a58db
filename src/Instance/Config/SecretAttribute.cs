namespace Federated.Instance.Config;

/// <summary>A setting that is never shown and can also be given as the path of a file: `Section:Key_FILE`.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
