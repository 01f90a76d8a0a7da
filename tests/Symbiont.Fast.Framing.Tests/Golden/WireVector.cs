namespace Symbiont.Fast.Framing.Tests;

/// <summary>One golden file: its name without <c>.hex</c>, what it is, its bytes and how to annotate them.</summary>
internal sealed record WireVector(string Name, string Title, byte[] Bytes, Action<AnnotatedBytes> Layout)
{
    /// <summary>The annotated bytes, as they stand in the document.</summary>
    public string Annotated()
    {
        var annotated = new AnnotatedBytes(Bytes);
        Layout(annotated);
        return annotated.Finish();
    }

    /// <summary>The golden file's text.</summary>
    public string FileText() => $"# {Title}\n{Annotated()}";
}
