#!/usr/bin/env bash
# Runs the Swift tests that were built, one target after the other, and says at the end what failed.
#
# One after the other, because many tests bound real time over real sockets: beside two thousand others that keep every
# processor busy they would measure those. It takes no longer than all at once. A machine can stop for a tenth of a
# second even so, so a suite of ResilienceTests, whose bounds are that tight, runs once more if it failed, and both
# outcomes are shown. A failure of any other target stands.
set -euo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0
summary=()

# Runs the tests whose names match; remembers what failed.
run() {
    local status=0 failures
    swift test --skip-build --filter "$1" 2>&1 | tee "$log" || status=$?
    if [ "$status" -eq 0 ] && ! grep -qaE 'Test run with [1-9][0-9]* tests? in .* passed' "$log"; then
        summary+=("no test matches $1")
        return 1
    fi
    if [ "$status" -ne 0 ]; then
        mapfile -t failures < <(grep -aE '^✘|Fatal error|error: ' "$log" | cut -c1-600 || true)
        # A crash leaves no failed test; then the last lines must tell.
        [ "${#failures[@]}" -gt 0 ] || mapfile -t failures < <(tail -n 20 "$log")
        summary+=("${failures[@]}")
    fi
    return "$status"
}

# The suites that failed in the run before, as a pattern; nothing if it did not come to its end.
failed_suites() {
    grep -qaE 'Test run with [1-9][0-9]* tests? in .* failed' "$log" || return 0
    grep -aoE '^✘ Suite [A-Za-z]+Tests failed' "$log" | cut -d' ' -f3 | sort -u | paste -sd'|'
}

for target in Tests/*Tests; do
    target=${target#Tests/}
    run "^$target\\." && continue
    suites=
    [ "$target" != ResilienceTests ] || suites=$(failed_suites)
    if [ -n "$suites" ] && run "^$target\\.Resilience/($suites)/"; then
        summary+=("passed the second time: $suites")
    else
        failed=1
    fi
done

if [ "${#summary[@]}" -gt 0 ]; then
    printf '\n== Swift tests that failed\n'
    printf '%s\n' "${summary[@]}"
fi
exit "$failed"
