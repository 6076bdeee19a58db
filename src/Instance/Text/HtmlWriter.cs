using System.Text;
using Federated.Federation;

namespace Federated.Instance.Text;

/// <summary>
/// Writes HTML whose tags are balanced and nested so that a browser's parser builds the very tree that was written.
/// Therefore what it wrote comes out unchanged when it is read and written again. It never exceeds its length.
/// </summary>
internal sealed partial class HtmlWriter(int maxLength)
{
    readonly StringBuilder _out = new();
    readonly StringBuilder _text = new();
    readonly List<Frame> _open = [new Frame("", IsBlock: true)];
    readonly StringBuilder _linkText = new();
    string _linkHref = "";
    int _closers;
    int _elements;
    bool _full;
    bool _atPreStart;

    public bool InLink => IsOpen("a");

    /// <summary>Starts an element; where it has no place, its content is written without it.</summary>
    public void Open(string name, string attributes, string href = "")
    {
        Flush();
        var placed = !_full && Place(name);
        var room = name == "table" ? Limits.HtmlDepth - 4 : Limits.HtmlDepth;
        if (!placed || _open.Count > room || _elements >= Limits.HtmlElements)
        {
            if (HtmlTags.EndsLine(name))
                Break();
            return;
        }
        Push(name, attributes);
        if (name == "a")
        {
            _linkHref = href;
            _linkText.Clear();
        }
    }

    /// <summary>Ends the nearest such element, with all that is still open in it.</summary>
    public void Close(string name)
    {
        Flush();
        var at = FindToClose(name);
        if (at > 0)
            PopTo(at);
        else if (HtmlTags.EndsLine(name))
            Break();
    }

    public void Text(string text) => _text.Append(text);

    /// <summary>Writes an element without content: a line break or a rule.</summary>
    public void Void(string name)
    {
        Flush();
        if (_full || !Place(name))
            return;
        Append($"<{name}>");
        (Container.AfterText, Container.Pending) = (false, false);
    }

    /// <summary>The start or end of an element that is not kept but stood on a line of its own.</summary>
    public void Break()
    {
        Flush();
        CloseInScope(name => name == "p");
        Container.Pending = true;
    }

    public string Finish()
    {
        Flush();
        PopTo(1);
        return _out.ToString();
    }

    Frame Container => _open.FindLast(frame => frame.IsBlock)!;

    void Push(string name, string attributes)
    {
        var isBlock = HtmlTags.EndsLine(name);
        if (!isBlock)
            WritePendingBreak();
        var start = $"<{name}{attributes}>";
        var closer = name.Length + 3;
        if (_full || !Fits(start.Length + closer))
        {
            _full = true;
            return;
        }
        Append(start);
        if (isBlock)
            Container.Pending = false;
        _open.Add(new Frame(name, isBlock));
        _closers += closer;
        _elements++;
        _atPreStart = name == "pre";
    }

    void PopTo(int depth)
    {
        while (_open.Count > depth)
        {
            var frame = _open[^1];
            _closers -= frame.Name.Length + 3;
            if (frame.Name == "a")
                ShowHost(frame.Name.Length + 3);
            _out.Append("</").Append(frame.Name).Append('>');
            _open.RemoveAt(_open.Count - 1);
            _atPreStart = false;
            if (frame.IsBlock)
                (Container.AfterText, Container.Pending) = (false, false);
        }
    }

    void ShowHost(int closer)
    {
        if (Hrefs.HostToShow(_linkText.ToString(), _linkHref) is { } host && Fits(host.Length + 3 + closer))
            Append($" [{host}]");
    }

    void Flush()
    {
        if (_text.Length == 0)
            return;
        var text = Characters.Clean(_text.ToString());
        _text.Clear();
        var isBlank = string.IsNullOrWhiteSpace(text);
        if (_full || text.Length == 0 || (isBlank && (Container.Pending || HtmlTags.TableStructure.Contains(_open[^1].Name))))
            return;
        if (!isBlank)
        {
            EnsureCell();
            WritePendingBreak();
            Container.AfterText = true;
        }
        WriteText(_atPreStart && text[0] == '\n' ? "\n" + text : text);
    }

    void WriteText(string text)
    {
        if (_full)
            return;
        var encoded = HtmlText.Encode(text);
        if (!Fits(encoded.Length))
            (_full, encoded) = (true, HtmlText.Encode(text = Cut(text)));
        _out.Append(encoded);
        _atPreStart = _atPreStart && text.Length == 0;
        if (_linkText.Length < Limits.UriLength)
            _linkText.Append(text);
    }

    // Cleaning a cut text can add the ends of its directions.
    string Cut(string text)
    {
        for (var room = Room; text.Length > 0; room -= 8)
        {
            text = Characters.Clean(HtmlText.CutEncoded(text, room));
            if (Fits(HtmlText.Encode(text).Length))
                break;
        }
        return text;
    }

    void WritePendingBreak()
    {
        var container = Container;
        if (container is { Pending: true, AfterText: true } && Append("<br>"))
            container.AfterText = false;
        container.Pending = false;
    }

    int Room => maxLength - _out.Length - _closers;

    bool Fits(int length) => length <= Room;

    bool Append(string markup)
    {
        _full |= !Fits(markup.Length);
        if (!_full)
        {
            _out.Append(markup);
            _atPreStart = false;
        }
        return !_full;
    }

    /// <summary>An open element. A block remembers whether text stands right before, and whether a new line is due.</summary>
    sealed record Frame(string Name, bool IsBlock)
    {
        public bool AfterText { get; set; }
        public bool Pending { get; set; }
    }
}
