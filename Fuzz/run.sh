#!/bin/sh
# Fuzzes the parsers: Fuzz/run.sh [seconds-per-target] [target...]
# A target is a file Fuzz<Name>.swift here, compiled together with the sources that it tests into one program under
# libFuzzer and AddressSanitizer; its seeds are in corpus/<name in lower case>. Without names, all targets run.
# The sources are those of GatewayWire, or what the target's lines `// sources: PATH...` name below Sources; where these
# need other packages, modules and objects of the release build are used (`make release`).
# Ends with a status other than 0 when a target does not build or finds a crash; the crashing input is then printed
# in base64 and kept in the current directory as crash-*.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(dirname -- "$here")
seconds=${1:-20}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- $(cd "$here" && ls Fuzz*.swift | sed 's/^Fuzz//; s/\.swift$//')

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
failures=0

# Copies the sources of a target into the folder $1, all as one module: without imports of each other.
gather() {
    mkdir -p "$1"
    named=$(sed -n 's|^// sources: *||p' "$here/Fuzz$name.swift")
    for path in ${named:-GatewayWire}; do
        find "$root/Sources/$path" -name '*.swift'
    done | while read -r file; do
        [ ! -e "$1/${file##*/}" ] || { echo "two sources are called ${file##*/}"; return 1; }
        sed -E '/^ *(package |public )?import (Gateway[A-Za-z]*|RESP)$/d' "$file" >"$1/${file##*/}"
    done
}

# Writes what the release build knows of other packages: their modules to $scratch/flags, their objects to an archive, of
# which the linker takes what it needs.
find_packages() {
    build="$root/.build/release"
    if [ ! -e "$build/Modules/NIOCore.swiftmodule" ] || [ ! -e "$build.yaml" ]; then
        echo "no release build to take packages from; make release makes it"
        return 1
    fi
    [ ! -e "$scratch/packages.a" ] || return 0
    {
        printf '%s\n' -static-stdlib -I "$build/Modules"
        grep -oE '"-Xcc","(-fmodule-map-file=[^"]*|-I","-Xcc","[^"]*)"' "$build.yaml" | sort -u | tr -d '"' | tr ',' '\n'
    } >"$scratch/flags"
    sed 's/^"\(.*\)"$/\1/' "$build/signalbox.product/Objects.LinkFileList" |
        grep -vE '/(Gateway[A-Za-z]*|RESP)\.build/' | xargs ar qcsP --thin "$scratch/packages.a"
}

# Builds the target.
build() {
    gather "$scratch/sources-$lower" || return 1
    set --
    if grep -qrE '^ *((@_spi\(.*\)|package) )?import (NIOCore|Crypto)$' "$scratch/sources-$lower"; then
        find_packages || return 1
        set -- "@$scratch/flags" "$scratch/packages.a" -lzstd -lstdc++
    fi
    swiftc -O -swift-version 6 -package-name signalbox -module-name Fuzz -parse-as-library \
        -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault \
        -enable-upcoming-feature NonisolatedNonsendingByDefault -sanitize=fuzzer,address \
        "$scratch/sources-$lower"/*.swift "$here/Fuzz$name.swift" "$@" -o "$program"
}

for name in "$@"; do
    lower=$(printf '%s' "$name" | tr '[:upper:]' '[:lower:]')
    program="$scratch/fuzz-$lower"
    found="$scratch/found-$lower"
    seeds="$here/corpus/$lower"
    mkdir -p "$found"
    [ -d "$seeds" ] || seeds=
    echo "== $name: building"
    if ! build >"$scratch/log" 2>&1; then
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
