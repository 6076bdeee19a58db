using System.Text.Unicode;
using CsvHelper;
using Federated.Federation;
using Federated.Instance.Text;

namespace Federated.Instance.Transfers;

/// <summary>Rows as CSV (RFC 4180) in UTF-8. A cell that a spreadsheet would take for a formula is written behind an apostrophe, and read without it.</summary>
static class TransferCsv
{
    const string FormulaStarts = "=+-@\t\r";

    static readonly CsvWriterOptions Writing = new()
    {
        Separator = ',', NewLine = "\n", Injection = CsvInjection.Escape, InjectionCharacters = FormulaStarts, InjectionEscape = '\'',
    };

    static readonly CsvReaderOptions Reading = new() { Separator = ',', HasHeader = false, TrimWhitespace = true, SkipEmptyLines = true };

    public static async Task WriteAsync(Stream to, IAsyncEnumerable<IReadOnlyList<string>> rows, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(to, Writing, leaveOpen: true);
        await foreach (var row in rows.WithCancellation(ct))
        {
            foreach (var cell in row)
                csv.WriteField(cell);
            await csv.EndRecordAsync(ct);
        }
        await csv.FlushAsync(ct);
    }

    /// <summary>The cells of each row in the order of the columns. Refusals: import-empty, import-too-long, import-broken.</summary>
    public static Result<IReadOnlyList<string[]>> Read(ReadOnlyMemory<byte> file, IReadOnlyList<string> columns)
    {
        if (!Utf8.IsValid(file.Span))
            return new Refusal("import-broken");
        try
        {
            using var csv = CsvReader.Create(file, Reading);
            List<string[]> rows = [];
            int[]? places = null;
            while (csv.Read())
            {
                string[] cells = [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];
                if (places is null && (places = Places(cells, columns)).Length > 0)
                    continue;
                if (Row(cells, places, columns) is not { } row)
                    continue;
                if (row.Any(cell => cell.Length > Limits.UriLength))
                    return new Refusal("import-broken");
                if (rows.Count == Limits.ImportRows)
                    return new Refusal("import-too-long");
                rows.Add(row);
            }
            return rows.Count == 0 ? new Refusal("import-empty") : rows;
        }
        catch (CsvFormatException)
        {
            return new Refusal("import-broken");
        }
    }

    /// <summary>Where each column stands, -1 = nowhere, when this row names them; empty when it does not.</summary>
    static int[] Places(string[] first, IReadOnlyList<string> columns)
    {
        var names = Array.ConvertAll(first, name => name.TrimStart('#').Replace('_', ' '));
        int[] places = [.. columns.Select(column => Array.FindIndex(names, name => name.Equals(column.TrimStart('#'), StringComparison.OrdinalIgnoreCase)))];
        return places.Any(place => place >= 0) ? places : [];
    }

    /// <summary>Null for one with nothing in it, and for a remark.</summary>
    static string[]? Row(string[] cells, int[] places, IReadOnlyList<string> columns)
    {
        string[] row = [.. Enumerable.Range(0, columns.Count).Select(i => Unescaped(Characters.Line(cells.ElementAtOrDefault(places.Length == 0 ? i : places[i]) ?? "")))];
        return row.All(cell => cell.Length == 0) || (columns[0].StartsWith('#') && row[0].StartsWith('#')) ? null : row;
    }

    static string Unescaped(string cell) => cell is ['\'', var next, ..] && FormulaStarts.Contains(next, StringComparison.Ordinal) ? cell[1..] : cell;
}
