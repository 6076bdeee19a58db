namespace Federated.Web.Localization;

/// <summary>A message of the banana format, parsed once.</summary>
public sealed record Message(IReadOnlyList<MessagePart> Parts);

public abstract record MessagePart;

public sealed record TextPart(string Text) : MessagePart;

/// <summary><c>{{SITENAME}}</c></summary>
public sealed record HubNamePart : MessagePart;

/// <summary><c>$1</c>; the index counts from 0.</summary>
public sealed record ParameterPart(int Index) : MessagePart;

/// <summary><c>[$1 text]</c>, the parameter being an address.</summary>
public sealed record LinkPart(int Index, Message Text) : MessagePart;

/// <summary><c>{{PLURAL:$1|0=none|one|other}}</c></summary>
public sealed record PluralPart(int Index, IReadOnlyDictionary<decimal, Message> Exact, IReadOnlyList<Message> Forms) : MessagePart;

/// <summary><c>{{GENDER:$1|he|she|they}}</c></summary>
public sealed record GenderPart(int Index, IReadOnlyList<Message> Forms) : MessagePart;
