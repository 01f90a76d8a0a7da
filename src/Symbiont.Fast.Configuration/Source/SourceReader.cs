using System.Buffers;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Symbiont.Fast.Configuration;

/// <summary>
/// Reads a text as one YAML document and keeps where everything stands. Anchors, aliases, tags and further documents
/// are reported: a policy says everything where it stands, so that reading it is enough to know it.
/// </summary>
internal sealed class SourceReader
{
    /// <summary>How deep collections may nest; a policy needs four levels.</summary>
    public const int MaxDepth = 16;

    private static readonly SearchValues<char> TokenEnds = SearchValues.Create(" \t\r\n,[]{}");

    private readonly string _text;
    private readonly string[] _lines;
    private readonly PolicyErrors _errors;
    private readonly Stack<SourceCollection> _open = new();
    private SourceNode? _root;

    private SourceReader(string text, PolicyErrors errors) =>
        (_text, _lines, _errors) = (text, SourceText.Lines(text), errors);

    /// <summary>
    /// The document's root, or null when there is none or the text is not YAML; then that has been reported.
    /// </summary>
    /// <param name="text">A text that <see cref="SourceText.IsFit"/> found fit.</param>
    /// <param name="errors">Takes the faults.</param>
    public static SourceNode? Read(string text, PolicyErrors errors) => new SourceReader(text, errors).Read();

    private SourceNode? Read()
    {
        var scanner = new Scanner(new StringReader(_text));
        try
        {
            return Build(new Parser(scanner));
        }
        catch (YamlException fault)
        {
            SourceFault.Report(_text, scanner.CurrentPosition, fault, _errors);
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException)
        {
            // The parser lets these out for a few malformed texts, such as an invalid tag or anchor.
            SourceFault.Report(_text, scanner.CurrentPosition, fault, _errors);
        }

        return null;
    }

    private SourceNode? Build(Parser parser)
    {
        int documents = 0;
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case DocumentStart start when ++documents > 1:
                    _errors.Add(PositionOf(start.Start), "---", "a second YAML document begins here", "one document");
                    return _root;
                case Scalar scalar:
                    RefuseProperties(scalar);
                    Attach(new SourceScalar(PositionOf(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain));
                    break;
                case AnchorAlias alias:
                    Refuse(alias.Start, "an alias");
                    Attach(new SourceRefusal(PositionOf(alias.Start)));
                    break;
                case NodeEvent start:
                    if (_open.Count == MaxDepth)
                    {
                        ReportDepth(start);
                        return null;
                    }

                    RefuseProperties(start);
                    _open.Push(start is MappingStart
                        ? MappingAt(start.Start)
                        : new SourceList(PositionOf(start.Start)));
                    break;
                case MappingEnd or SequenceEnd:
                    Close(parser.Current);
                    break;
            }
        }

        if (_root is null)
        {
            _errors.Add(SourcePosition.Start, "", "the policy is empty", PolicyGrammar.Root);
        }

        return _root;
    }

    /// <summary>The parser gives no place for the mapping within <c>[a: b]</c>; its first key has one.</summary>
    private SourceMapping MappingAt(Mark start) =>
        new(start == Mark.Empty && _open.Count > 0 ? default : PositionOf(start));

    private void Close(ParsingEvent end)
    {
        if (!_open.TryPop(out SourceCollection? closed) || closed is SourceMapping { IsHalf: true })
        {
            throw new SemanticErrorException(end.Start, end.End, "Did not find expected value.");
        }

        Attach(closed);
    }

    private void Attach(SourceNode node)
    {
        if (_open.TryPeek(out SourceCollection? parent))
        {
            parent.Add(node);
        }
        else
        {
            _root = node;
        }
    }

    private void ReportDepth(NodeEvent start)
    {
        string problem = $"lists and mappings nest deeper than {MaxDepth} levels";
        _errors.Add(PositionOf(start.Start), "", problem, "fewer; a policy needs four");
    }

    /// <summary>Reports the anchor and the tag of a node, which stand right before it.</summary>
    private void RefuseProperties(NodeEvent node)
    {
        if (node.Anchor.IsEmpty && node.Tag.IsEmpty)
        {
            return;
        }

        Refuse(node.Start, node.Anchor.IsEmpty ? "a tag" : node.Tag.IsEmpty ? "an anchor" : "an anchor with a tag");
    }

    private void Refuse(Mark at, string what)
    {
        string token = TokenAt((int)at.Index);
        string problem = $"{Printable.Quote(token)} is {what}";
        _errors.Add(PositionOf(at), token, problem, "the value itself, written where it is meant");
    }

    private string TokenAt(int index)
    {
        ReadOnlySpan<char> rest = _text.AsSpan(index);
        int end = rest.IndexOfAny(TokenEnds);
        return (end < 0 ? rest : rest[..end]).ToString();
    }

    private SourcePosition PositionOf(Mark mark) => SourcePosition.Of(mark, _lines);
}
