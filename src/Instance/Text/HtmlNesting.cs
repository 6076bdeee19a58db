namespace Federated.Instance.Text;

/// <summary>Where elements may stand: the rules by which browsers' parsers close and insert elements on their own.</summary>
internal sealed partial class HtmlWriter
{
    /// <summary>Closes what may not be around the element; false when it has no place here.</summary>
    bool Place(string name)
    {
        switch (name)
        {
            case "tr" or "td" or "th" or "thead" or "tbody" or "tfoot" or "caption":
                return PlaceInTable(name);
            case "li":
                return CloseInside(frame => frame is "ul" or "ol");
            case "rt" or "rp":
                return CloseInside(frame => frame == "ruby");
        }
        EnsureCell();
        if (name == "a")
        {
            CloseInScope(frame => frame == "a");
            return !InLink;
        }
        if (HtmlTags.EndsLine(name))
            CloseInScope(frame => frame == "p");
        if (HtmlTags.IsHeading(name))
            CloseInScope(HtmlTags.IsHeading);
        return true;
    }

    bool PlaceInTable(string name)
    {
        var table = _open.FindLastIndex(frame => frame.Name == "table");
        if (table < 0)
            return false;
        if (name is "tr" or "td" or "th")
        {
            var around = _open.FindLastIndex(frame => name == "tr"
                ? frame.Name is "table" or "tbody" or "thead" or "tfoot" : frame.Name is "table" or "tbody" or "thead" or "tfoot" or "tr");
            PopTo(around + 1);
            EnsureAround(name);
        }
        else
        {
            PopTo(table + 1);
        }
        return true;
    }

    void EnsureAround(string name)
    {
        if (_open[^1].Name == "table")
            Push("tbody", "");
        if (name is "td" or "th" && _open[^1].Name is not "tr")
            Push("tr", "");
    }

    /// <summary>Text and other elements inside a table, but outside its cells, get a cell.</summary>
    void EnsureCell()
    {
        if (!HtmlTags.TableStructure.Contains(_open[^1].Name))
            return;
        EnsureAround("td");
        Push("td", "");
    }

    /// <summary>Nothing reaches out of a table cell, except the table's own tags.</summary>
    int FindInScope(Func<string, bool> match)
    {
        for (var i = _open.Count - 1; i > 0; i--)
            if (match(_open[i].Name))
                return i;
            else if (HtmlTags.IsCell(_open[i].Name) || _open[i].Name == "table")
                return -1;
        return -1;
    }

    void CloseInScope(Func<string, bool> match)
    {
        if (FindInScope(match) is > 0 and var at)
            PopTo(at);
    }

    bool CloseInside(Func<string, bool> parent)
    {
        var at = FindInScope(parent);
        if (at > 0)
            PopTo(at + 1);
        return at > 0;
    }

    /// <summary>An end tag of text ends nothing outside its block, one of a block nothing outside its cell.</summary>
    int FindToClose(string name)
    {
        if (HtmlTags.TableStructure.Contains(name) || HtmlTags.IsCell(name))
            return FindTablePart(name);
        if (HtmlTags.EndsLine(name))
            return FindInScope(frame => frame == name);
        for (var i = _open.Count - 1; i > 0 && !_open[i].IsBlock; i--)
            if (_open[i].Name == name)
                return i;
        return -1;
    }

    int FindTablePart(string name)
    {
        for (var i = _open.Count - 1; i > 0; i--)
            if (_open[i].Name == name)
                return i;
            else if (_open[i].Name == "table")
                return -1;
        return -1;
    }

    bool IsOpen(string name) => _open.Exists(frame => frame.Name == name);
}
