using YamlDotNet.Core;

namespace Symbiont.Fast.Configuration;

/// <summary>A place in a text. The default value, line 0, stands for the file as a whole.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in UTF-16 units, from 1; a tab counts as one.</param>
internal readonly record struct SourcePosition(int Line, int Column)
{
    /// <summary>The first character of a text.</summary>
    public static SourcePosition Start { get; } = new(1, 1);

    /// <summary>The parser's place, kept within the lines: at the end it counts one line more than there is.</summary>
    public static SourcePosition Of(Mark mark, string[] lines) => mark.Line > lines.Length
        ? new SourcePosition(lines.Length, lines[^1].Length + 1)
        : new SourcePosition((int)mark.Line, Math.Min((int)mark.Column, lines[mark.Line - 1].Length + 1));

    /// <summary>The place of the character at <paramref name="index"/>; lines end with LF, CR or CR LF.</summary>
    public static SourcePosition Of(ReadOnlySpan<char> text, int index)
    {
        (int line, int lineStart) = (1, 0);
        for (int i = 0; i < index; i++)
        {
            bool endsLine = text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'));
            if (endsLine)
            {
                (line, lineStart) = (line + 1, i + 1);
            }
        }

        return new SourcePosition(line, index - lineStart + 1);
    }
}
