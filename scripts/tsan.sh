#!/usr/bin/env bash
# Runs tests under ThreadSanitizer and judges what the sanitizer reports: scripts/tsan.sh FILTER.
#
# A test's own expectations are those of `make test`. Under the sanitizer everything is five to ten times slower, so
# what a test expects of time does not hold there; that alone is shown and does not fail the run. A report, a crash, a
# run that does not come to its end or a filter that meets nothing does.
set -euo pipefail
cd "$(dirname "$0")/.."

filter=$1
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
export TSAN_OPTIONS="suppressions=$PWD/scripts/tsan-suppressions.txt log_path=$reports/report"

swift build --build-tests --sanitize=thread --scratch-path .build-tsan
swift test --skip-build --sanitize=thread --scratch-path .build-tsan --filter "$filter" --skip StormTests \
    2>&1 | tee "$reports/output" || true

if compgen -G "$reports/report.*" >/dev/null; then
    cat "$reports"/report.*
    echo "tsan: the sanitizer reported the above" >&2
    exit 1
fi
ended=$(grep -E 'Test run with [1-9][0-9]* tests? in .* (passed|failed) after' "$reports/output" | tail -1 || true)
if [ -z "$ended" ]; then
    echo "tsan: the run did not come to its end, or met no test" >&2
    exit 1
fi
case $ended in
*failed*) echo "tsan: no report; expectations that failed above are judged by 'make test', where time is real" ;;
*) echo "tsan: no report" ;;
esac
