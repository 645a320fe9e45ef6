#!/usr/bin/env bash
# Installs what is missing on Debian 12 with the Swift toolchain; says nothing and takes a second where all is there.
#
#   scripts/setup.sh build   what `make run` needs: the toolchain, git, libzstd and SQLite
#   scripts/setup.sh test    what `make test` needs besides: a few commands, Redis, and Python environments under .venv/
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

apt_is_fresh=no
apt_update() {
    [ "$apt_is_fresh" = yes ] && return
    as_root apt-get update -qq
    apt_is_fresh=yes
}

install_packages() {
    say "installing $*"
    apt_update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# Installs the Debian package (second word) of every command (first word) that is not there.
need_commands() {
    local missing=() pair
    for pair in "$@"; do
        command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
    done
    [ "${#missing[@]}" -eq 0 ] || install_packages "${missing[@]}"
}

setup_build() {
    need_commands git:git pkg-config:pkgconf
    pkg-config --exists libzstd || install_packages libzstd-dev
    pkg-config --exists sqlite3 || install_packages libsqlite3-dev
    if ! command -v swift >/dev/null; then
        say "the Swift toolchain (6.2 or newer) is not on the PATH"
        exit 1
    fi
}

# Takes promtool out of its package instead of installing it: that would start a Prometheus server on port 9090.
setup_promtool() {
    command -v promtool >/dev/null && return
    [ -x .venv/tools/usr/bin/promtool ] && return
    say "fetching promtool"
    apt_update
    local folder
    folder=$(mktemp -d)
    chmod 755 "$folder"
    (cd "$folder" && apt-get download -qq prometheus 2>/dev/null)
    mkdir -p .venv/tools
    dpkg-deb -x "$folder"/prometheus_*.deb .venv/tools
    rm -rf "$folder"
}

# Makes Redis available without the packages redis-server and redis-sentinel, which would set up services: all they hold
# besides are these two links to a program of redis-tools, which is all three and goes by the name it is called by.
setup_redis() {
    need_commands redis-cli:redis-tools redis-check-rdb:redis-tools
    local name program
    for name in redis-server redis-sentinel; do
        command -v "$name" >/dev/null && continue
        [ -x ".venv/tools/usr/bin/$name" ] && continue
        program=$(command -v redis-check-rdb)
        mkdir -p .venv/tools/usr/bin
        ln -sfn "$program" ".venv/tools/usr/bin/$name"
        ".venv/tools/usr/bin/$name" --version >/dev/null
    done
    scripts/fetch-redis.sh || say "no Redis 8, RediSearch or Valkey 9 here: tests against them are skipped"
}

# Makes one Python environment from its pinned requirements; a changed file makes it anew.
setup_environment() {
    local name=$1 wanted=Tests/clients/requirements-$1.txt made=.venv/$1/requirements.txt
    cmp -s "$wanted" "$made" && return
    say "making the Python environment $name"
    rm -rf ".venv/$name"
    /usr/bin/python3 -m venv ".venv/$name"
    # The files name every package of the environment, so that there is nothing to resolve.
    ".venv/$name/bin/pip" install -q --disable-pip-version-check --no-deps -r "$wanted"
    ".venv/$name/bin/pip" check >&2
    cp "$wanted" "$made"
}

setup_test() {
    setup_build
    need_commands curl:curl openssl:openssl nghttp:nghttp2-client python3:python3
    /usr/bin/python3 -c 'import venv, ensurepip' 2>/dev/null || install_packages python3-venv
    /usr/bin/python3 -c 'import pip' 2>/dev/null || install_packages python3-pip
    setup_promtool
    setup_redis
    scripts/fetch-models.sh || say "no token vocabularies here: tests that need them are skipped"
    local name
    for name in main compat litellm; do setup_environment "$name"; done
}

case "${1:-}" in
    build) setup_build ;;
    test) setup_test ;;
    *)
        sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
        exit 2
        ;;
esac
