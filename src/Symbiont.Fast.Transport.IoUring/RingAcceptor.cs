using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.IoUring;

/// <summary>The ring's side of a listener: one accept that goes on and on. Owned by the ring's thread.</summary>
internal sealed class RingAcceptor : RingTarget
{
    // accept4(2)
    private const uint NonBlocking = 0x800;
    private const uint CloseOnExecute = 0x80000;

    // So many that wait here are enough; others wait at the kernel's.
    private const int MaxAccepted = 64;

    private readonly RingDriver _driver;
    private readonly int _descriptor;
    private readonly Queue<int> _accepted;
    private bool _isAccepting;
    private bool _isCancelling;
    private bool _isExhausted;

    public RingAcceptor(RingDriver driver, int descriptor, Queue<int> accepted) =>
        (_driver, _descriptor, _accepted) = (driver, descriptor, accepted);

    public RingDriver Driver => _driver;

    /// <inheritdoc/>
    public override bool CanRead => _accepted.Count > 0 || _isExhausted;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <summary>The next connection's descriptor, or nothing; says then whether descriptors have run out.</summary>
    public bool TryTake(out int descriptor, out bool isExhausted)
    {
        bool taken = _accepted.TryDequeue(out descriptor);
        isExhausted = !taken && _isExhausted;
        _isExhausted &= taken;
        if (!_isAccepting && _accepted.Count <= MaxAccepted / 2)
        {
            OnWatched();
        }

        return taken;
    }

    /// <inheritdoc/>
    public override void OnWatched()
    {
        if (IsClosed)
        {
            return;
        }

        if (!WantsRead)
        {
            CancelAccept();
        }
        else if (!_isAccepting && !_isExhausted)
        {
            _driver.Next().AcceptMany(_descriptor, NonBlocking | CloseOnExecute, UserData(RingOperation.Accept));
            _isAccepting = true;
            Pending++;
        }

        _driver.Active.Add(this);
    }

    /// <inheritdoc/>
    public override void OnCompletion(RingOperation operation, in IoUringCompletion completion)
    {
        if (completion.Result >= 0)
        {
            _accepted.Enqueue(completion.Result);
        }

        int error = -completion.Result;
        _isExhausted |= error == ErrorNumber.DescriptorsUsedUp || error == ErrorNumber.SystemFilesUsedUp
            || error == ErrorNumber.NoBuffers || error == ErrorNumber.NoMemory;
        if (!completion.HasMore)
        {
            Pending--;
            (_isAccepting, _isCancelling) = (false, false);
        }

        if (IsClosed)
        {
            return;
        }

        if (_accepted.Count >= MaxAccepted)
        {
            CancelAccept();
        }
        else if (!_isAccepting && WantsRead)
        {
            OnWatched();
        }

        _driver.Active.Add(this);
    }

    /// <inheritdoc/>
    public override void Close()
    {
        if (!IsClosed)
        {
            IsClosed = true;
            ActiveTargets.Remove(this);
            CancelAccept();
            _driver.HandOver(this);
        }
    }

    /// <inheritdoc/>
    public override void Orphan() => IsClosed = true;

    private void CancelAccept()
    {
        if (_isAccepting && !_isCancelling)
        {
            _isCancelling = true;
            _driver.Next().Cancel(UserData(RingOperation.Accept), UserData(RingOperation.Cancel));
        }
    }
}
