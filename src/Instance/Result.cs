namespace Federated.Instance;

/// <summary>What a use case answers to the people's doors: its value, or the code word of a refusal and the field it concerns.</summary>
public readonly record struct Result<T>
{
    Result(T? value, string? code, string? field) => (Value, Code, Field) = (value, code, field);

    public T? Value { get; }
    public string? Code { get; }
    public string? Field { get; }

    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Value))]
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(false, nameof(Code))]
    public bool Ok => Code is null;

    public static implicit operator Result<T>(T value) => new(value, null, null);
    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal.Code, refusal.Field);
}

/// <summary>A refusal on its way to become a <see cref="Result{T}"/>.</summary>
public readonly record struct Refusal(string Code, string? Field = null);
