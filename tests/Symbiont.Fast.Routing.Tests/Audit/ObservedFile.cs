namespace Symbiont.Fast.Routing.Tests.Audit;

/// <summary>A real file that counts writes and syncs, and fails when told to, as a full or broken disk does.</summary>
internal sealed class ObservedFile(string path)
    : FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0)
{
    public int Writes { get; private set; }

    public int Syncs { get; private set; }

    public bool FailWrites { get; set; }

    public bool FailSyncs { get; set; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (FailWrites)
        {
            // What a full disk does: some of it arrives.
            base.Write(buffer[..(buffer.Length / 2)]);
            throw new IOException("No space left on device");
        }

        Writes++;
        base.Write(buffer);
    }

    public override void Flush(bool flushToDisk)
    {
        if (flushToDisk && FailSyncs)
        {
            throw new IOException("Input/output error");
        }

        Syncs += flushToDisk ? 1 : 0;
        base.Flush(flushToDisk);
    }
}
