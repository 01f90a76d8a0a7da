#!/bin/sh
# Runs end-to-end tests with a kernel that refuses io_uring, in the three ways in which sandboxes do: EPERM (a seccomp
# filter), ENOSYS (no io_uring), and a set-up that succeeds where io_uring_register knows nothing (gVisor). Every run must
# pass over epoll. Needs strace and a Release build of tests/Symbiont.Fast.EndToEnd.
set -eu
cd "$(dirname "$0")/.."
suite=tests/Symbiont.Fast.EndToEnd/bin/Release/net10.0/Symbiont.Fast.EndToEnd
class=${1:-*LaneTests}
for refusal in io_uring_setup:error=EPERM io_uring_setup:error=ENOSYS io_uring_register:error=EINVAL
do
    echo "== $refusal"
    SYMBIONT_TEST_SOCKETS=IoUring timeout 300 strace -f -qq -o /dev/null -e trace=io_uring_setup,io_uring_register \
        -e "inject=$refusal" "$suite" --filter-class "$class" --timeout 4m
done
