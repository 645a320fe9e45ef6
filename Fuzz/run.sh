#!/bin/sh
# Fuzzes the parsers: Fuzz/run.sh [seconds-per-target] [target...]
# A target is a file Fuzz<Name>.swift here, compiled together with the sources of GatewayWire into one program under
# libFuzzer and AddressSanitizer; its seeds are in corpus/<name in lower case>. Without names, all targets run.
# Ends with a status other than 0 when a target does not build or finds a crash; the crashing input is then printed
# in base64 and kept in the current directory as crash-*.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
seconds=${1:-20}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- $(cd "$here" && ls Fuzz*.swift | sed 's/^Fuzz//; s/\.swift$//')

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
sources=$(find "$here/../Sources/GatewayWire" -name '*.swift')
failures=0

for name in "$@"; do
    lower=$(printf '%s' "$name" | tr '[:upper:]' '[:lower:]')
    program="$scratch/fuzz-$lower"
    found="$scratch/found-$lower"
    seeds="$here/corpus/$lower"
    mkdir -p "$found"
    [ -d "$seeds" ] || seeds=
    echo "== $name: building"
    # shellcheck disable=SC2086
    if ! swiftc -O -swift-version 6 -package-name signalbox -module-name GatewayWireFuzz -parse-as-library \
        -sanitize=fuzzer,address $sources "$here/Fuzz$name.swift" -o "$program" >"$scratch/log" 2>&1; then
        grep -v 'Cannot export local symbol' "$scratch/log"
        echo "== $name: FAILED to build" >&2
        failures=$((failures + 1))
        continue
    fi
    echo "== $name: running for $seconds s"
    # shellcheck disable=SC2086
    if ! "$program" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        "$found" $seeds >"$scratch/log" 2>&1; then
        tail -n 60 "$scratch/log"
        echo "== $name: FAILED" >&2
        failures=$((failures + 1))
        continue
    fi
    grep -E 'number_of_executed_units|peak_rss_mb' "$scratch/log" || true
done

[ "$failures" -eq 0 ]
