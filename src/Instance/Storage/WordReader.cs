using System.Collections;
using System.Data.Common;

namespace Federated.Instance.Storage;

/// <summary>A reader whose text columns hold enum members where the row type has an enum of that name.</summary>
sealed class WordReader : DbDataReader
{
    readonly DbDataReader _inner;
    readonly Type?[] _words;

    public WordReader(DbDataReader inner, Type row)
    {
        _inner = inner;
        _words = new Type?[inner.FieldCount];
        for (var i = 0; i < _words.Length; i++)
            _words[i] = inner.GetFieldType(i) == typeof(string) ? Words.ColumnOf(row, inner.GetName(i)) : null;
    }

    public override Type GetFieldType(int ordinal) =>
        _words[ordinal] is { } type ? Enum.GetUnderlyingType(type) : _inner.GetFieldType(ordinal);

    public override object GetValue(int ordinal)
    {
        if (_words[ordinal] is not { } type || _inner.IsDBNull(ordinal))
            return _inner.GetValue(ordinal);
        var member = Words.Read(type, _inner.GetString(ordinal));
        return Convert.ChangeType(member, Enum.GetUnderlyingType(type), null);
    }

    public override object this[int ordinal] => GetValue(ordinal);
    public override object this[string name] => GetValue(GetOrdinal(name));
    public override int Depth => _inner.Depth;
    public override int FieldCount => _inner.FieldCount;
    public override bool HasRows => _inner.HasRows;
    public override bool IsClosed => _inner.IsClosed;
    public override int RecordsAffected => _inner.RecordsAffected;
    public override bool GetBoolean(int ordinal) => _inner.GetBoolean(ordinal);
    public override byte GetByte(int ordinal) => _inner.GetByte(ordinal);
    public override long GetBytes(int ordinal, long offset, byte[]? buffer, int at, int length) => _inner.GetBytes(ordinal, offset, buffer, at, length);
    public override char GetChar(int ordinal) => _inner.GetChar(ordinal);
    public override long GetChars(int ordinal, long offset, char[]? buffer, int at, int length) => _inner.GetChars(ordinal, offset, buffer, at, length);
    public override string GetDataTypeName(int ordinal) => _inner.GetDataTypeName(ordinal);
    public override DateTime GetDateTime(int ordinal) => _inner.GetDateTime(ordinal);
    public override decimal GetDecimal(int ordinal) => _inner.GetDecimal(ordinal);
    public override double GetDouble(int ordinal) => _inner.GetDouble(ordinal);
    public override IEnumerator GetEnumerator() => new DbEnumerator(this, closeReader: false);
    public override float GetFloat(int ordinal) => _inner.GetFloat(ordinal);
    public override T GetFieldValue<T>(int ordinal) => _inner.GetFieldValue<T>(ordinal);
    public override Guid GetGuid(int ordinal) => _inner.GetGuid(ordinal);
    public override short GetInt16(int ordinal) => _inner.GetInt16(ordinal);
    public override int GetInt32(int ordinal) => _inner.GetInt32(ordinal);
    public override long GetInt64(int ordinal) => _inner.GetInt64(ordinal);
    public override string GetName(int ordinal) => _inner.GetName(ordinal);
    public override int GetOrdinal(string name) => _inner.GetOrdinal(name);
    public override string GetString(int ordinal) => _inner.GetString(ordinal);
    public override bool IsDBNull(int ordinal) => _inner.IsDBNull(ordinal);
    public override bool NextResult() => _inner.NextResult();
    public override Task<bool> NextResultAsync(CancellationToken cancellationToken) => _inner.NextResultAsync(cancellationToken);
    public override bool Read() => _inner.Read();
    public override Task<bool> ReadAsync(CancellationToken cancellationToken) => _inner.ReadAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        await base.DisposeAsync();
    }

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < count; i++)
            values[i] = GetValue(i);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
