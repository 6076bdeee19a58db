using System.Text;
using Federated.Federation;

namespace Federated.Instance.Text;

/// <summary>
/// Writes HTML whose tags are balanced and nested so that a browser's parser builds the very tree that was written.
/// Therefore what it wrote comes out unchanged when it is read and written again. It never exceeds its length.
/// </summary>
internal sealed partial class HtmlWriter(int maxLength)
{
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _text = new();
    private readonly List<Frame> _open = [new Frame("", IsBlock: true)];
    private readonly StringBuilder _linkText = new();
    private string _linkHref = "";
    private int _closers;
    private int _elements;
    private bool _full;
    private bool _atPreStart;

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
        if (_full || !Place(name) || _elements >= Limits.HtmlElements)
            return;
        if (Append($"<{name}>"))
            _elements++;
        Container.AfterText = false;
        Container.Pending = false;
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

    private Frame Container => _open.FindLast(frame => frame.IsBlock)!;

    private void Push(string name, string attributes)
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

    private void PopTo(int depth)
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

    private void ShowHost(int closer)
    {
        if (Hrefs.HostToShow(_linkText.ToString(), _linkHref) is { } host && Fits(host.Length + 3 + closer))
            Append($" [{host}]");
    }

    private void Flush()
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

    private void WriteText(string text)
    {
        if (_full)
            return;
        var cut = text;
        for (var room = Room; (cut = Characters.Clean(HtmlText.CutEncoded(cut, room))).Length > 0 && HtmlText.Encode(cut).Length > Room;)
            room -= 8;
        _full = cut != text;
        _out.Append(HtmlText.Encode(cut));
        _atPreStart = _atPreStart && cut.Length == 0;
        if (_linkText.Length < Limits.UriLength)
            _linkText.Append(cut);
    }

    private void WritePendingBreak()
    {
        var container = Container;
        if (container is { Pending: true, AfterText: true } && Append("<br>"))
            container.AfterText = false;
        container.Pending = false;
    }

    private int Room => maxLength - _out.Length - _closers;

    private bool Fits(int length) => length <= Room;

    private bool Append(string markup)
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
    private sealed record Frame(string Name, bool IsBlock)
    {
        public bool AfterText { get; set; }
        public bool Pending { get; set; }
    }
}
