# What .ci/run and .ci/long share. Sourced.

set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Build nodes that stay behind would keep the pipes of these scripts open.
export MSBUILDDISABLENODEREUSE=1

passed=0
failed=0

# Installs what a machine with only the .NET SDK may lack. Everything else comes with the packages.
install() {
  command -v git >/dev/null && return
  local root=()
  [ "$(id -u)" -eq 0 ] || root=(sudo)
  "${root[@]}" apt-get update -qq && "${root[@]}" apt-get install -y -qq --no-install-recommends git
}

# Prints the first code block under the README's heading "## $1".
readme_command() {
  awk -v heading="## $1" '
    /^## /        { here = ($0 == heading) }
    here && /^```/ { if (open) exit; open = 1; next }
    open          { print }' README.md
}

# Prints the number that the last test summary in the file $2 gives for the word $1; 0 when there is none.
summary() {
  awk -v word="  $1:" '
    /^Test run summary:/    { inside = 1; number = 0 }
    inside && index($0, word) == 1 { number = $2 }
    END { print number + 0 }' "$2"
}

# Runs the README's test command and counts its tests. A suite that crashes or finds no test counts as one failure.
run_tests() {
  local command log status succeeded broken
  command=$(readme_command Test)
  log=$(mktemp)
  echo "== $command"
  bash -c "$command" 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  succeeded=$(summary succeeded "$log")
  broken=$(($(summary failed "$log") + $(summary error "$log")))
  rm -f "$log"
  # Nothing ran, or it ended badly for a reason that the summary does not count, such as a build error.
  if [ "$succeeded" -eq 0 ] || [ "$status" -ne 0 ]; then
    [ "$broken" -gt 0 ] || broken=1
  fi
  passed=$((passed + succeeded))
  failed=$((failed + broken))
}

# Runs a command and counts it as one test.
step() {
  echo "== $*"
  if "$@"; then
    passed=$((passed + 1))
  else
    echo "== $* failed with exit code $?"
    failed=$((failed + 1))
  fi
}

# The README's other command.
demo() {
  local command
  command=$(readme_command Run)
  [ -n "$command" ] && timeout 60 bash -c "$command"
}

checks() {
  dotnet run -c Release --project tests/Symbiont.Fast.Checks -- "$@"
}

# The bare baselines, in about ten seconds: that the harness measures, whatever it measures here.
baselines() {
  timeout 120 dotnet run -c Release --project bench/Symbiont.Fast.Benchmarks -- baselines --quick
}

# Round trips of the product beside them, in about twenty seconds.
round_trips() {
  timeout 180 dotnet run -c Release --project bench/Symbiont.Fast.Benchmarks -- round-trips --quick
}

# Routers of 2 to 10,000 agents, measured in turns.
agents() {
  timeout 300 dotnet run -c Release --project loadtests/Symbiont.Fast.LoadTests -- agents
}

# Ten million messages a path, and not one byte; about two minutes.
allocations() {
  SYMBIONT_ALLOCATION_MESSAGES=10000000 timeout 600 \
    dotnet run -c Release --project tests/Symbiont.Fast.Allocations.Tests -- --output Detailed
}

# A million times anything anywhere in the memory of a session; its session ends, and nothing else happens.
scribbles() {
  SYMBIONT_SCRIBBLES=1000000 timeout 900 \
    dotnet run -c Release --project tests/Symbiont.Fast.Transport.Conformance.Tests -- --filter-class "*ScribbleTests"
}

# The router's tests with their clients over shared memory.
shared_memory() {
  SYMBIONT_TEST_TRANSPORT=shm timeout 300 dotnet run -c Release --project tests/Symbiont.Fast.EndToEnd
}

# Many sessions beside few, for about half a minute.
# The router's tests over three shards, but for those that say what a router of one shard is made of.
shards() {
  SYMBIONT_TEST_SHARDS=3 timeout 300 dotnet run -c Release --project tests/Symbiont.Fast.EndToEnd -- \
    --filter-not-class "*CounterFileTests" --filter-not-class "*EnvironmentTests"
}
sessions() {
  timeout 180 dotnet run -c Release --project loadtests/Symbiont.Fast.LoadTests -- sessions --count 1000
}

# The last line, and the exit code.
finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
